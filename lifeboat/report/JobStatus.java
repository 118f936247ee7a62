package lifeboat.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One job as {@code backup status} shows it.
 *
 * @param latest      the newest backup, null if there is none
 * @param backups     how many there are
 * @param storedBytes their stored bytes, in one store
 * @param lastProof   when any backup of the job was last proven, null if never
 * @param lastFailure the newest failed run, drill or check after the newest success of its kind: one sentence, or null
 * @param problems    stores that could not be read, one sentence each
 * @param tiers       how many backups each rule of the policy keeps, by its word; empty without a policy
 * @param lastRecoveryMillis how long recovery took in that last proof, null if it is not known
 */
public record JobStatus(
        String job,
        BackupEntry latest,
        int backups,
        long storedBytes,
        List<String> stores,
        Instant lastProof,
        String lastFailure,
        List<String> problems,
        Map<String, Integer> tiers,
        Long lastRecoveryMillis) {

    /** One that no policy and no recovery time is known for. */
    public JobStatus(String job, BackupEntry latest, int backups, long storedBytes, List<String> stores,
            Instant lastProof, String lastFailure, List<String> problems) {
        this(job, latest, backups, storedBytes, stores, lastProof, lastFailure, problems, Map.of(), null);
    }
}
