package lifeboat.container;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lifeboat.base.Cleanup;
import lifeboat.base.Secret;
import lifeboat.base.Tool;
import lifeboat.base.UserError;

/** A container of ours that runs in the background. Closing it, or the end of the process, removes it. */
public final class Container implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration COPY = Duration.ofHours(6);
    private static final int LOG_LINES = 12;

    /** A removed container is killed: Podman would give it ten seconds otherwise. */
    static final List<String> AT_ONCE = List.of("--stop-timeout", "0");

    private final Engine engine;
    private final String name;
    private final Cleanup.Handle removal;

    /**
     * What to run. Nothing of it is reachable from outside: there is no network.
     *
     * @param variables    set in the container; never seen in an argument list
     * @param mounts       folders of this machine and where they are in the container, writable
     * @param memory       most bytes it may use
     * @param sharedMemory size of its {@code /dev/shm} in bytes
     * @param program      what is run as root instead of what the image runs; empty for that
     * @param command      the arguments of what is run, empty for those of the image
     */
    public record Spec(Image image, Map<String, Secret> variables, Map<Path, String> mounts, long memory,
            long sharedMemory, Optional<String> program, List<String> command) {

        /** Copies. */
        public Spec {
            variables = Map.copyOf(variables);
            mounts = Map.copyOf(mounts);
            command = List.copyOf(command);
        }
    }

    private Container(Engine engine, String name) {
        this.engine = engine;
        this.name = name;
        this.removal = Cleanup.onExit(this::remove);
    }

    /**
     * Starts one.
     *
     * @throws UserError if the engine does not start it; nothing is left then
     */
    public static Container start(Engine engine, Spec spec) {
        Container container = new Container(engine, newName());
        try {
            container.run(spec);
            return container;
        } catch (RuntimeException e) {
            Cleanup.after(e, container::close);
            throw e;
        }
    }

    static String newName() {
        return "lifeboat-" + String.format("%016x", ThreadLocalRandom.current().nextLong());
    }

    private void run(Spec spec) {
        List<String> arguments = new ArrayList<>(List.of("run", "-d", "--name", name, "--network", "none",
                "--memory", String.valueOf(spec.memory()), "--shm-size", String.valueOf(spec.sharedMemory()),
                "--security-opt", "no-new-privileges"));
        arguments.addAll(Leftovers.labels());
        arguments.addAll(AT_ONCE);
        spec.mounts().forEach((from, to) -> arguments.addAll(
                List.of("--mount", "type=bind,source=" + from + ",target=" + to)));
        spec.variables().keySet().forEach(variable -> arguments.addAll(List.of("--env", variable)));
        spec.program().ifPresent(program -> arguments.addAll(List.of("--user", "0", "--entrypoint", program)));
        arguments.add(spec.image().id());
        arguments.addAll(spec.command());
        Tool tool = engine.tool(arguments);
        spec.variables().forEach((variable, value) -> tool.env(variable, value.value()));
        Tool.Result result = tool.run(START);
        if (!result.ok()) {
            throw UserError.of("a container of image [" + spec.image().name() + "] cannot be started: "
                    + Engine.sentence(result.errors()), null);
        }
    }

    /** Its name, as the engine knows it. */
    public String name() {
        return name;
    }

    /** Runs a command in it to its end. */
    public Tool.Result inside(String... command) {
        List<String> arguments = new ArrayList<>(List.of("exec", name));
        arguments.addAll(List.of(command));
        return engine.tool(arguments).run(Engine.SOON);
    }

    /** A command in it that reads the given file as its standard input, not started yet. */
    public Tool inside(Path input, List<String> command) {
        List<String> arguments = new ArrayList<>(List.of("exec", "-i", name));
        arguments.addAll(command);
        return engine.tool(arguments).input(input);
    }

    /**
     * Copies a file of this machine into it, where root owns it.
     *
     * @throws UserError if that fails
     */
    public void put(Path file, String path) {
        copy("put a file into", file.toString(), name + ":" + path);
    }

    /**
     * Copies one of its files to this machine.
     *
     * @throws UserError if that fails, or it is no plain file
     */
    public void get(String path, Path file) {
        copy("get a file out of", name + ":" + path, file.toString());
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw UserError.of("[" + path + "] of the container [" + name + "] is no plain file", null);
        }
    }

    private void copy(String what, String from, String to) {
        Tool.Result result = engine.tool("cp", from, to).run(COPY);
        if (!result.ok()) {
            String reason = Engine.sentence(result.errors());
            throw UserError.of("cannot " + what + " the container [" + name + "]: " + reason,
                    reason.contains("no space left") ? "free space for the engine and in the temporary folder" : null);
        }
    }

    /** How it ended; empty while it runs. */
    public Optional<String> ended() {
        Tool.Result state = engine.tool("inspect", "--format",
                "{{.State.Running}} {{.State.ExitCode}} {{.State.OOMKilled}}", name).run(Engine.SOON);
        if (!state.ok()) {
            return Optional.of(gone(state.errors()) ? "it was removed"
                    : "the engine does not tell: " + Engine.sentence(state.errors()));
        }
        String[] words = state.out().strip().split(" ");
        return words[0].equals("true") ? Optional.empty() : Optional.of(words[2].equals("true")
                ? "it ran out of memory" : "it " + Tool.end(Integer.parseInt(words[1])));
    }

    /** The last lines it printed; empty if there are none. */
    public String logs() {
        Tool.Result result = engine.tool("logs", "--tail", String.valueOf(LOG_LINES), name).run(Engine.SOON);
        return result.ok() ? Stream.of(result.out(), result.errors()).flatMap(String::lines)
                .filter(line -> !line.isBlank()).collect(Collectors.joining("\n")) : "";
    }

    /** Removes it and its volumes. */
    @Override
    public void close() {
        removal.close();
    }

    private void remove() {
        remove(engine, name);
    }

    static void remove(Engine engine, String name) {
        Tool.Result result = engine.tool("rm", "-f", "-v", name).run(START);
        if (!result.ok() && !gone(result.errors())) {
            throw UserError.of("the container [" + name + "] cannot be removed: " + Engine.sentence(result.errors()),
                    "remove it: " + engine.name() + " rm -f -v " + name);
        }
    }

    /** Whether the engine's words mean that there is no such container. */
    static boolean gone(String errors) {
        String text = errors.toLowerCase(Locale.ROOT);
        return text.contains("no such") || text.contains("already in progress") || text.contains("not found");
    }
}
