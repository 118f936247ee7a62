package lifeboat.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import lifeboat.base.Environment;
import lifeboat.base.Tool;
import lifeboat.base.UserError;

/** The servers and tools that the tests need, and how a Debian or Ubuntu machine gets those it lacks. */
final class Machine {
    private static final Duration LIMIT = Duration.ofMinutes(15);
    private static final Path SERVERS = Path.of("/usr/lib/postgresql");
    private static final Map<String, String> PACKAGES = packages();

    private final Environment env;
    private final Consumer<String> log;

    Machine(Environment env, Consumer<String> log) {
        this.env = env;
        this.log = log;
    }

    private static Map<String, String> packages() {
        Map<String, String> packages = new LinkedHashMap<>();
        for (String same : List.of("age", "zstd", "sqlite3", "curl", "git", "openssl", "jq")) {
            packages.put(same, same);
        }
        packages.put("pg_dump", "postgresql-client");
        packages.put("gpg", "gnupg");
        packages.put("mvn", "maven");
        packages.put("node", "nodejs");
        packages.put("npm", "npm");
        packages.put("xz", "xz-utils");
        packages.put("ps", "procps");
        packages.put("setpriv", "util-linux");
        packages.put("locale-gen", "locales");
        packages.put("dockerd", "docker.io");
        packages.put("podman", "podman");
        packages.put("debootstrap", "debootstrap");
        packages.put("crontab", "cron");
        packages.put("systemd-analyze", "systemd");
        return packages;
    }

    /**
     * Installs what is missing, as root or by sudo without a password.
     *
     * @throws UserError if that cannot be done; it says what to install
     */
    void prepare() {
        List<String> missing = missing();
        if (missing.isEmpty()) {
            return;
        }
        List<String> apt = apt(missing);
        log.accept("installing " + String.join(" ", missing));
        run(Stream.concat(apt.stream(), Stream.of("update", "-qq")).toList(), missing);
        run(Stream.of(apt, List.of("install", "-y", "-qq", "--no-install-recommends"), missing)
                .flatMap(List::stream).toList(), missing);
        if (!missing().isEmpty()) {
            throw unable("still missing after apt-get: " + missing(), missing());
        }
    }

    /** The packages whose programs are not on this machine, sorted. */
    List<String> missing() {
        TreeSet<String> missing = new TreeSet<>();
        PACKAGES.forEach((program, name) -> {
            if (Tool.find(program, env).isEmpty()) {
                missing.add(name);
            }
        });
        if (!hasServer()) {
            missing.add("postgresql");
        }
        return List.copyOf(missing);
    }

    private static boolean hasServer() {
        if (!Files.isDirectory(SERVERS)) {
            return false;
        }
        try (Stream<Path> majors = Files.list(SERVERS)) {
            return majors.anyMatch(major -> Files.isExecutable(major.resolve("bin/initdb")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> apt(List<String> missing) {
        if (Tool.find("apt-get", env).isEmpty()) {
            throw unable("programs are missing and there is no apt-get", missing);
        }
        List<String> command = new ArrayList<>();
        if (!System.getProperty("user.name").equals("root")) {
            if (Tool.find("sudo", env).isEmpty() || !Tool.of("sudo", "-n", "true").run(LIMIT).ok()) {
                throw unable("programs are missing and we may not install them", missing);
            }
            command.addAll(List.of("sudo", "-n"));
        }
        command.addAll(List.of("env", "DEBIAN_FRONTEND=noninteractive", "apt-get"));
        return command;
    }

    private static void run(List<String> command, List<String> missing) {
        Tool.Result result = Tool.of(command).run(LIMIT);
        if (!result.ok()) {
            throw unable("[" + String.join(" ", command) + "] failed: " + result.errors(), missing);
        }
    }

    private static UserError unable(String message, List<String> missing) {
        return UserError.usage(message, "install the packages (names as in Debian): apt-get install "
                + String.join(" ", missing));
    }
}
