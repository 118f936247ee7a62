package lifeboat.report;

import java.util.List;
import java.util.Map;

/**
 * What a restore did, or with {@code dryRun} would do.
 *
 * @param bytes         stored bytes of the backup
 * @param tables        what each table holds in the backup and in the target before
 * @param safety        id of the safety backup that was taken before, null if none
 * @param phases        milliseconds by phase: fetch, safety, restore, compare, swap
 * @param differences   what differed after the restore; empty for a restore that counts
 * @param aside         whether the data was restored beside the old and swapped in
 */
public record RestoreReport(
        String job,
        String id,
        String store,
        String target,
        boolean dryRun,
        long bytes,
        List<TableChange> tables,
        String safety,
        Map<String, Long> phases,
        List<String> differences,
        boolean aside) {

    /** One table's rows: in the backup, and in the target before; null where it does not exist. */
    public record TableChange(String table, Long backupRows, Long targetRows) {}
}
