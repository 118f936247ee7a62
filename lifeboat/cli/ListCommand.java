package lifeboat.cli;

import java.util.List;
import java.util.Optional;
import lifeboat.base.UserError;
import lifeboat.config.Config;
import lifeboat.report.BackupEntry;
import lifeboat.report.BackupText;
import lifeboat.report.Clean;
import lifeboat.report.Documents;
import lifeboat.run.ListRun;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists backups. */
@CommandLine.Command(
        description = "List the backups with age, size, rows and last proof.",
        footer = {"  backup list", "  backup list orders --json",
                "  backup list --store /mnt/backups    a folder, no configuration needed"})
final class ListCommand extends Command {
    @Parameters(paramLabel = "JOB", arity = "0..1", description = "one job; default all")
    private String job;

    @Mixin
    private ReadOptions read = new ReadOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    ListCommand(Session session) {
        super(session);
    }

    @Override
    UserError.Kind fallback() {
        return UserError.Kind.USAGE;
    }

    @Override
    List<ExitCode> codes() {
        return List.of();
    }

    @Override
    public ExitCode call() {
        json.apply(console());
        Config config = read.config(session().env());
        List<BackupEntry> backups = ListRun.list(context(config), Optional.ofNullable(job), read.store());
        if (backups.isEmpty() && job != null && read.store().isEmpty() && !config.jobs().containsKey(job)) {
            throw UserError.usage("no such job [" + job + "]",
                    "the jobs are [" + String.join(", ", config.jobs().keySet()) + "]");
        }
        show(backups.isEmpty() ? List.of("no backups" + (job == null ? "" : " of " + Clean.line(job)))
                : BackupText.list(backups, now(), console().width(), console().paint()), Documents.list(backups));
        return ExitCode.DONE;
    }
}
