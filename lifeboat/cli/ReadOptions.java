package lifeboat.cli;

import java.util.List;
import java.util.Optional;
import lifeboat.base.Environment;
import lifeboat.config.Config;
import lifeboat.config.Options;
import lifeboat.run.Setup;
import picocli.CommandLine.Option;

/** The options of commands that read stores. */
final class ReadOptions {
    @Option(names = "--config", paramLabel = "FILE", order = 40,
            description = "configuration; default LIFEBOAT_CONFIG, ./lifeboat.yaml, else variables such as "
                    + "DATABASE_URL")
    private String config;

    @Option(names = "--store", paramLabel = "STORE", order = 41,
            description = "a store's name, or its URL or folder: then no configuration is needed")
    private String store;

    Optional<String> store() {
        return Optional.ofNullable(store);
    }

    /** The configuration for a command that reads. */
    Config config(Environment env) {
        return config(env, config);
    }

    /** The same of a file, or where none is named of the usual places. */
    static Config config(Environment env, String file) {
        return Setup.toRead(new Options(Optional.ofNullable(file), Optional.empty(), List.of(), Optional.empty()), env);
    }
}
