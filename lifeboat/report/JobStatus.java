package lifeboat.report;

import java.time.Instant;
import java.util.List;

/**
 * One job as {@code backup status} shows it.
 *
 * @param latest      the newest backup, null if there is none
 * @param backups     how many there are
 * @param storedBytes their stored bytes, in one store
 * @param lastProof   when any backup of the job was last proven, null if never
 * @param lastFailure the newest failed run, drill or check after the newest success of its kind: one sentence, or null
 * @param problems    stores that could not be read, one sentence each
 */
public record JobStatus(
        String job,
        BackupEntry latest,
        int backups,
        long storedBytes,
        List<String> stores,
        Instant lastProof,
        String lastFailure,
        List<String> problems) {}
