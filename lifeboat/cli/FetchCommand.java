package lifeboat.cli;

import java.nio.file.Path;
import java.util.List;
import lifeboat.base.UserError;
import lifeboat.report.Clean;
import lifeboat.report.Documents;
import lifeboat.run.RestoreRun;
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
    @Parameters(index = "0", paramLabel = "JOB", description = "the job")
    private String job;

    @Parameters(index = "1", paramLabel = "SELECTOR", arity = "0..1", description = Selectors.HELP)
    private String selector;

    @Option(names = "--dir", paramLabel = "DIR", required = true, order = 1,
            description = "where to; it is made if it is not there")
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
        List<String> files = RestoreRun.fetch(context(read.config(session().env())), job, Selectors.orLatest(selector),
                read.store(), dir, skipChecksum).stream().map(Path::toString).toList();
        show(files.stream().map(Clean::line).toList(), Documents.fetch(files));
        return ExitCode.DONE;
    }
}
