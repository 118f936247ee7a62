package lifeboat.cli;

import java.util.List;
import java.util.Optional;
import lifeboat.base.UserError;
import lifeboat.report.BackupEntry;
import lifeboat.report.BackupText;
import lifeboat.report.Documents;
import lifeboat.run.ListRun;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists backups. */
@CommandLine.Command(
        description = "List the backups with age, size, rows and last proof.",
        footer = {"  backup list", "  backup list orders --json", "  backup list --store /mnt/backups    a folder, no configuration needed"})
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
        List<BackupEntry> backups = ListRun.list(context(read.config(session().env())), Optional.ofNullable(job), read.store());
        show(backups.isEmpty() ? List.of("no backups" + (job == null ? "" : " of " + job))
                : BackupText.list(backups, now(), console().width(), console().paint()), Documents.list(backups));
        return ExitCode.DONE;
    }
}
