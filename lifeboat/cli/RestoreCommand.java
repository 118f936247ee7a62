package lifeboat.cli;

import java.util.ArrayList;
import java.util.List;
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

/** Restores a backup. */
@CommandLine.Command(
        description = {
            "Restore a backup: check it, take a safety backup of what is there, restore beside it, compare, swap.",
            "On a terminal, what is not said is asked. What holds data is replaced only after a typed word, or",
            "with --yes."
        },
        footer = {
            "  restore                                          choose from a list",
            "  restore orders --to source                       the latest, back to where it came from",
            "  restore orders 20260115T02 --to postgres://localhost/orders_copy",
            "  restore shop \"2026-01-15 02:00\" --to sqlite:old.db --dry-run",
            "  restore shop --to orders=postgres://localhost/orders --to uploads=sqlite:uploads.db    a set",
            "  restore shop --store /mnt/backups --to sqlite:shop.db --yes"
        })
final class RestoreCommand extends Command {
    @Parameters(index = "0", paramLabel = "JOB", arity = "0..1",
            description = "the job, or a set; may be left out where there is only one job")
    private String job;

    @Parameters(index = "1", paramLabel = "SELECTOR", arity = "0..1", description = Selectors.HELP)
    private String selector;

    @Option(names = "--to", paramLabel = "TARGET", order = 1,
            description = "where to: postgres://host/database, sqlite:FILE, docker://CONTAINER/postgres/DATABASE, "
                    + "docker://CONTAINER/sqlite/PATH, or the word source for the job's own source; of a set "
                    + "JOB=TARGET for each job, or source for all")
    private List<String> to = new ArrayList<>();

    @Option(names = "--dry-run", order = 2, description = "only compare the backup with the target, table by table")
    private boolean dryRun;

    @Option(names = "--yes", order = 3, description = "replace what is there without asking")
    private boolean yes;

    @Option(names = "--no-safety-backup", order = 4, description = "do not back up what is there before")
    private boolean noSafetyBackup;

    @Option(names = "--skip-checksum", order = 5,
            description = "restore a damaged backup as far as it goes: the last resort")
    private boolean skipChecksum;

    @Option(names = "--stop", paramLabel = "CONTAINER", order = 6,
            description = "stop this container meanwhile and start it again; repeat for more")
    private List<String> stop = List.of();

    @Mixin
    private ReadOptions read = new ReadOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    RestoreCommand(Session session) {
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
        if (to.isEmpty() && !console().canAsk()) {
            throw UserError.usage("nothing says where to restore to",
                    "pass JOB, SELECTOR and --to TARGET, such as `restore orders latest --to source`;"
                            + " in scripts also --yes");
        }
        to.forEach(target -> RestoreOutcome.warnOfPassword(console(), target));
        Context context = FoundSets.with(context(read.config(session().env())), job, read.store());
        if (job != null && SetOptions.meansSet(context.config(), job, to)) {
            List<String> targets = !to.isEmpty() ? to
                    : dialog(context).targets(context.config().sets().get(job));
            return RestoreOutcome.show(this, SetRestore.run(context, new SetRestoreRequest(job,
                    Selectors.orLatest(selector), SetOptions.targets(targets), read.store(),
                    request(null, null, null))));
        }
        RestoreRequest request = !to.isEmpty() ? request(job, Selectors.orLatest(selector), SetOptions.one(to))
                : dialog(context).ask(job, selector, this::request);
        return RestoreOutcome.show(this, RestoreRun.run(context, request));
    }

    private RestoreDialog dialog(Context context) {
        return new RestoreDialog(this, context.config(), read.store());
    }

    private RestoreRequest request(String chosenJob, String chosenBackup, String target) {
        return new RestoreRequest(chosenJob, chosenBackup, target, read.store(), dryRun, !noSafetyBackup, skipChecksum,
                stop,
                new TypedConfirmation(console(), yes));
    }
}
