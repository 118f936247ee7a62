package lifeboat.run;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lifeboat.base.UserError;
import lifeboat.catalog.Catalog;
import lifeboat.catalog.Manifest;
import lifeboat.config.JobConfig;
import lifeboat.report.BackupReport;
import lifeboat.report.PruneReport;

/** Backs up one job: dump, compress, encrypt, store in every store, commit, journal; then prunes if all went well. */
public final class BackupRun {

    private BackupRun() {}

    /** Runs it. A backup that failed is a report with a verdict, not an exception; a wrong configuration is one. */
    public static BackupReport run(Context context, JobConfig job) {
        try (OpenStores stores = OpenStores.ofJob(context.shared(job.jobs()), job)) {
            return run(context, job, stores);
        }
    }

    /** The same as a member of a set. */
    static BackupReport run(Context context, JobConfig job, SetMember set) {
        try (OpenStores stores = OpenStores.ofJob(context.shared(job.jobs()), job)) {
            return run(context, job, stores, Optional.of(set));
        }
    }

    /** The same into stores that are open. */
    static BackupReport run(Context context, JobConfig job, OpenStores stores) {
        return run(context, job, stores, Optional.empty());
    }

    private static BackupReport run(Context context, JobConfig job, OpenStores stores, Optional<SetMember> set) {
        Instant started = context.clock().instant();
        Optional<Manifest> before = Optional.empty();
        try (Opening opening = new Opening()) {
            Order alone = Order.of(context, job);
            Order order = set.map(alone::in).orElseGet(() -> alone.begun(opening));
            before = newest(stores, job.name());
            Floors floors = Floors.of(job.floors(), stores, job.name());
            BackupMaker.Made made = new BackupMaker(context, stores, order, started, before, Optional.of(floors))
                    .make();
            return finished(context, job, started, before, floors.proven(), made, stores);
        } catch (UserError e) {
            UserError error = e.orKind(UserError.Kind.BACKUP_FAILED);
            stores.journalFailure(job.name(), started, error.getMessage());
            return failure(context, job, started, before, error, stores);
        }
    }

    /** The newest backup of a job, as far as its stores can be read. */
    static Optional<Manifest> newest(OpenStores stores, String job) {
        for (OpenStores.Open open : stores.usable()) {
            try {
                Optional<Manifest> newest = new Catalog(open.store()).newest(job);
                if (newest.isPresent()) {
                    return newest;
                }
            } catch (UserError e) {
                open.fail(e);
            }
        }
        return Optional.empty();
    }

    private static BackupReport finished(Context context, JobConfig job, Instant started, Optional<Manifest> before,
            Optional<Instant> proven, BackupMaker.Made made, OpenStores stores) {
        Manifest manifest = made.manifest();
        Ending ending = Ending.of(made, stores, context.config().file().isPresent());
        Integer pruned = null;
        if (ending.verdict().equals("ok")) {
            List<PruneReport> reports = PruneRun.after(context, job, stores);
            pruned = reports.stream().mapToInt(PruneReport::removed).sum();
            ending = Ending.of(reports);
        }
        return new BackupReport(job.name(), manifest.id(), ending.verdict(), describe(context, job), started,
                millisSince(context, started), manifest.fingerprint().tables().size(), manifest.fingerprint().rows(),
                before.map(m -> m.fingerprint().rows()).orElse(null), manifest.plainSize(), manifest.size(),
                before.map(Manifest::size).orElse(null), manifest.encrypted(), job.compression().method(),
                made.outcomes(), ending.error(), ending.hint(), ending.exitCode(), manifest.suspect(), pruned,
                proven.orElse(null));
    }

    /** How a run ended that made a backup. */
    private record Ending(String verdict, String error, String hint, int exitCode) {
        private static final Ending OK = new Ending("ok", null, null, 0);

        static Ending of(BackupMaker.Made made, OpenStores stores, boolean configured) {
            boolean partial = made.outcomes().stream().anyMatch(outcome -> !outcome.ok());
            String where = "stored in " + names(made, true) + (partial ? ", but not in " + names(made, false) : "");
            if (made.manifest().isSuspect()) {
                return new Ending("suspect", where + ", but suspect: " + String.join("; ", made.manifest().suspect()),
                        "if there is less to back up now, say `backup --accept-shrink " + made.manifest().job()
                                + "`; else look for what became of the data. Nothing is pruned until then",
                        UserError.Kind.BACKUP_FAILED.exitCode());
            }
            return partial ? new Ending("partial", where, stores.failed().getFirst().hint().orElse("repair the store")
                    + (configured ? "; then `backup sync " + made.manifest().job() + "` copies to it what it lacks"
                            : "; then run the backup again"),
                    UserError.Kind.STORE_PARTIAL.exitCode()) : OK;
        }

        /** A backup is no worse because old ones could not be removed, but somebody should know. */
        static Ending of(List<PruneReport> pruned) {
            List<PruneReport> failed = pruned.stream().filter(report -> report.error() != null).toList();
            return failed.isEmpty() ? OK : new Ending("partial", "backed up, but old backups could not be pruned: "
                    + String.join("; ", failed.stream().map(r -> "[" + r.store() + "] " + r.error()).toList()),
                    failed.getFirst().hint() != null ? failed.getFirst().hint()
                            : "run `backup prune " + failed.getFirst().job() + "`",
                    UserError.Kind.STORE_PARTIAL.exitCode());
        }
    }

    private static BackupReport failure(Context context, JobConfig job, Instant started, Optional<Manifest> before,
            UserError error, OpenStores stores) {
        return new BackupReport(job.name(), null, "failed", describe(context, job), started,
                millisSince(context, started), 0, 0, before.map(m -> m.fingerprint().rows()).orElse(null), 0, 0,
                before.map(Manifest::size).orElse(null), false, job.compression().method(), stores.outcomes(),
                error.getMessage(), error.hint().orElse(null),
                error.kind().orElseThrow().exitCode());
    }

    private static String names(BackupMaker.Made made, boolean ok) {
        List<String> names = made.outcomes().stream().filter(o -> o.ok() == ok)
                .map(o -> "[" + o.store() + "]" + (ok ? "" : " (" + o.error() + ")")).toList();
        return String.join(", ", names);
    }

    private static String describe(Context context, JobConfig job) {
        return Wiring.describe(context, job.source());
    }

    private static long millisSince(Context context, Instant started) {
        return Duration.between(started, context.clock().instant()).toMillis();
    }
}
