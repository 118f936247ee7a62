package lifeboat.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import lifeboat.base.Secret;
import lifeboat.base.UserError;

/** Where backups are kept. */
public sealed interface StoreConfig {

    /** Its name in the configuration, or its URL if it was given as one. */
    String name();

    /**
     * A local folder.
     *
     * @param path absolute, or relative to the working directory
     */
    record Directory(String name, Path path) implements StoreConfig {}

    /**
     * One that a variable is missing for; only commands that open no store are given such ones.
     *
     * @param why the error that using it gives
     */
    record Unset(String name, UserError why) implements StoreConfig {}

    /**
     * A bucket on a server that speaks S3.
     *
     * @param prefix    what keys are below, without slashes at its ends; {@code ""} for the whole bucket
     * @param options   the other keys of the configuration that are given, checked: sizes in bytes, durations as ISO
     *                  8601, paths absolute
     * @param bandwidth bytes a second at most
     * @param lock      how backups are locked as they are stored
     * @param settings  what the bucket should be set to
     */
    record S3(String name, String bucket, String prefix, Map<String, String> options, Optional<Secret> secretKey,
            OptionalLong bandwidth, Optional<StoreLock> lock, BucketConfig settings) implements StoreConfig {

        /** Copies the options. */
        public S3 {
            options = Map.copyOf(options);
        }

        /** The same whose bucket should be set so. */
        S3 with(BucketConfig wanted) {
            return new S3(name, bucket, prefix, options, secretKey, bandwidth, lock, wanted);
        }
    }
}
