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
import lifeboat.base.Tool;
import lifeboat.base.Version;
import lifeboat.testing.DockerEngine;
import lifeboat.testing.PostgresServer;
import lifeboat.testing.S3ProxyServer;
import lifeboat.testing.TemurinImage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The manifest for Kubernetes: its container's command in the image that the Dockerfile makes, as narrow as the
 * manifest says. What the Dockerfile starts from is an image of the tests' own, see {@link TemurinImage}.
 */
class KubernetesExampleTest {
    private static final DockerEngine ENGINE = DockerEngine.shared();
    private static final String IMAGE = "lifeboat:test";

    @TempDir
    Path folder;

    private final PostgresServer server = PostgresServer.installed();
    private final List<Map<String, Object>> documents =
            WorkflowFile.documents(Example.FOLDER.resolve("kubernetes/cronjob.yaml"));
    private String database;

    @BeforeEach
    void prepare_a_cluster() throws IOException {
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
    void the_image_makes_a_backup_on_a_read_only_file_system_and_fails_if_it_cannot() throws IOException {
        build();
        Tool.Result made = backup(server.url(database));
        assertEquals(0, made.code(), made.out() + made.errors());
        assertEquals(1, Example.backups("acme-backups"));
        assertNotEquals(0, backup("postgres://app@127.0.0.1:1/orders").code());
        List<String> run = start();
        run.addAll(List.of("--network", "none", IMAGE, "backup", "--version"));
        assertEquals("lifeboat " + Version.TEXT, ENGINE.must(run.toArray(String[]::new)).strip());
        assertEquals(List.of("backup.java", "jbang", "jbang-catalog.json", "lifeboat", "restore.java", "verify.java"),
                ENGINE.must("run", "--rm", "--entrypoint", "ls", IMAGE, "/opt/lifeboat").lines().toList());
    }

    /** As the Dockerfile's head says, with one command, from a clone in which a secret was left. */
    private void build() throws IOException {
        TemurinImage.provide(ENGINE);
        Path clone = new RunnerMachine(folder.resolve("machine")).checkout();
        Files.writeString(clone.resolve("identity.key"), "a secret");
        ENGINE.must("build", "--network", "host", "--build-arg", "COMMANDS=backup", "-f",
                clone.resolve("workflows-examples/kubernetes/Dockerfile").toString(), "-t", IMAGE, clone.toString());
    }

    private Tool.Result backup(String url) {
        List<String> run = start();
        run.addAll(List.of("--network", "host", "--entrypoint", "", "-v", folder.resolve("config")
                + ":/etc/lifeboat:ro"));
        Map<String, String> environment = new TreeMap<>(S3ProxyServer.variables());
        environment.put("AWS_ENDPOINT_URL_S3", S3ProxyServer.shared().endpoint().toString());
        WorkflowFile.list(container().get("env")).forEach(one -> {
            Map<String, Object> variable = WorkflowFile.map(one);
            environment.put(variable.get("name").toString(), variable.containsKey("value")
                    ? variable.get("value").toString() : url);
        });
        environment.forEach((name, value) -> run.addAll(List.of("-e", name + "=" + value)));
        run.add(IMAGE);
        WorkflowFile.list(container().get("command")).forEach(word -> run.add(word.toString()));
        return ENGINE.run(run.toArray(String[]::new));
    }

    /** The beginning of a {@code docker run} with what the manifest says of the pod's rights. */
    private static List<String> start() {
        return new ArrayList<>(List.of("run", "--rm", "--read-only", "--cap-drop", "ALL", "--security-opt",
                "no-new-privileges", "--tmpfs", "/tmp:rw,exec"));
    }
}
