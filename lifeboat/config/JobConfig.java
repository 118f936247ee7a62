package lifeboat.config;

import java.util.List;
import java.util.Optional;

/**
 * One thing to back up.
 *
 * @param name        {@code [a-z0-9][a-z0-9._-]*}, at most 63 characters: it names folders and files
 * @param stores      names of its stores, at least one
 * @param compression how its parts are compressed
 * @param encryption  {@link Encryption#AGE} if there are recipients, unless the job says none
 * @param drillTarget where its drills run, empty for the default
 */
public record JobConfig(
        String name,
        SourceConfig source,
        List<String> stores,
        Compression compression,
        Encryption encryption,
        Optional<String> drillTarget) {

    /** Copies the list. */
    public JobConfig {
        stores = List.copyOf(stores);
    }

    /** The encryption of a job's parts. */
    public enum Encryption {
        /** To the configured recipients. */
        AGE,
        /** None because the job says so. */
        NONE,
        /** None because nobody configured recipients: allowed for local stores, with a warning. */
        UNDECIDED
    }

    /**
     * The compression of a job's parts.
     *
     * @param method {@code zstd}, {@code gzip} or {@code none}
     * @param level  1 to 19 for zstd, 1 to 9 for gzip
     */
    public record Compression(String method, int level) {
        /** What the configuration leaves out. */
        public static final Compression DEFAULT = new Compression("zstd", 3);
    }
}
