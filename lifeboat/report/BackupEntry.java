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
 * @param tiers  the words of the rules that keep it, such as {@code daily}, in any store
 * @param suspect whether it holds less than it may and nobody accepted that
 * @param set    the set that it was backed up with, null if it was backed up alone
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
        Instant failed,
        List<String> tiers,
        boolean suspect,
        InSet set) {

    /** Copies the lists. */
    public BackupEntry {
        stores = List.copyOf(stores);
        tiers = List.copyOf(tiers);
    }

    /** The set of a backup, and its members then. */
    public record InSet(String name, List<String> jobs) {}

    /** One that no policy is known for, of a job that was backed up alone. */
    public BackupEntry(String job, String id, String kind, Instant started, String type, int tables, long rows,
            long plainBytes, long storedBytes, boolean encrypted, List<String> stores, Instant proven, Instant failed) {
        this(job, id, kind, started, type, tables, rows, plainBytes, storedBytes, encrypted, stores, proven, failed,
                List.of(), false, null);
    }

    /** The same as a member of a set. */
    public BackupEntry in(InSet other) {
        return new BackupEntry(job, id, kind, started, type, tables, rows, plainBytes, storedBytes, encrypted, stores,
                proven, failed, tiers, suspect, other);
    }

    /** The same with its stores and what drills found. */
    public BackupEntry with(List<String> holders, Instant lastProven, Instant lastFailed) {
        return new BackupEntry(job, id, kind, started, type, tables, rows, plainBytes, storedBytes, encrypted, holders,
                lastProven, lastFailed, tiers, suspect, set);
    }

    /** The same with what retention says of it. */
    public BackupEntry with(List<String> keptAs, boolean isSuspect) {
        return new BackupEntry(job, id, kind, started, type, tables, rows, plainBytes, storedBytes, encrypted, stores,
                proven, failed, keptAs, isSuspect, set);
    }
}
