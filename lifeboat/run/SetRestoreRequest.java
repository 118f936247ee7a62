package lifeboat.run;

import java.util.List;
import java.util.Optional;

/**
 * What set to restore, and how.
 *
 * @param selector which run of it
 * @param store    a store's name or URL, else the first that has a backup
 * @param how      dry run, safety backups and so on, for each member; the other fields mean nothing here
 */
public record SetRestoreRequest(String set, String selector, SetTargets targets, Optional<String> store,
        RestoreRequest how) {

    /** The request for one member. */
    RestoreRequest of(String job, String id, String target) {
        return new RestoreRequest(job, id, target, store, how.dryRun(), how.safetyBackup(), how.skipChecksum(),
                List.copyOf(how.stop()), how.confirmation());
    }
}
