package lifeboat.report;

import java.time.Instant;
import java.util.List;

/**
 * What one job's backup run did; the document of {@code --output}. A run that failed has an error and no sizes.
 *
 * @param id          the backup's id, null if none was made
 * @param verdict     {@code ok}, {@code partial} (some store failed) or {@code failed}
 * @param rowsBefore  rows of the backup before this one, null if there was none
 * @param storedBefore stored bytes of the backup before this one, null if there was none
 * @param encrypted   whether the parts are encrypted
 * @param compression {@code zstd}, {@code gzip} or {@code none}
 * @param error       why it failed, null if it did not
 * @param hint        what to do about it, or null
 * @param exitCode    the exit code this job alone would give
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
        int exitCode) {

    /** @throws IllegalArgumentException if it says ok without a backup in every store, or partial without one in any */
    public BackupReport {
        stores = List.copyOf(stores);
        boolean all = !stores.isEmpty() && stores.stream().allMatch(StoreOutcome::ok);
        boolean some = stores.stream().anyMatch(StoreOutcome::ok);
        if ("ok".equals(verdict) && (id == null || !all || error != null)
                || "partial".equals(verdict) && (id == null || !some)) {
            throw new IllegalArgumentException("verdict [" + verdict + "] of job [" + job + "] without such a backup");
        }
    }

    /** One store of the job; error is null if it holds the backup. */
    public record StoreOutcome(String store, boolean ok, String error) {}

    /** Whether every store holds the backup. */
    public boolean ok() {
        return "ok".equals(verdict);
    }
}
