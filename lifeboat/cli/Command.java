package lifeboat.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import lifeboat.base.Environment;
import lifeboat.base.Json;
import lifeboat.base.UserError;
import lifeboat.config.Config;
import lifeboat.run.Context;
import picocli.CommandLine.Option;

/** One command: its options are fields, {@link #call} does it. */
abstract class Command implements Callable<ExitCode> {
    private final Session session;

    @Option(names = {"-h", "--help"}, usageHelp = true, order = 90, description = "show this help")
    private boolean help;

    @Option(names = {"-V", "--version"}, versionHelp = true, order = 91, description = "show the version")
    private boolean version;

    @Option(names = "--debug", order = 92,
            description = "with the stack trace of internal errors; also LIFEBOAT_DEBUG=1")
    private boolean debug;

    Command(Session session) {
        this.session = session;
    }

    /** The kind of errors that have none of their own. */
    UserError.Kind fallback() {
        return UserError.Kind.USAGE;
    }

    /** The exit codes it can end with, beside those every command has. */
    List<ExitCode> codes() {
        return List.of();
    }

    final Session session() {
        return session;
    }

    final Console console() {
        return session.console();
    }

    final GitHub github() {
        return session.github();
    }

    final Instant now() {
        return session.clock().instant();
    }

    final boolean debug() {
        return debug || session.env().flag("LIFEBOAT_DEBUG");
    }

    final Context context(Config config) {
        return context(config, 1);
    }

    final Context context(Config config, int parallel) {
        return context(session.env(), config, parallel);
    }

    /** The same with other variables. */
    final Context context(Environment env, Config config, int parallel) {
        console().hide(KnownSecrets.of(config));
        return new Context(env, console(), session.clock(), config, parallel);
    }

    /** Called when the command ends by an error. */
    void failed(int exitCode, String message, String hint) {
        github().output("verdict", "failed");
    }

    /** The one job that it is about, null if it is about none or several. */
    String job() {
        return null;
    }

    /** Prints the lines, or with {@code --json} the document. */
    final void show(List<String> lines, Object document) {
        if (console().isJson()) {
            console().document(Json.pretty(document));
        } else {
            console().lines(lines);
        }
    }

    /** Writes a file that the person asked for. */
    final void write(Path file, String text) {
        try {
            Files.writeString(file, console().masked(text));
        } catch (IOException e) {
            String why = e instanceof NoSuchFileException ? "there is no such folder"
                    : e instanceof AccessDeniedException ? "permission denied" : e.getMessage();
            throw UserError.usage("cannot write [" + file + "]: " + why, "choose a file in a folder you can write to")
                    .because(e);
        }
    }
}
