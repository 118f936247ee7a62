package lifeboat.base;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A program to run: the only class that starts processes. Secrets go in by {@link #env}, a file or standard input,
 * never by an argument. Every child is ended when this process is.
 */
public final class Tool {
    private static final int BY_SIGNAL = 128;
    private static final Map<Integer, String> SIGNALS = Map.of(1, "SIGHUP", 2, "SIGINT", 3, "SIGQUIT", 6, "SIGABRT",
            7, "SIGBUS", 9, "SIGKILL", 11, "SIGSEGV", 13, "SIGPIPE", 15, "SIGTERM");

    private final List<String> command;
    private final Map<String, String> variables = new TreeMap<>();
    private final List<String> removed = new ArrayList<>();
    private Path folder;
    private Path input;
    private Path output;
    private Cleanup.Action killed = () -> {};

    private Tool(List<String> command) {
        this.command = List.copyOf(command);
    }

    /** The program and its arguments; a bare name is looked up on PATH by the operating system. */
    public static Tool of(String... command) {
        return new Tool(List.of(command));
    }

    /** The program and its arguments. */
    public static Tool of(List<String> command) {
        return new Tool(command);
    }

    /** The executable of that name on the environment's PATH. */
    public static Optional<Path> find(String name, Environment env) {
        for (String folder : env.get("PATH").orElse("").split(":")) {
            Path candidate = Path.of(folder.isEmpty() ? "." : folder).resolve(name);
            if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /** Sets a variable of the child's environment, beside those it inherits. */
    public Tool env(String name, String value) {
        variables.put(name, value);
        return this;
    }

    /** Sets several variables. */
    public Tool env(Map<String, String> values) {
        variables.putAll(values);
        return this;
    }

    /** Removes an inherited variable. */
    public Tool without(String name) {
        removed.add(name);
        return this;
    }

    /** The child's working directory. */
    public Tool in(Path workingFolder) {
        this.folder = workingFolder;
        return this;
    }

    /** Standard input from a file; otherwise it is empty for {@link #run} and a pipe for {@link #start}. */
    public Tool input(Path file) {
        this.input = file;
        return this;
    }

    /** Standard output to a file; otherwise it is captured. */
    public Tool output(Path file) {
        this.output = file;
        return this;
    }

    /** What else to end once the child was killed: something that it was only the front of. */
    public Tool whenKilled(Cleanup.Action action) {
        this.killed = action;
        return this;
    }

    /**
     * Starts it.
     *
     * @throws UserError if the program cannot be started
     */
    public Running start() {
        ProcessBuilder builder = new ProcessBuilder(command);
        removed.forEach(builder.environment()::remove);
        builder.environment().putAll(variables);
        if (folder != null) {
            builder.directory(folder.toFile());
        }
        if (input != null) {
            builder.redirectInput(input.toFile());
        }
        if (output != null) {
            builder.redirectOutput(output.toFile());
        }
        try {
            return new Running(command, builder.start(), killed);
        } catch (IOException e) {
            throw UserError.of("cannot start [" + command.getFirst() + "]: " + e.getMessage(),
                    "is it installed and on PATH?").because(e);
        }
    }

    /**
     * Runs it to its end and captures what it prints (standard output up to 64 MiB, of standard error the end).
     *
     * @throws UserError if it cannot be started or does not end in time; it is killed then
     */
    public Result run(Duration limit) {
        try (Running running = start()) {
            if (input == null) {
                running.stdin().close();
            }
            TextTail out = new TextTail(64 << 20);
            Thread reader = Thread.ofPlatform().daemon().start(() -> out.drain(running.stdout()));
            int code = running.waitFor(limit);
            reader.join();
            return new Result(code, out.text(), running.errors());
        } catch (IOException e) {
            throw UserError.of("[" + command.getFirst() + "] broke off: " + e.getMessage(), null).because(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserError.of("interrupted while [" + command.getFirst() + "] ran", null).because(e);
        }
    }

    /** How a program ended, in words: {@code failed with exit code [1]}, {@code was ended by signal [9, SIGKILL]}. */
    public static String end(int code) {
        String signal = SIGNALS.get(code - BY_SIGNAL);
        return signal == null ? "failed with exit code [" + code + "]"
                : "was ended by signal [" + (code - BY_SIGNAL) + ", " + signal + "]";
    }

    /** How a program ended and what it printed. */
    public record Result(int code, String out, String errors) {
        /** Whether it ended with 0. */
        public boolean ok() {
            return code == 0;
        }
    }

    /** A started program. Closing it kills it if it still runs. */
    public static final class Running implements AutoCloseable {
        private final List<String> command;
        private final Process process;
        private final Cleanup.Action killed;
        private final TextTail errors = new TextTail(16 << 10);
        private final Thread errorReader;
        private final Cleanup.Handle cleanup;

        private Running(List<String> command, Process process, Cleanup.Action killed) {
            this.command = command;
            this.process = process;
            this.killed = killed;
            this.cleanup = Cleanup.onExit(this::kill);
            // not virtual: reading a pipe would keep a carrier, and there are no more of those than cores
            this.errorReader = Thread.ofPlatform().daemon().start(() -> errors.drain(process.getErrorStream()));
        }

        /** What it prints on standard output. */
        public InputStream stdout() {
            return process.getInputStream();
        }

        /** Its standard input. */
        public OutputStream stdin() {
            return process.getOutputStream();
        }

        /** The process id. */
        public long pid() {
            return process.pid();
        }

        /** Whether it still runs. */
        public boolean alive() {
            return process.isAlive();
        }

        /**
         * Waits for its end and returns the exit code.
         *
         * @throws UserError if it does not end in time; it is killed then
         */
        public int waitFor(Duration limit) throws InterruptedException {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                cleanup.close();
                throw UserError.of("[" + command.getFirst() + "] did not end within " + Human.duration(limit), null);
            }
            errorReader.join();
            return process.exitValue();
        }

        /** The end of what it printed on standard error so far, without the last line break. */
        public String errors() {
            return errors.text();
        }

        private void kill() throws Exception {
            try {
                destroy();
            } finally {
                killed.run();
            }
        }

        private void destroy() throws InterruptedException {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }

        @Override
        public void close() {
            if (process.isAlive()) {
                cleanup.close();
            } else {
                cleanup.dismiss();
            }
        }
    }

    /** The last bytes of a stream. */
    private static final class TextTail {
        private final int limit;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        TextTail(int limit) {
            this.limit = limit;
        }

        void drain(InputStream in) {
            byte[] buffer = new byte[8192];
            try (in) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    append(buffer, n);
                }
            } catch (IOException e) {
                byte[] note = ("(" + e.getMessage() + ")").getBytes(StandardCharsets.UTF_8);
                append(note, note.length);
            }
        }

        private synchronized void append(byte[] buffer, int n) {
            bytes.write(buffer, 0, n);
            if (bytes.size() > 2 * limit) {
                byte[] all = bytes.toByteArray();
                bytes.reset();
                bytes.write(all, all.length - limit, limit);
            }
        }

        synchronized String text() {
            return bytes.toString(StandardCharsets.UTF_8).stripTrailing();
        }
    }
}
