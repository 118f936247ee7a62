package lifeboat.run;

import java.nio.file.Path;
import lifeboat.base.Environment;
import lifeboat.config.Config;
import lifeboat.config.Options;

/** Finds the configuration that a command is to use. */
public final class Setup {

    private Setup() {}

    /**
     * For a command that makes backups.
     *
     * @throws lifeboat.base.UserError of kind USAGE if there is none, or something in it is wrong
     */
    public static Config toWrite(Options options, Environment env) {
        return options.load(env, workingFolder());
    }

    /**
     * For a command that reads stores: what only a backup needs may be missing.
     *
     * @throws lifeboat.base.UserError of kind USAGE if something in it is wrong
     */
    public static Config toRead(Options options, Environment env) {
        return options.loadToRead(env, workingFolder());
    }

    /**
     * For a command that opens neither sources nor stores: what those need may be missing.
     *
     * @throws lifeboat.base.UserError of kind USAGE if there is none, or something in it is wrong
     */
    public static Config toPlan(Options options, Environment env) {
        return options.loadToPlan(env, workingFolder());
    }

    /** What relative paths of the command line are relative to. */
    static Path workingFolder() {
        return Path.of("").toAbsolutePath();
    }
}
