package lifeboat.restore;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lifeboat.catalog.Manifest;
import lifeboat.fingerprint.Comparison;
import lifeboat.fingerprint.Fingerprint;

/** Brings a backup's data into one target (a database, a file). */
public interface Restorer {

    /** The target as people may see it: no password. */
    String describe();

    /**
     * What the target holds now, without changing it.
     *
     * @throws lifeboat.base.UserError if it cannot be reached
     */
    TargetState inspect();

    /**
     * The folder of the target, if parts that were fetched into a folder of their own in it need not be copied:
     * {@link #stage} takes them from there. Empty if it makes no difference where they are.
     *
     * @throws lifeboat.base.UserError if the target cannot be there
     */
    default Optional<Path> nearby() {
        return Optional.empty();
    }

    /**
     * Brings the backup's data in beside what is there, which stays untouched; whatever this leaves behind is removed
     * when the result is closed without a swap. Where the target does not permit a place aside, see {@link
     * Staged#aside}.
     *
     * @param parts the backup's plain, verified parts: role to file
     * @throws lifeboat.base.UserError if any step failed; nothing stays behind
     */
    Staged stage(Manifest manifest, Map<String, Path> parts);

    /**
     * What a target holds.
     *
     * @param exists whether it is there at all
     * @param rows   its tables with their exact rows, by title; empty if none
     */
    record TargetState(boolean exists, Map<String, Long> rows) {
        /** Whether anything would be replaced. */
        public boolean holdsData() {
            return !rows.isEmpty();
        }
    }

    /** Restored data that is not in force yet. */
    interface Staged extends AutoCloseable {

        /**
         * False where no place aside was permitted: the data is already in force then, replaced in one transaction, and
         * {@link #swap} has nothing left to do.
         */
        boolean aside();

        /** What the restored data is, computed in the terms of {@code expected} (its tables' columns and filters). */
        Fingerprint fingerprint(Fingerprint expected);

        /** Checks beyond the fingerprint: roles and extensions that the backup needs. */
        List<Comparison.Check> checks(Manifest manifest);

        /** Puts the restored data in the place of the old, in one step as far as the engine has one. */
        void swap();

        /** Removes what is aside, if it was not swapped in. */
        @Override
        void close();
    }
}
