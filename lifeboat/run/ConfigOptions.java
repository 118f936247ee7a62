package lifeboat.run;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the command line says about the configuration.
 *
 * @param config a file, else {@code LIFEBOAT_CONFIG}, {@code ./lifeboat.yaml} or the environment's variables
 * @param source URL of the one job's source, instead of a file
 * @param to     its stores
 * @param job    its name, else that of the database or file
 * @param wanted the jobs that will be used, empty for all: variables that only others need may be missing
 */
public record ConfigOptions(
        Optional<String> config, Optional<String> source, List<String> to, Optional<String> job, Set<String> wanted) {

    /** Copies. */
    public ConfigOptions {
        to = List.copyOf(to);
        wanted = Set.copyOf(wanted);
    }
}
