package lifeboat.cli;

import java.nio.file.Path;
import java.util.List;
import lifeboat.base.UserError;
import lifeboat.report.Clean;
import lifeboat.report.Documents;
import lifeboat.run.Context;
import lifeboat.run.FoundSets;
import lifeboat.run.RestoreRun;
import lifeboat.run.SetFetch;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Fetches a backup's files. */
@CommandLine.Command(
        description = "Download a backup, check, decrypt and decompress it into a folder; nothing else.",
        footer = {"  restore fetch orders --dir ./fetched",
                "  restore fetch orders 20260115T02 --dir ./fetched --store /mnt/backups"})
final class FetchCommand extends Command {
    @Parameters(index = "0", paramLabel = "JOB", description = "the job, or a set")
    private String job;

    @Parameters(index = "1", paramLabel = "SELECTOR", arity = "0..1", description = Selectors.HELP)
    private String selector;

    @Option(names = "--dir", paramLabel = "DIR", required = true, order = 1,
            description = "where to; it is made if it is not there; of a set each job into a folder below it")
    private Path dir;

    @Option(names = "--skip-checksum", order = 2,
            description = "fetch a damaged backup as far as it goes: the last resort")
    private boolean skipChecksum;

    @Mixin
    private ReadOptions read = new ReadOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    FetchCommand(Session session) {
        super(session);
    }

    @Override
    String job() {
        return job;
    }

    @Override
    UserError.Kind fallback() {
        return UserError.Kind.RESTORE_FAILED;
    }

    @Override
    List<ExitCode> codes() {
        return List.of(ExitCode.RESTORE_FAILED, ExitCode.BAD_BACKUP);
    }

    @Override
    public ExitCode call() {
        json.apply(console());
        Context context = FoundSets.with(context(read.config(session().env())), job, read.store());
        List<Path> fetched = context.config().sets().containsKey(job)
                ? SetFetch.run(context, job, Selectors.orLatest(selector), read.store(), dir, skipChecksum)
                : RestoreRun.fetch(context, job, Selectors.orLatest(selector), read.store(), dir, skipChecksum);
        List<String> files = fetched.stream().map(Path::toString).toList();
        show(files.stream().map(Clean::line).toList(), Documents.fetch(files));
        return ExitCode.DONE;
    }
}
