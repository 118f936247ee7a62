package lifeboat.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lifeboat.base.Environment;
import lifeboat.base.Tool;

/** A container engine of the tests' own, with its own images, beside any other on this machine. */
public abstract class ContainerEngine {
    static final Duration LIMIT = Duration.ofMinutes(5);

    /** The engine of this JVM: Docker, or what {@code LIFEBOAT_TEST_ENGINE} says: {@code podman}. */
    public static ContainerEngine shared() {
        return Environment.system().get("LIFEBOAT_TEST_ENGINE").filter("podman"::equals).isPresent()
                ? PodmanEngine.shared() : DockerEngine.shared();
    }

    /** The name of its command line. */
    public abstract String name();

    /** The variables that make the command line use this engine. */
    public abstract Map<String, String> variables();

    /** What makes a command line use this engine, and nothing else but PATH and HOME. */
    public Environment environment() {
        return environment(Map.of());
    }

    /** The same with more variables. */
    public Environment environment(Map<String, String> more) {
        Map<String, String> variables = new TreeMap<>(variables());
        variables.put("PATH", Environment.system().get("PATH").orElse(""));
        variables.putAll(more);
        return new Environment(variables);
    }

    /** Its command line with these arguments. */
    public List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(name()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Runs the command line to its end. */
    public Tool.Result run(String... arguments) {
        return Tool.of(command(arguments)).env(variables()).run(LIMIT);
    }

    /**
     * Runs the command line and returns what it prints.
     *
     * @throws AssertionError if it fails
     */
    public String must(String... arguments) {
        Tool.Result result = run(arguments);
        if (!result.ok()) {
            throw new AssertionError(name() + " " + String.join(" ", arguments) + ": " + result.errors());
        }
        return result.out();
    }

    /** The names of all containers, also of those that ended. */
    public List<String> containers() {
        return must("ps", "-a", "--format", "{{.Names}}").lines().sorted().toList();
    }
}
