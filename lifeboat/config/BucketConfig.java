package lifeboat.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a bucket should be set to, see {@code backup bucket}.
 *
 * @param versioning   empty: as it is
 * @param transitions  where objects move as they grow older
 * @param expire       after how many days objects go, whatever the policies of jobs say
 * @param abortUploads after how many days an unfinished upload is given up; 0: never; empty: nothing is said
 * @param oldVersions  after how many days replaced and deleted objects go for good; 0: never; empty: nothing is said
 * @param defaultLock  how objects are locked that nobody locks; empty: as it is
 */
public record BucketConfig(Optional<Boolean> versioning, List<Transition> transitions, OptionalInt expire,
        OptionalInt abortUploads, OptionalInt oldVersions, Optional<StoreLock> defaultLock) {
    /** Of a bucket of which nothing is said. */
    public static final BucketConfig NONE = new BucketConfig(Optional.empty(), List.of(), OptionalInt.empty(),
            OptionalInt.empty(), OptionalInt.empty(), Optional.empty());

    /** Copies the list. */
    public BucketConfig {
        transitions = List.copyOf(transitions);
    }

    /** Objects move to another storage class when they are so many days old. */
    public record Transition(int days, String storageClass) {}
}
