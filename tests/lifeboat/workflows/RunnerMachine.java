package lifeboat.workflows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import lifeboat.base.Environment;
import lifeboat.base.Tool;
import lifeboat.testing.PostgresServer;
import lifeboat.testing.Shell;

/**
 * A machine that jobs run on, as a runner of GitHub's is: a home folder that is not ours, a workspace for each job, the
 * variables that GitHub sets and no others.
 */
public final class RunnerMachine {
    /** The repository that holds our actions, as the examples write it. */
    static final String OURS = "OWNER/lifeboat";
    private static final Path ROOT = Path.of("").toAbsolutePath();

    private final Path folder;
    private final Path checkout;
    private final Path repository;
    private final Map<String, String> variables = new TreeMap<>();
    private int jobs;

    /** A machine below an empty folder. */
    public RunnerMachine(Path folder) {
        this.folder = folder;
        try {
            repository = Files.createDirectories(folder.resolve("repository"));
            checkout = copyOfThisCheckout(Files.createDirectories(folder.resolve("lifeboat")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        variables.putAll(Map.of("PATH", Shell.pathWithout("jbang"), "HOME", home().toString(), "LANG", "C.UTF-8",
                "USER", "runner", "CI", "true", "GITHUB_ACTIONS", "true", "RUNNER_OS", "Linux", "RUNNER_ARCH", "X64",
                "AWS_EC2_METADATA_DISABLED", "true"));
    }

    /** Sets a variable of the machine, which each step has: an endpoint, an engine's address. */
    public RunnerMachine with(String name, String value) {
        variables.put(name, value);
        return this;
    }

    /** Puts a file into the repository whose workflows run here. */
    public RunnerMachine file(String name, String content) {
        try {
            Path file = repository.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** This project's files, in a folder that git knows nothing of. */
    Path checkout() {
        return checkout;
    }

    /** What the repository holds. */
    Path repository() {
        return repository;
    }

    /** The home folder. It outlives the machine, as if what is cached in it were always restored. */
    private static Path home() {
        return Environment.system().cache().resolve("tests/runner");
    }

    Map<String, String> variables() {
        return variables;
    }

    /** A folder for one more job. */
    Path newJob() {
        try {
            return Files.createDirectories(folder.resolve("jobs/" + ++jobs));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder of one of our own actions, where GitHub would have downloaded it for that commit. */
    Path downloaded(String commit) {
        try {
            Path parent = Files.createDirectories(folder.resolve("_actions").resolve(OURS));
            Path link = parent.resolve(commit);
            return Files.exists(link) ? link : Files.createSymbolicLink(link, checkout);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts what a job asks for under {@code services} and returns the port that reaches it. */
    int service(String image) {
        if (!image.matches("postgres:\\d+")) {
            throw new IllegalArgumentException("no service [" + image + "] is known");
        }
        return PostgresServer.installed().port();
    }

    /** Brings what is cached under these paths. */
    static void restoreCache(List<String> paths) {
        try {
            for (String path : paths) {
                switch (path) {
                    case "~/.jbang/cache" -> Files.createDirectories(home().resolve(".jbang/cache"));
                    case "~/.m2/repository" -> linkRepository();
                    case "~/.cache/lifeboat/jbang-*.jar" -> copyJbang();
                    default -> throw new IllegalArgumentException("[" + path + "] is not meant to be cached");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void linkRepository() throws IOException {
        Path link = Files.createDirectories(home().resolve(".m2")).resolve("repository");
        if (!Files.exists(link)) {
            Files.createSymbolicLink(link,
                    Files.createDirectories(Environment.system().home().resolve(".m2/repository")));
        }
    }

    private static void copyJbang() throws IOException {
        Path target = Files.createDirectories(home().resolve(".cache/lifeboat"));
        try (Stream<Path> files = Files.list(Environment.system().cache())) {
            for (Path file : files.filter(one -> one.getFileName().toString().matches("jbang-.*\\.jar")).toList()) {
                if (!Files.exists(target.resolve(file.getFileName()))) {
                    Files.copy(file, target.resolve(file.getFileName()));
                }
            }
        }
    }

    /** Runs a command with these variables and no others. */
    Tool command(Path workspace, Map<String, String> environment, List<String> command) {
        Tool tool = Tool.of(command).in(workspace).env(environment);
        Environment.system().variables().keySet().stream().filter(name -> !environment.containsKey(name))
                .forEach(tool::without);
        return tool;
    }

    /** Everything that git has or would have, copied. */
    private static Path copyOfThisCheckout(Path target) {
        Shell.in(ROOT).must("git ls-files --cached --others --exclude-standard | while IFS= read -r file; do"
                + " [ ! -f \"$file\" ] || printf '%s\\n' \"$file\"; done | tar -cf - -T - | tar -xf - -C \"$1\"",
                target.toString());
        return target;
    }

    /** The variables of a section, under those that come later. */
    static Map<String, String> over(Map<String, String> first, Map<String, String> later) {
        Map<String, String> both = new LinkedHashMap<>(first);
        both.putAll(later);
        return both;
    }

    /** Words of a list that has one a line. */
    static List<String> lines(String text) {
        return new ArrayList<>(text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList());
    }
}
