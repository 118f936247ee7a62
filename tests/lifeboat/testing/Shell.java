package lifeboat.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lifeboat.base.Environment;
import lifeboat.base.Tool;

/** A POSIX shell in a folder, as a person would use it. */
public final class Shell {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Path folder;
    private final Map<String, String> variables = new TreeMap<>();

    private Shell(Path folder) {
        this.folder = folder;
    }

    /** A shell in that folder with the environment of this process. */
    public static Shell in(Path folder) {
        return new Shell(folder);
    }

    /** The folders of PATH, without those that hold the given program. */
    public static String pathWithout(String program) {
        return Stream.of(Environment.system().get("PATH").orElseThrow().split(":"))
                .filter(entry -> !Files.exists(Path.of(entry, program))).collect(Collectors.joining(":"));
    }

    /** Sets a variable. */
    public Shell env(String name, String value) {
        variables.put(name, value);
        return this;
    }

    /** The script as a program that was not started yet; {@code $1} and so on are the arguments. */
    public Tool tool(String script, String... arguments) {
        return Tool.of(Stream.concat(Stream.of("/bin/sh", "-c", script, "sh"), Stream.of(arguments)).toList())
                .in(folder).env(variables);
    }

    /** Runs a script to its end, with no input. */
    public Tool.Result run(String script, String... arguments) {
        return tool(script, arguments).run(LIMIT);
    }

    /**
     * Runs a script and returns what it prints.
     *
     * @throws AssertionError if it fails
     */
    public String must(String script, String... arguments) {
        Tool.Result result = run(script, arguments);
        if (!result.ok()) {
            throw new AssertionError("[" + script + "] ended with " + result.code() + "\n" + result.out() + "\n"
                    + result.errors());
        }
        return result.out();
    }
}
