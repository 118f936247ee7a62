package lifeboat.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import lifeboat.catalog.BackupId;
import lifeboat.config.JobConfig;
import lifeboat.config.Retention;
import lifeboat.config.StoreConfig;
import lifeboat.config.StoreLock;
import lifeboat.retention.Promise;

/**
 * Until when a store locks what is stored under a key: everything in the folder of a backup. Journals and the lock of a
 * job are never locked.
 */
record StoreLocks(Context context, String store, StoreLock lock) implements Function<String, Optional<Instant>> {
    /** The shortest lock, also of backups of jobs that nobody configured. */
    private static final Duration LEAST = Duration.ofDays(1);

    /** Those of a store; empty for each key if it has none. */
    static Function<String, Optional<Instant>> of(Context context, StoreConfig.S3 config) {
        return config.lock().<Function<String,
                Optional<Instant>>>map(lock -> new StoreLocks(context, config.name(), lock))
                .orElse(_ -> Optional.empty());
    }

    /** What a job's policy promises of its backups in a store that is locked by it; empty if it is not. */
    static Optional<Promise> promise(Context context, String store, JobConfig job) {
        return context.config().stores().get(store) instanceof StoreConfig.S3 s3
                ? s3.lock().filter(StoreLock::fromKeep).map(_ -> promise(job.retention(), store)) : Optional.empty();
    }

    private static Promise promise(Retention retention, String store) {
        return new Promise(retention.of(store), retention.zone());
    }

    @Override
    public Optional<Instant> apply(String key) {
        String[] segments = key.split("/");
        return segments.length > 2 && BackupId.isId(segments[1])
                ? Optional.of(until(segments[0], new BackupId(segments[1]).time())) : Optional.empty();
    }

    private Instant until(String job, Instant made) {
        Instant now = context.clock().instant();
        if (lock.days().isPresent()) {
            return now.plus(Duration.ofDays(lock.days().getAsInt()));
        }
        Instant least = now.plus(LEAST);
        return Optional.ofNullable(context.config().jobs().get(job))
                .map(known -> promise(known.retention(), store).whenMade(made))
                .filter(least::isBefore).orElse(least);
    }
}
