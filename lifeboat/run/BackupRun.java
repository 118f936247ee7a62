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

/** Backs up one job: dump, compress, encrypt, store in every store, commit, journal. */
public final class BackupRun {

    private BackupRun() {}

    /** Runs it. A backup that failed is a report with a verdict, not an exception; a wrong configuration is one. */
    public static BackupReport run(Context context, JobConfig job) {
        Instant started = context.clock().instant();
        try (OpenStores stores = OpenStores.ofJob(context, job)) {
            Optional<Manifest> before = newest(stores, job.name());
            try {
                BackupMaker.Made made = new BackupMaker(context, stores, Order.of(context, job), before).make();
                return success(context, job, started, before, made);
            } catch (UserError e) {
                UserError error = e.orKind(UserError.Kind.BACKUP_FAILED);
                stores.journalFailure(job.name(), started, error.getMessage());
                return failure(context, job, started, before, error, stores);
            }
        }
    }

    private static Optional<Manifest> newest(OpenStores stores, String job) {
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

    private static BackupReport success(
            Context context, JobConfig job, Instant started, Optional<Manifest> before, BackupMaker.Made made) {
        Manifest manifest = made.manifest();
        boolean partial = made.outcomes().stream().anyMatch(outcome -> !outcome.ok());
        String error = partial ? "stored in " + names(made, true) + ", but not in " + names(made, false) : null;
        return new BackupReport(job.name(), manifest.id(), partial ? "partial" : "ok", describe(context, job), started,
                millisSince(context, started), manifest.fingerprint().tables().size(), manifest.fingerprint().rows(),
                before.map(m -> m.fingerprint().rows()).orElse(null), manifest.plainSize(), manifest.size(),
                before.map(Manifest::size).orElse(null), manifest.encrypted(), job.compression().method(),
                made.outcomes(), error, partial ? "repair the store, then run the backup again" : null,
                partial ? UserError.Kind.STORE_PARTIAL.exitCode() : 0);
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
