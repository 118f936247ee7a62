package lifeboat.cli;

import java.util.List;
import java.util.Optional;
import lifeboat.base.UserError;
import lifeboat.config.Config;
import lifeboat.report.BackupEntry;
import lifeboat.report.BackupText;
import lifeboat.report.Clean;
import lifeboat.report.Documents;
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
final class ListCommand extends Command {
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
        List<BackupEntry> backups = ListRun.list(context, Optional.ofNullable(job), read.store());
        if (backups.isEmpty() && job != null && read.store().isEmpty() && !config.jobs().containsKey(job)) {
            throw UserError.usage("no such job [" + job + "]",
                    "the jobs are [" + String.join(", ", config.jobs().keySet()) + "]");
        }
        show(backups.isEmpty() ? List.of("no backups" + (job == null ? "" : " of " + Clean.line(job)))
                : BackupText.list(backups, now(), console().width(), console().paint()), Documents.list(backups));
        return ExitCode.DONE;
    }

    private ExitCode show(SetRuns set) {
        show(set.runs().isEmpty() ? List.of("no run of set " + Clean.line(set.set()))
                : SetText.list(set.set(), set.runs(), now(), console().width(), console().paint()),
                Documents.list(set.backups(), set.runs()));
        return ExitCode.DONE;
    }
}
