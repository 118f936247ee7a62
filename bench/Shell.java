package bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import lifeboat.base.Cleanup;
import lifeboat.base.UserError;

/** Bash with the settings of the measured programs in its environment, each in a session of its own. */
final class Shell {
    private static final int GRACE_SECONDS = 20;

    private final Path folder;
    private final Map<String, String> variables = new LinkedHashMap<>();

    /** One that works in that folder. */
    Shell(Path folder) {
        this.folder = folder;
    }

    /** Sets a variable for everything started from now on. */
    void set(String name, Object value) {
        variables.put(name, value.toString());
    }

    String get(String name) {
        return variables.getOrDefault(name, System.getenv(name));
    }

    /** A running script and the promise that it is ended with us. */
    record Running(Process process, Cleanup.Handle cleanup) implements AutoCloseable {
        /** Ends it and all it started, unless it has ended. */
        @Override
        public void close() {
            cleanup.close();
        }
    }

    /** Starts a script; its output goes to the files. */
    Running start(String script, Path output, Path errors, String... arguments) {
        List<String> command = new java.util.ArrayList<>(List.of("setsid", "bash", "-o", "pipefail", "-c", script,
                "bash"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile())
                .redirectInput(Path.of("/dev/null").toFile()).redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().keySet().removeIf(Shell::unwanted);
        builder.environment().putAll(variables);
        try {
            if (Cleanup.stopping()) {
                throw UserError.of("interrupted", null);
            }
            Process process = builder.start();
            return new Running(process, Cleanup.onExit(() -> end(process)));
        } catch (IOException e) {
            throw UserError.usage("cannot start bash: " + e.getMessage(), "install bash and setsid (util-linux)")
                    .because(e);
        }
    }

    /** Settings of the caller that would change what is measured. */
    private static boolean unwanted(String name) {
        return name.startsWith("PG") || name.startsWith("RESTIC_") || name.startsWith("AWS_")
                || name.startsWith("BACKUP_")
                || name.startsWith("LIFEBOAT_") && !name.equals("LIFEBOAT_PG_BIN")
                || List.of("DATABASE_URL", "DB_PATH", "S3_BUCKET", "GCS_BUCKET", "RETENTION_DAYS", "CONTAINER_NAME",
                "CI",
                "GITHUB_ACTIONS", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY").contains(name);
    }

    /**
     * Runs a script to its end and returns what it printed, without white space around.
     *
     * @throws UserError if it fails
     */
    String must(String script, String... arguments) {
        try {
            Path output = Files.createTempFile(folder, "out", null);
            Path errors = Files.createTempFile(folder, "err", null);
            try (Running running = start(script, output, errors, arguments)) {
                int code = running.process().waitFor();
                if (code != 0) {
                    throw UserError.of("[" + script.strip() + "] ended with [" + code + "]: " + last(errors), null);
                }
                return Files.readString(output).strip();
            } finally {
                Files.deleteIfExists(output);
                Files.deleteIfExists(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The last lines of a file, on one. */
    static String last(Path file) {
        try {
            List<String> lines = Files.readAllLines(file, java.nio.charset.StandardCharsets.ISO_8859_1);
            return String.join("; ", lines.subList(Math.max(0, lines.size() - 4), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void end(Process process) throws IOException, InterruptedException {
        if (!process.isAlive()) {
            return;
        }
        for (String signal : List.of("-TERM", "-KILL")) {
            new ProcessBuilder("kill", signal, "--", "-" + process.pid())
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
            if (process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        }
    }
}
