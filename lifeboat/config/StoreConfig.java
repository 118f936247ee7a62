package lifeboat.config;

import java.nio.file.Path;

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
}
