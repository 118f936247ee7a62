package lifeboat.cli;

import java.util.List;
import java.util.Optional;
import lifeboat.base.Environment;
import lifeboat.config.Config;
import lifeboat.config.Options;
import lifeboat.run.Setup;
import picocli.CommandLine.Option;

/** The option {@code --config} of commands that make no backups. */
final class ConfigOption {
    @Option(names = "--config", paramLabel = "FILE", order = 40,
            description = "configuration; default LIFEBOAT_CONFIG, ./lifeboat.yaml, else variables such as "
                    + "DATABASE_URL")
    private String file;

    /** The configuration for a command that reads stores. */
    Config read(Environment env) {
        return Setup.toRead(options(), env);
    }

    /** The same for one that opens nothing: variables may be missing. */
    Config plan(Environment env) {
        return Setup.toPlan(options(), env);
    }

    private Options options() {
        return new Options(Optional.ofNullable(file), Optional.empty(), List.of(), Optional.empty());
    }
}
