package lifeboat.cli;

import java.util.Optional;
import lifeboat.base.Environment;
import lifeboat.config.Config;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of commands that read stores. */
final class ReadOptions {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(names = "--store", paramLabel = "STORE", order = 41,
            description = "a store's name, or its URL or folder: then no configuration is needed")
    private String store;

    Optional<String> store() {
        return Optional.ofNullable(store);
    }

    /** The configuration for a command that reads. */
    Config config(Environment env) {
        return config.read(env);
    }
}
