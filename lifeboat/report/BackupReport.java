package lifeboat.report;

import java.time.Instant;
import java.util.List;

/**
 * What one job's backup run did; the document of {@code --output}. A run that failed has an error and no sizes.
 *
 * @param id          the backup's id, null if none was made
 * @param verdict     {@code ok}, {@code suspect} (stored, but it holds less than it may), {@code partial} (some store
 *                    failed, or could not be pruned) or {@code failed}
 * @param rowsBefore  rows of the backup before this one, null if there was none
 * @param storedBefore stored bytes of the backup before this one, null if there was none
 * @param encrypted   whether the parts are encrypted
 * @param compression {@code zstd}, {@code gzip} or {@code none}
 * @param error       why it failed, null if it did not
 * @param hint        what to do about it, or null
 * @param exitCode    the exit code this job alone would give
 * @param suspect     what it holds less of than it may, null if nothing
 * @param pruned      how many old backups were removed after it, in all stores; null if pruning was not tried
 * @param proven      when a drill last proved a backup of the job, in any of its stores; null if none ever did
 */
public record BackupReport(
        String job,
        String id,
        String verdict,
        String source,
        Instant started,
        long millis,
        int tables,
        long rows,
        Long rowsBefore,
        long plainBytes,
        long storedBytes,
        Long storedBefore,
        boolean encrypted,
        String compression,
        List<StoreOutcome> stores,
        String error,
        String hint,
        int exitCode,
        List<String> suspect,
        Integer pruned,
        Instant proven) {

    /** @throws IllegalArgumentException if it says ok without a backup in every store, or partial without one in any */
    public BackupReport {
        stores = List.copyOf(stores);
        boolean all = !stores.isEmpty() && stores.stream().allMatch(StoreOutcome::ok);
        boolean some = stores.stream().anyMatch(StoreOutcome::ok);
        if ("ok".equals(verdict) && (id == null || !all || error != null)
                || "partial".equals(verdict) && (id == null || !some)
                || "suspect".equals(verdict) && (id == null || suspect == null || error == null)) {
            throw new IllegalArgumentException("verdict [" + verdict + "] of job [" + job + "] without such a backup");
        }
    }

    /** One that is not suspect, was not followed by pruning, and of whose job nothing was ever proven. */
    public BackupReport(String job, String id, String verdict, String source, Instant started, long millis, int tables,
            long rows, Long rowsBefore, long plainBytes, long storedBytes, Long storedBefore, boolean encrypted,
            String compression, List<StoreOutcome> stores, String error, String hint, int exitCode) {
        this(job, id, verdict, source, started, millis, tables, rows, rowsBefore, plainBytes, storedBytes, storedBefore,
                encrypted, compression, stores, error, hint, exitCode, null, null, null);
    }

    /** One store of the job; error is null if it holds the backup. */
    public record StoreOutcome(String store, boolean ok, String error) {}

    /** Whether every store holds the backup. */
    public boolean ok() {
        return "ok".equals(verdict);
    }
}
