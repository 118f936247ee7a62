package lifeboat.run;

import java.util.List;
import java.util.Optional;

/**
 * What to restore, and how.
 *
 * @param job          the job, null where there is only one
 * @param selector     which backup, see {@code Selector}
 * @param target       URL or path of the target; {@code source} is the job's own source
 * @param store        a store's name or URL, else the first that has the backup
 * @param dryRun       only say what would happen
 * @param safetyBackup whether what is there is backed up before
 * @param stop         containers to stop meanwhile, beside those that the job names
 * @param skipChecksum restore even if the stored bytes are not what they should be: the last resort
 */
public record RestoreRequest(
        String job,
        String selector,
        String target,
        Optional<String> store,
        boolean dryRun,
        boolean safetyBackup,
        boolean skipChecksum,
        List<String> stop,
        Confirmation confirmation) {

    /** Copies. */
    public RestoreRequest {
        stop = List.copyOf(stop);
    }

    /** A restore that stops nothing of its own. */
    public RestoreRequest(String job, String selector, String target, Optional<String> store, boolean dryRun,
            boolean safetyBackup, boolean skipChecksum, Confirmation confirmation) {
        this(job, selector, target, store, dryRun, safetyBackup, skipChecksum, List.of(), confirmation);
    }
}
