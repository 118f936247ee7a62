package lifeboat.cli;

import java.util.List;
import java.util.Optional;
import lifeboat.base.UserError;
import lifeboat.config.Config;
import lifeboat.report.BackupEntry;
import lifeboat.report.BackupText;
import lifeboat.report.Clean;
import lifeboat.report.Documents;
import lifeboat.report.SetEntry;
import lifeboat.report.SetText;
import lifeboat.run.Context;
import lifeboat.run.FoundSets;
import lifeboat.run.ListRun;
import lifeboat.run.SetRuns;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists backups. */
@CommandLine.Command(
        description = "List the backups with age, size, rows and last proof.",
        footer = {"  backup list", "  backup list orders --json",
                "  backup list shop                    the runs of a set, whole or incomplete",
                "  backup list --store /mnt/backups    a folder, no configuration needed"})
final class ListCommand extends StoresCommand {
    @Parameters(paramLabel = "JOB", arity = "0..1", description = "one job, or a set; default all jobs")
    private String job;

    @Mixin
    private ReadOptions read = new ReadOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    ListCommand(Session session) {
        super(session);
    }

    @Override
    public ExitCode call() {
        json.apply(console());
        Config config = read.config(session().env());
        Context context = FoundSets.with(context(config), job, read.store());
        if (job != null && context.config().sets().containsKey(job)) {
            return show(SetRuns.of(context, job, read.store()));
        }
        ListRun.Found found = ListRun.list(context, Optional.ofNullable(job), read.store());
        List<BackupEntry> backups = found.backups();
        if (backups.isEmpty() && job != null && read.store().isEmpty() && !config.jobs().containsKey(job)
                && found.problems().isEmpty()) {
            throw UserError.usage("no such job [" + job + "]",
                    "the jobs are [" + String.join(", ", config.jobs().keySet()) + "]");
        }
        List<String> problems = List.copyOf(found.problems().values());
        return show(backups.isEmpty() ? List.of(none("no backups" + (job == null ? "" : " of " + Clean.line(job)),
                problems)) : BackupText.list(backups, now(), console().width(), console().paint()), backups, null,
                problems);
    }

    private ExitCode show(SetRuns set) {
        return show(set.runs().isEmpty() ? List.of(none("no run of set " + Clean.line(set.set()), set.problems()))
                : SetText.list(set.set(), set.runs(), now(), console().width(), console().paint()), set.backups(),
                set.runs(), set.problems());
    }

    /** What could not be seen may be there. */
    private static String none(String text, List<String> problems) {
        return text + (problems.isEmpty() ? "" : " in what could be read");
    }

    private ExitCode show(List<String> lines, List<BackupEntry> backups, List<SetEntry> runs, List<String> problems) {
        ExitCode code = problems.isEmpty() ? ExitCode.DONE : ExitCode.STORE_PARTIAL;
        show(lines, Documents.list(backups, runs, problems, code.code()));
        problems.forEach(console()::warn);
        return code;
    }
}
