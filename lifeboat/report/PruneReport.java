package lifeboat.report;

import java.time.Instant;
import java.util.List;

/**
 * What pruning one store of a job did, or would do.
 *
 * @param dryRun    whether nothing was removed
 * @param decisions one for each backup that can be read, newest first; some of those that the policy lets go may be
 *                  retained
 * @param removed   how many backups went, or would go
 * @param bytes     the stored bytes of those
 * @param leftovers how many folders and uploads of killed runs went, or folders would go
 * @param extended  how many backups were locked for longer, as it is known by now how long they will be kept
 * @param error     why it is not complete, null if it is
 * @param hint      what to do about it, or null
 */
public record PruneReport(
        String job,
        String store,
        boolean dryRun,
        List<Choice> decisions,
        int removed,
        long bytes,
        int leftovers,
        int extended,
        String error,
        String hint) {

    /** Copies the list. */
    public PruneReport {
        decisions = List.copyOf(decisions);
    }

    /**
     * What becomes of one backup.
     *
     * @param kind     {@code backup} or {@code safety}
     * @param keep     whether the policy keeps it
     * @param reasons  why, at least one
     * @param retained what keeps it although the policy lets it go, or null
     */
    public record Choice(String id, Instant started, String kind, long bytes, boolean keep, List<String> tiers,
            List<String> reasons, Retained retained) {
        /** Copies the lists. */
        public Choice {
            tiers = List.copyOf(tiers);
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * A lock of the store.
     *
     * @param by    such as {@code governance}
     * @param until when it ends, null if nobody knows
     */
    public record Retained(String by, Instant until) {}
}
