package lifeboat.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A whole configuration, checked: names refer to things that exist, values are in range, variables are filled in.
 *
 * @param file   the file it was read from, empty if it came from options or the environment alone
 * @param stores by name, in the order of the file
 * @param jobs   by name, in the order of the file
 */
public record Config(
        Optional<Path> file, Map<String, StoreConfig> stores, KeysConfig keys, Map<String, JobConfig> jobs) {

    /** Copies the maps, keeping their order. */
    public Config {
        stores = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(stores));
        jobs = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(jobs));
    }
}
