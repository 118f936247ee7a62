package lifeboat.report;

import java.util.List;

/**
 * What the restore of a set did, or with {@code dryRun} would do.
 *
 * @param id       the id of the run, null for a rollback
 * @param restores one for each member that was restored
 */
public record SetRestoreReport(String set, String id, boolean dryRun, List<RestoreReport> restores) {
    /** Copies the list. */
    public SetRestoreReport {
        restores = List.copyOf(restores);
    }
}
