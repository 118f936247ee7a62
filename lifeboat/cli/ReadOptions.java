package lifeboat.cli;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import lifeboat.base.Environment;
import lifeboat.config.Config;
import lifeboat.run.ConfigOptions;
import lifeboat.run.Setup;
import picocli.CommandLine.Option;

/** The options of commands that read stores. */
final class ReadOptions {
    @Option(names = "--config", paramLabel = "FILE", order = 40,
            description = "configuration; default LIFEBOAT_CONFIG, ./lifeboat.yaml, else variables such as DATABASE_URL")
    private String config;

    @Option(names = "--store", paramLabel = "STORE", order = 41,
            description = "a store's name, or its URL or folder: then no configuration is needed")
    private String store;

    Optional<String> store() {
        return Optional.ofNullable(store);
    }

    /** The configuration for a command that uses this job, or any if null. */
    Config config(Environment env, String job) {
        Set<String> wanted = job == null ? Set.of() : Set.of(job);
        return Setup.config(new ConfigOptions(Optional.ofNullable(config), Optional.empty(), List.of(), Optional.empty(), wanted), env);
    }
}
