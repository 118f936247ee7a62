package lifeboat.store;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a bucket is to be told. Versioning and lock stay as they are if they are empty; a rule of ours that is empty is
 * not wanted.
 *
 * @param expire       days
 * @param abortUploads days
 * @param oldVersions  days
 */
public record BucketWishes(Optional<Boolean> versioning, List<Transition> transitions, OptionalInt expire,
        OptionalInt abortUploads, OptionalInt oldVersions, Optional<DefaultLock> lock) {

    /** Copies the list. */
    public BucketWishes {
        transitions = List.copyOf(transitions);
    }

    /** Objects move to a class when they are so many days old. */
    public record Transition(int days, String storageClass) {}

    /**
     * How objects are locked that nobody locks.
     *
     * @param mode {@code governance} or {@code compliance}
     */
    public record DefaultLock(String mode, int days) {

        String text() {
            return mode + " for " + BucketRules.days(days);
        }
    }
}
