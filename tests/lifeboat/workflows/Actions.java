package lifeboat.workflows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lifeboat.testing.S3ProxyServer;

/** What the actions do that our workflows use. One that is not known here is an error. */
record Actions(JobRun job, Contexts contexts, Map<String, String> environment) {

    /** Does it and returns its outputs. */
    Map<String, String> run(String uses, Map<String, Object> step) {
        String name = uses.replaceFirst("@.*", "");
        Map<String, String> with = contexts.texts(step.get("with"));
        try {
            return switch (name) {
                case "actions/checkout" -> checkout(with);
                case "actions/setup-java" -> setupJava(with);
                case "actions/cache" -> cache(with);
                case "actions/upload-artifact" -> upload(with);
                case "aws-actions/configure-aws-credentials" -> awsCredentials(with);
                default -> composite(name, uses.replaceFirst(".*@", ""), with);
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String take(Map<String, String> with, String name, String usual) {
        String value = with.remove(name);
        return value == null ? usual : value;
    }

    private static Map<String, String> done(Map<String, String> rest, String action) {
        if (!rest.isEmpty()) {
            throw new IllegalArgumentException(action + " with " + rest.keySet() + " is not known");
        }
        return Map.of();
    }

    private Map<String, String> checkout(Map<String, String> with) throws IOException {
        require(job.may("contents", "read"), "checkout needs the permission [contents: read]");
        require(take(with, "persist-credentials", "true").equals("false"), "the token is left on the disk");
        String repository = take(with, "repository", "acme/app");
        String ref = take(with, "ref", "");
        Path target = job.workspace().resolve(take(with, "path", "."));
        if (repository.equals(RunnerMachine.OURS)) {
            require(ref.matches("[0-9a-f]{40}"), "Lifeboat is checked out at [" + ref + "], which is no commit");
            Files.createSymbolicLink(target, job.machine().checkout());
        } else {
            require(repository.equals("acme/app") && ref.isEmpty(), "unknown repository [" + repository + "]");
            copy(job.machine().repository(), target);
        }
        return done(with, "checkout");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    private Map<String, String> setupJava(Map<String, String> with) {
        require(take(with, "distribution", "").equals("temurin"), "another distribution");
        String version = take(with, "java-version", "");
        require(version.equals(String.valueOf(Runtime.version().feature())), "Java [" + version + "] is not here");
        String home = System.getProperty("java.home");
        job.export("JAVA_HOME", home);
        job.addPath(home + "/bin");
        return done(with, "setup-java");
    }

    private Map<String, String> cache(Map<String, String> with) {
        require(take(with, "key", "").matches("lifeboat-Linux-X64-[0-9a-f]{32}"),
                "a key that does not tell sources apart");
        take(with, "restore-keys", "");
        RunnerMachine.restoreCache(RunnerMachine.lines(take(with, "path", "")));
        return done(with, "cache");
    }

    private Map<String, String> upload(Map<String, String> with) throws IOException {
        Path path = Path.of(take(with, "path", ""));
        String name = take(with, "name", "");
        take(with, "retention-days", "");
        take(with, "if-no-files-found", "");
        if (Files.exists(path)) {
            try (Stream<Path> files = Files.walk(path)) {
                job.artifacts().put(name, files.filter(Files::isRegularFile).map(file -> file.getFileName().toString())
                        .sorted().toList());
            }
        }
        return done(with, "upload-artifact");
    }

    private Map<String, String> awsCredentials(Map<String, String> with) {
        require(job.may("id-token", "write"), "OIDC needs the permission [id-token: write]");
        require(take(with, "role-to-assume", "").startsWith("arn:aws:iam::"), "no role");
        require(!take(with, "aws-region", "").isEmpty(), "no region");
        require(take(with, "output-env-credentials", "true").equals("false"), "every later step would have the keys");
        require(take(with, "output-credentials", "false").equals("true"), "nobody would have the keys");
        take(with, "role-duration-seconds", "");
        done(with, "configure-aws-credentials");
        return Map.of("aws-access-key-id", S3ProxyServer.ACCESS_KEY, "aws-secret-access-key", S3ProxyServer.SECRET_KEY);
    }

    private Map<String, String> composite(String name, String commit, Map<String, String> with) {
        Path folder;
        if (name.startsWith("./")) {
            folder = job.workspace().resolve(name.substring(2));
        } else {
            require(name.startsWith(RunnerMachine.OURS + "/"), "unknown action [" + name + "]");
            folder = job.machine().downloaded(commit).resolve(name.substring(RunnerMachine.OURS.length() + 1));
        }
        WorkflowFile action = WorkflowFile.read(folder.resolve("action.yml"));
        Map<String, Object> runs = WorkflowFile.map(action.content().get("runs"));
        require("composite".equals(runs.get("using")), "[" + name + "] is not composite");
        Contexts inside = contexts.without("secrets").without("vars").with("inputs",
                Inputs.of(WorkflowFile.map(action.content().get("inputs")), new LinkedHashMap<>(with), name));
        Map<String, Object> steps = new LinkedHashMap<>();
        job.steps(composed(WorkflowFile.list(runs.get("steps"))), inside, RunnerMachine.over(environment,
                Map.of("GITHUB_ACTION_PATH", folder.toString())), steps);
        Map<String, String> outputs = new LinkedHashMap<>();
        WorkflowFile.map(action.content().get("outputs")).forEach((output, value) -> outputs.put(output,
                Expression.text(inside.with("steps", steps).fill(WorkflowFile.map(value).get("value")))));
        return outputs;
    }

    /** GitHub refuses a script of an action that does not name its shell. */
    private static List<Object> composed(List<Object> steps) {
        steps.forEach(step -> require(!WorkflowFile.map(step).containsKey("run")
                || WorkflowFile.map(step).containsKey("shell"), "a script of an action without a shell"));
        return steps;
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
