package lifeboat.report;

import java.time.Instant;
import java.util.List;

/**
 * One backup as {@code backup list} shows it.
 *
 * @param kind   {@code backup} or {@code safety}
 * @param stores names of the stores that hold it
 * @param proven when a drill last proved it, null if none did
 * @param failed when a drill or check last failed on it after its last proof, null if none did
 */
public record BackupEntry(
        String job,
        String id,
        String kind,
        Instant started,
        String type,
        int tables,
        long rows,
        long plainBytes,
        long storedBytes,
        boolean encrypted,
        List<String> stores,
        Instant proven,
        Instant failed) {

    /** The same with its stores and what drills found. */
    public BackupEntry with(List<String> holders, Instant lastProven, Instant lastFailed) {
        return new BackupEntry(job, id, kind, started, type, tables, rows, plainBytes, storedBytes, encrypted, holders,
                lastProven, lastFailed);
    }
}
