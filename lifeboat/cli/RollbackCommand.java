package lifeboat.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lifeboat.base.UserError;
import lifeboat.run.Context;
import lifeboat.run.FoundSets;
import lifeboat.run.RestoreRequest;
import lifeboat.run.RestoreRun;
import lifeboat.run.SetRestore;
import lifeboat.run.SetRestoreRequest;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a restore back. */
@CommandLine.Command(
        description = "Put back the safety backup that the last restore into a target took before.",
        footer = {"  restore rollback orders", "  restore rollback orders --to postgres://localhost/orders_copy --yes"})
final class RollbackCommand extends Command {
    @Parameters(index = "0", paramLabel = "JOB", description = "the job, or a set")
    private String job;

    @Option(names = "--to", paramLabel = "TARGET", order = 1,
            description = "the target of that restore; default source, the job's own source; of a set "
                    + "JOB=TARGET")
    private List<String> to = new ArrayList<>();

    @Option(names = "--yes", order = 2, description = "replace what is there without asking")
    private boolean yes;

    @Mixin
    private ReadOptions read = new ReadOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    RollbackCommand(Session session) {
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
        return List.of(ExitCode.RESTORE_FAILED, ExitCode.BAD_BACKUP, ExitCode.NOT_CONFIRMED);
    }

    @Override
    public ExitCode call() {
        json.apply(console());
        to.forEach(target -> RestoreOutcome.warnOfPassword(console(), target));
        Context context = FoundSets.with(context(read.config(session().env())), job, read.store());
        TypedConfirmation confirmation = new TypedConfirmation(console(), yes);
        if (SetOptions.meansSet(context.config(), job, to)) {
            RestoreRequest how = new RestoreRequest(null, null, null, read.store(), false, true, false, confirmation);
            return RestoreOutcome.show(this, SetRestore.rollback(context, new SetRestoreRequest(job, null,
                    SetOptions.targetsOrSource(to), read.store(), how)));
        }
        return RestoreOutcome.show(this, RestoreRun.rollback(context, job,
                to.isEmpty() ? Optional.empty() : Optional.of(SetOptions.one(to)), read.store(), confirmation));
    }
}
