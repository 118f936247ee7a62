package lifeboat.container;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import lifeboat.base.Environment;
import lifeboat.base.Tool;
import lifeboat.base.UserError;

/**
 * A container engine that answers, by its command line. Secrets go into containers by variables that are named in the
 * arguments and set in the environment.
 */
public final class Engine {
    /** The command lines that are tried, in this order. */
    public static final List<String> NAMES = List.of("docker", "podman", "nerdctl");

    /** The variable that says which one to use; {@code none} is none. */
    public static final String CHOICE = "LIFEBOAT_ENGINE";

    private static final String NONE = "none";

    /** How long an engine may take for what it does at once. */
    static final Duration SOON = Duration.ofMinutes(1);

    private static final List<String> VARIABLES = List.of("PATH", "HOME", "XDG_RUNTIME_DIR", "DOCKER_HOST",
            "DOCKER_CONTEXT", "DOCKER_CONFIG", "DOCKER_CERT_PATH", "DOCKER_TLS", "DOCKER_TLS_VERIFY", "CONTAINER_HOST",
            "CONTAINER_CONNECTION", "CONTAINERS_CONF", "CONTAINERS_STORAGE_CONF", "CONTAINERS_REGISTRIES_CONF",
            "REGISTRY_AUTH_FILE", "CONTAINERD_ADDRESS", "CONTAINERD_NAMESPACE");

    private final String name;
    private final Path program;
    private final Environment env;

    private Engine(String name, Path program, Environment env) {
        this.name = name;
        this.program = program;
        this.env = env;
    }

    /**
     * The engine that {@link #CHOICE} names, else the first that answers.
     *
     * @throws UserError if there is none; says what to install or to start
     */
    public static Engine find(Environment env) {
        List<String> names = names(env);
        Map<String, String> silent = new LinkedHashMap<>();
        Optional<Engine> engine = first(names, env, silent);
        return engine.orElseThrow(() -> silent.isEmpty() ? notInstalled(names) : silent(silent));
    }

    /** The same, empty if there is none. */
    public static Optional<Engine> answering(Environment env) {
        return first(names(env), env, new LinkedHashMap<>());
    }

    /**
     * Checks that {@link #CHOICE}, if it says something, says what can be meant.
     *
     * @throws UserError of kind USAGE if it does not
     */
    public static void requireKnown(Environment env) {
        names(env);
    }

    private static List<String> names(Environment env) {
        Optional<String> choice = env.get(CHOICE);
        if (choice.filter(NONE::equals).isPresent()) {
            return List.of();
        }
        if (choice.isPresent() && !NAMES.contains(choice.get())) {
            throw UserError.usage("unknown container engine [" + choice.get() + "]",
                    "allowed are " + String.join(", ", NAMES) + ", and none");
        }
        return choice.map(List::of).orElse(NAMES);
    }

    private static Optional<Engine> first(List<String> names, Environment env, Map<String, String> silent) {
        for (String name : names) {
            Optional<Engine> engine = Tool.find(name, env).map(program -> new Engine(name, program, env));
            Optional<String> problem = engine.flatMap(Engine::problem);
            if (engine.isPresent() && problem.isEmpty()) {
                return engine;
            }
            problem.ifPresent(text -> silent.put(name, text));
        }
        return Optional.empty();
    }

    /** Why it does not answer. */
    private Optional<String> problem() {
        try {
            Tool.Result result = tool("ps", "-q").run(Duration.ofSeconds(20));
            return result.ok() ? Optional.empty() : Optional.of(sentence(result.errors()));
        } catch (UserError e) {
            return Optional.of(e.getMessage());
        }
    }

    private static UserError notInstalled(List<String> names) {
        if (names.isEmpty()) {
            return UserError.of("no container engine may be used: [" + CHOICE + "] is [" + NONE + "]",
                    "unset it, or drill with --target local or --target server=URL");
        }
        if (names.size() == 1) {
            return UserError.of("the container engine [" + names.getFirst() + "] is not installed", "install it, or "
                    + "name no engine: then the first of " + String.join(", ", NAMES) + " that answers is taken");
        }
        return UserError.of("there is no container engine here: none of " + names + " is installed",
                "install one, on Debian and Ubuntu: apt-get install docker.io (or podman); "
                        + "or drill with --target local or --target server=URL");
    }

    private static UserError silent(Map<String, String> problems) {
        Map.Entry<String, String> first = problems.entrySet().iterator().next();
        String name = first.getKey();
        if (first.getValue().toLowerCase(Locale.ROOT).contains("permission denied")) {
            return UserError.of("the container engine [" + name + "] does not let this user in: " + first.getValue(),
                    name.equals("docker") ? "add the user to its group (usermod -aG docker USER) and log in again, or "
                            + "run this as root" : "run this as root, or as a user that it is set up for");
        }
        return UserError.of("the container engine [" + name + "] does not answer: " + first.getValue(),
                remedy(name) + "; or drill with --target local or --target server=URL");
    }

    private static String remedy(String name) {
        return switch (name) {
            case "podman" -> "it has no daemon to start: see to it that [podman info] works for this user";
            case "nerdctl" -> "start its daemon (systemctl start containerd), or set CONTAINERD_ADDRESS to where it is";
            default -> "start it (systemctl start docker), or set DOCKER_HOST to where it is";
        };
    }

    /** Its command line's name: {@code docker}. */
    public String name() {
        return name;
    }

    /** The environment that its command line runs in. */
    public Environment environment() {
        return env;
    }

    /** Its command line with these arguments, not started yet. */
    public Tool tool(String... arguments) {
        return tool(List.of(arguments));
    }

    /** Its command line with these arguments, not started yet. */
    public Tool tool(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        Tool tool = Tool.of(command);
        VARIABLES.forEach(variable -> env.get(variable)
                .ifPresentOrElse(value -> tool.env(variable, value), () -> tool.without(variable)));
        return tool;
    }

    /**
     * Runs its command line and returns what it prints.
     *
     * @throws UserError that begins with {@code failure} if it fails
     */
    public String must(String failure, String... arguments) {
        Tool.Result result = tool(arguments).run(SOON);
        if (!result.ok()) {
            throw UserError.of(failure + ": " + sentence(result.errors()), null);
        }
        return result.out();
    }

    /** What an engine says when something fails, on one line and without its ornaments. */
    static String sentence(String errors) {
        List<String> all = errors.lines().map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("See '") && !line.startsWith("Run '")
                        && !line.contains("--help' for more")).toList();
        List<String> said = all.stream().filter(line -> !line.matches("time=\".*\" level=.*")).toList();
        List<String> lines = said.isEmpty() ? all : said;
        List<String> failing = lines.stream().filter(line -> line.matches("(?i).*(error|denied|cannot|unable).*"))
                .toList();
        String line = !failing.isEmpty() ? failing.getFirst() : lines.isEmpty() ? "it gave no reason" : lines.getLast();
        return line.replaceFirst("^(docker: )?(Error response from daemon: |Error: )?", "")
                .replaceFirst(" Is the docker daemon running\\?$", "").replaceFirst("\\.$", "");
    }
}
