package lifeboat.workflows;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import lifeboat.base.Environment;
import lifeboat.cli.Main;
import lifeboat.pipeline.AgeKeys;
import lifeboat.testing.PostgresServer;
import lifeboat.testing.S3ProxyServer;

/**
 * A file of {@code workflows-examples} with the configuration that it asks for, in a repository whose owner has made
 * the keys, the buckets and the roles. Amazon is a server on this machine.
 */
final class Example {
    static final Path FOLDER = Path.of("workflows-examples").toAbsolutePath();
    private static final String PASSWORD = "password-of-the-database";
    private static final String ROLE = "arn:aws:iam::123456789012:role/lifeboat";

    private final AgeKeys keys = AgeKeys.generate();
    private final RunnerMachine machine;
    private final Path folder;
    private final Map<String, String> secrets = new TreeMap<>();
    private final Map<String, String> variables = new TreeMap<>(Map.of("AWS_BACKUP_ROLE", ROLE, "AWS_DRILL_ROLE", ROLE,
            "AWS_RESTORE_ROLE", ROLE, "AWS_READ_ROLE", ROLE));
    private final Map<String, Map<String, String>> environments = new TreeMap<>();

    Example(Path folder) {
        this.folder = folder;
        machine = new RunnerMachine(folder).with("AWS_ENDPOINT_URL_S3", S3ProxyServer.shared().endpoint().toString());
        variables.put("LIFEBOAT_RECIPIENTS", keys.recipient());
    }

    /** The secret that opens the backups. */
    String identity() {
        return keys.identity().value();
    }

    /** A database's URL, with a password that its server does not ask for. */
    static String url(PostgresServer server, String database) {
        return server.url(database).replace("postgres@", "postgres:" + PASSWORD + "@");
    }

    /** The public key that they are made for. */
    String recipient() {
        return keys.recipient();
    }

    RunnerMachine machine() {
        return machine;
    }

    Example secret(String name, String value) {
        secrets.put(name, value);
        return this;
    }

    Example variable(String name, String value) {
        variables.put(name, value);
        return this;
    }

    Example environment(String name, Map<String, String> itsSecrets) {
        environments.put(name, itsSecrets);
        return this;
    }

    /** Uses the configuration of that name, with some text replaced. */
    Example config(String name, String... replaced) {
        machine.file("lifeboat.yaml", changed(FOLDER.resolve(name + ".lifeboat.yaml"), replaced));
        return this;
    }

    /** Makes an empty bucket. */
    Example bucket(String name) {
        S3ProxyServer.shared().bucket(name);
        return this;
    }

    WorkflowRun.Outcome run(String name) {
        return run(name, Map.of());
    }

    /** Runs the workflow of that name, with some text replaced. */
    WorkflowRun.Outcome run(String name, Map<String, String> inputs, String... replaced) {
        return runText(changed(FOLDER.resolve(name + ".yml"), replaced), inputs);
    }

    /** Runs a workflow that the repository holds. */
    WorkflowRun.Outcome runText(String workflow, Map<String, String> inputs) {
        String file = ".github/workflows/workflow.yml";
        machine.file(file, workflow);
        WorkflowRun.Outcome outcome = WorkflowRun.of(machine.repository().resolve(file), machine,
                new WorkflowRun.Settings(inputs, variables, secrets, environments));
        Map<String, String> all = new LinkedHashMap<>(secrets);
        environments.values().forEach(all::putAll);
        all.putAll(Map.of("the store's key", S3ProxyServer.SECRET_KEY, "the password", PASSWORD));
        all.forEach((secret, value) -> value.lines().forEach(line -> assertFalse(outcome.log().contains(line)
                || outcome.summary().contains(line), secret + " is shown:\n" + outcome.log())));
        return outcome;
    }

    WorkflowRun.Outcome green(String name) {
        return green(run(name));
    }

    static WorkflowRun.Outcome green(WorkflowRun.Outcome outcome) {
        assertTrue(outcome.green(), outcome::log);
        return outcome;
    }

    static WorkflowRun.Outcome red(WorkflowRun.Outcome outcome) {
        assertFalse(outcome.green(), outcome::log);
        return outcome;
    }

    /** Runs a command as the owner could anywhere, in this process; it must succeed. */
    String lifeboat(String script, String... arguments) {
        Map<String, String> environment = new TreeMap<>(S3ProxyServer.variables());
        environment.putAll(secrets);
        environment.putAll(Map.of("PATH", Environment.system().get("PATH").orElseThrow(), "HOME", folder.toString(),
                "AWS_ENDPOINT_URL_S3", S3ProxyServer.shared().endpoint().toString(), "LIFEBOAT_RECIPIENTS",
                keys.recipient(), "LIFEBOAT_IDENTITY", identity(), "LIFEBOAT_CONFIG",
                machine.repository().resolve("lifeboat.yaml").toString()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
        int code = new Main().execute(script, List.of(arguments), new Environment(environment),
                InputStream.nullInputStream(), printed, printed, false);
        assertTrue(code == 0, () -> "ended with " + code + "\n" + out.toString(StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    /** How many backups a bucket holds. */
    static long backups(String bucket) {
        try (Stream<Path> files = Files.walk(S3ProxyServer.shared().data().resolve(bucket))) {
            return files.filter(file -> file.endsWith("manifest.json")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String changed(Path file, String... replaced) {
        try {
            String text = Files.readString(file);
            for (int i = 0; i < replaced.length; i += 2) {
                assertTrue(text.contains(replaced[i]), replaced[i] + " is not in " + file);
                text = text.replace(replaced[i], replaced[i + 1]);
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
