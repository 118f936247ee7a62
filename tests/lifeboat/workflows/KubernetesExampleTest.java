package lifeboat.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lifeboat.base.Environment;
import lifeboat.base.Tool;
import lifeboat.testing.DockerEngine;
import lifeboat.testing.PostgresImage;
import lifeboat.testing.PostgresServer;
import lifeboat.testing.S3ProxyServer;
import lifeboat.testing.Shell;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The manifest for Kubernetes: its container's command, in a container as narrow as the manifest says. Instead of the
 * built image it is one with PostgreSQL's clients, into which the rest is mounted where the Dockerfile would put it.
 */
class KubernetesExampleTest {
    private static final DockerEngine ENGINE = DockerEngine.shared();

    @TempDir
    Path folder;

    private final PostgresServer server = PostgresServer.installed();
    private final List<Map<String, Object>> documents =
            WorkflowFile.documents(Example.FOLDER.resolve("kubernetes/cronjob.yaml"));
    private RunnerMachine machine;
    private String database;

    @BeforeEach
    void prepare_a_cluster() throws IOException {
        machine = new RunnerMachine(folder.resolve("machine"));
        database = server.createDatabase();
        server.execute(database, "CREATE TABLE orders AS SELECT generate_series(1, 1000) AS id");
        S3ProxyServer.shared().bucket("acme-backups");
        Path config = Files.createDirectories(folder.resolve("config"));
        for (Map.Entry<String, Object> file : at(document("ConfigMap"), "data").entrySet()) {
            Files.writeString(config.resolve(file.getKey()), file.getValue().toString());
        }
    }

    private Map<String, Object> document(String kind) {
        return documents.stream().filter(one -> one.get("kind").equals(kind)).findFirst().orElseThrow();
    }

    private static Map<String, Object> at(Map<String, Object> start, String... keys) {
        Map<String, Object> section = start;
        for (String key : keys) {
            section = WorkflowFile.map(section.get(key));
        }
        return section;
    }

    private Map<String, Object> pod() {
        return at(document("CronJob"), "spec", "jobTemplate", "spec", "template", "spec");
    }

    private Map<String, Object> container() {
        return WorkflowFile.map(WorkflowFile.list(pod().get("containers")).getFirst());
    }

    @Test
    void only_one_runs_at_a_time_ends_in_time_and_may_do_little() {
        Map<String, Object> spec = at(document("CronJob"), "spec");
        assertEquals("Forbid", spec.get("concurrencyPolicy"));
        assertEquals(7200, at(spec, "jobTemplate", "spec").get("activeDeadlineSeconds"));
        assertEquals("Never", pod().get("restartPolicy"));
        assertEquals(false, pod().get("automountServiceAccountToken"));
        assertEquals(true, at(pod(), "securityContext").get("runAsNonRoot"));
        assertEquals(Map.of("readOnlyRootFilesystem", true, "allowPrivilegeEscalation", false, "capabilities",
                Map.of("drop", List.of("ALL"))), container().get("securityContext"));
    }

    @Test
    void the_command_makes_a_backup_on_a_read_only_file_system_and_fails_if_it_cannot() throws IOException {
        compile();
        Tool.Result made = backup(server.url(database));
        assertEquals(0, made.code(), made.out() + made.errors());
        assertEquals(1, Example.backups("acme-backups"));
        assertNotEquals(0, backup("postgres://app@127.0.0.1:1/orders").code());
    }

    /** What the Dockerfile does when the image is built. */
    private void compile() throws IOException {
        String command = Files.readString(Example.FOLDER.resolve("kubernetes/Dockerfile")).lines()
                .filter(line -> line.startsWith("RUN /opt/lifeboat/jbang")).findFirst().orElseThrow()
                .replaceFirst("RUN (.*?) &&.*", "$1");
        List<String> run = start("");
        run.add(PostgresImage.installed(ENGINE));
        run.addAll(List.of(command.split(" ")));
        ENGINE.must(run.toArray(String[]::new));
    }

    private Tool.Result backup(String url) throws IOException {
        List<String> run = start(":ro");
        run.addAll(List.of("--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges",
                "--tmpfs", "/tmp:rw,exec", "-v", folder.resolve("config") + ":/etc/lifeboat:ro"));
        Map<String, String> environment = new TreeMap<>(S3ProxyServer.variables());
        environment.put("AWS_ENDPOINT_URL_S3", S3ProxyServer.shared().endpoint().toString());
        WorkflowFile.list(container().get("env")).forEach(one -> {
            Map<String, Object> variable = WorkflowFile.map(one);
            environment.put(variable.get("name").toString(), variable.containsKey("value")
                    ? variable.get("value").toString() : url);
        });
        environment.forEach((name, value) -> run.addAll(List.of("-e", name + "=" + value)));
        run.add(PostgresImage.installed(ENGINE));
        WorkflowFile.list(container().get("command")).forEach(word -> run.add(word.toString()));
        return ENGINE.run(run.toArray(String[]::new));
    }

    /** The beginning of a {@code docker run} of what the image holds, as whoever owns these files here. */
    private List<String> start(String how) throws IOException {
        Environment system = Environment.system();
        Path compiled = Files.createDirectories(system.cache().resolve("tests/image"));
        List<String> run = new ArrayList<>(List.of("run", "--rm", "--network", "host", "--user",
                Shell.in(folder).must("printf '%s:%s' \"$(id -u)\" \"$(id -g)\""), "-v",
                machine.checkout() + ":/opt/lifeboat:ro", "-v", compiled + ":/opt/jbang" + how, "-v",
                system.home().resolve(".m2/repository") + ":/opt/m2" + how, "-v",
                system.cache() + ":/opt/cache/lifeboat:ro", "-v",
                System.getProperty("java.home") + ":/opt/java:ro", "-e", "JAVA_HOME=/opt/java"));
        String variables = Files.readString(Example.FOLDER.resolve("kubernetes/Dockerfile")).lines()
                .filter(line -> line.startsWith("ENV ")).findFirst().orElseThrow().substring(4);
        for (String variable : variables.split(" ")) {
            run.addAll(List.of("-e", variable));
        }
        return run;
    }
}
