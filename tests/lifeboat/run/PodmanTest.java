package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import lifeboat.base.Tool;
import lifeboat.testing.LocalRegistry;
import lifeboat.testing.PodmanEngine;
import lifeboat.testing.PostgresImage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done with containers, done with Podman. */
class PodmanTest {
    private static final PodmanEngine ENGINE = PodmanEngine.shared();

    @TempDir
    Path folder;

    private Scene scene;
    private String image;

    @BeforeEach
    void make_a_scene() {
        image = PostgresImage.installed(ENGINE);
        scene = new Scene(folder);
        ENGINE.variables().forEach(scene::with);
    }

    @AfterEach
    void nothing_is_left() {
        assertEquals(List.of(), ENGINE.containers());
        assertEquals("", ENGINE.must("volume", "ls", "-q"));
    }

    @Test
    void a_server_in_a_container_is_backed_up_drilled_and_restored_by_the_programs_of_its_image() throws IOException {
        startTheirs();
        try {
            scene.with("PATH", withoutClients());
            scene.run("backup", "--source", "docker://their-db/postgres/orders", "--to", scene.store, "--job", "shop")
                    .expect(0);
            Scene.Ran drill = scene.run("verify", "shop", "--store", scene.store).expect(0);
            assertTrue(drill.out().contains("PASSED") && drill.out().contains("container of image " + image
                    + " (sha256:" + id() + ")"), drill.out());
            Path killing = Files.writeString(folder.resolve("killing.yaml"), "stores: { local: " + scene.store
                    + " }\njobs: { shop: { source: 'docker://their-db/postgres/orders', drill: { health: { command: '"
                    + podman() + " kill $(" + podman() + " ps -q --filter label=lifeboat=drill)' } } } }\n");
            Scene.Ran killed = scene.run("verify", "--config", killing).expect(6);
            assertTrue(killed.err().contains("came to an end: it was ended by signal [9, SIGKILL]"), killed.err());
            theirs("DELETE FROM t");
            scene.run("restore", "shop", "--store", scene.store, "--to", "docker://their-db/postgres/orders", "--yes")
                    .expect(0);
            assertEquals("1000", theirs("SELECT count(*) FROM t"));
        } finally {
            ENGINE.must("rm", "-f", "-v", "-t", "0", "their-db");
        }
    }

    @Test
    void sqlite_is_drilled_by_the_images_own_program_and_its_container_stops_while_it_is_restored() throws IOException {
        ENGINE.must("run", "-d", "--stop-signal", "KILL", "--name", "their-app", "--network", "none", "-v", "/data",
                "--entrypoint", "sleep", image, "infinity");
        try {
            ENGINE.must("exec", "their-app", "sqlite3", "/data/shop.db", "CREATE TABLE orders(id INTEGER PRIMARY KEY);"
                    + "INSERT INTO orders VALUES (1), (2)");
            Path config = Files.writeString(folder.resolve("lifeboat.yaml"), "stores: { local: " + scene.store
                    + " }\njobs: { shop: { source: 'docker://their-app/sqlite/data/shop.db', drill: { image: '" + image
                    + "' }, restore: { stop: their-app } } }\n");
            scene.run("backup", "--config", config).expect(0);
            Scene.Ran drill = scene.run("verify", "--config", config).expect(0);
            assertTrue(drill.out().contains("container of image " + image) && drill.out().contains("PASSED"),
                    drill.out());
            ENGINE.must("exec", "their-app", "sqlite3", "/data/shop.db", "DELETE FROM orders");
            String before = started();
            scene.run("restore", "shop", "--config", config, "--to", "docker://their-app/sqlite/data/shop.db", "--yes")
                    .expect(0);
            assertTrue(!started().equals(before) && started().endsWith(" true"), started());
            assertEquals("2", ENGINE.must("exec", "their-app", "sqlite3", "/data/shop.db",
                    "SELECT count(*) FROM orders"));
        } finally {
            ENGINE.must("rm", "-f", "-v", "-t", "0", "their-app");
        }
    }

    @Test
    void a_terminated_drill_removes_its_container_at_once_and_that_of_a_killed_one_is_removed_by_the_next()
            throws Exception {
        Path config = sqliteJob("image: '" + image
                + "', check: 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n'");
        scene.run("backup", "--config", config).expect(0);
        endInTheMiddle(config, "TERM");
        assertEquals(List.of(), ENGINE.containers());
        endInTheMiddle(config, "KILL");
        assertEquals(1, ENGINE.containers().size());
        scene.run("verify", "--config", sqliteJob("image: '" + image + "'")).expect(0);
    }

    @Test
    void an_image_without_a_registrys_name_is_pulled_from_the_one_that_docker_means() throws Exception {
        Path config = sqliteJob("image: 'little:1'");
        scene.run("backup", "--config", config).expect(0);
        Path image = littleImage();
        try (LocalRegistry registry = new LocalRegistry(image)) {
            scene.with("CONTAINERS_REGISTRIES_CONF", registries(registry.address()));
            Scene.Ran ran = scene.run("verify", "--config", config).expect(6);
            assertTrue(ran.out().contains("pulling image little:1"), ran.out());
            assertTrue(ran.err().contains("a container of image [little:1] cannot be started: "), ran.err());
            ENGINE.must("rmi", "docker.io/library/little:1");
        }
        Scene.Ran ran = scene.run("verify", "--config", config).expect(6);
        assertTrue(ran.err().contains("the image [little:1] is not here and cannot be pulled: "), ran.err());
        assertTrue(ran.err().contains("connection refused"), ran.err());
        assertFalse(ran.err().contains("level=warning"), ran.err());
        assertTrue(ran.err().contains("(podman pull little:1), or name another with --image"), ran.err());
    }

    private void startTheirs() {
        ENGINE.must("run", "-d", "--name", "their-db", "--network", "none", "-e", "POSTGRES_PASSWORD=their secret",
                "-e", "POSTGRES_USER=shop", "-e", "POSTGRES_DB=orders", image);
        ENGINE.must("exec", "their-db", "bash", "-c", "until pg_isready -q -h 127.0.0.1; do sleep 0.1; done");
        theirs("CREATE TABLE t AS SELECT i, md5(i::text) FROM generate_series(1, 1000) i");
    }

    private String theirs(String sql) {
        return ENGINE.must("exec", "their-db", "psql", "-U", "shop", "-d", "orders", "-tAc", sql).strip();
    }

    private String id() {
        return ENGINE.must("image", "inspect", "--format", "{{.Id}}", image).strip();
    }

    /** All that Podman and the commands need is found there, and nothing of PostgreSQL. */
    private String withoutClients() throws IOException {
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("podman"), Tool.find("podman", ENGINE.environment()).orElseThrow());
        return bin.toString();
    }

    private static String podman() {
        return "env " + ENGINE.variables().entrySet().stream().map(Object::toString).collect(Collectors.joining(" "))
                + " podman";
    }

    private String started() {
        return ENGINE.must("inspect", "--format", "{{.State.StartedAt}} {{.State.Running}}", "their-app").strip();
    }

    private Path sqliteJob(String drill) throws IOException {
        Path file = folder.resolve("shop.db");
        if (!Files.exists(file)) {
            scene.sqlite("shop.db", "CREATE TABLE orders(id INTEGER PRIMARY KEY)", "INSERT INTO orders VALUES (1)");
        }
        return Files.writeString(folder.resolve("lifeboat.yaml"), "stores: { local: " + scene.store
                + " }\njobs: { shop: { source: 'sqlite:" + file + "', drill: { " + drill + " } } }\n");
    }

    private void endInTheMiddle(Path config, String signal) throws Exception {
        try (Tool.Running process = scene.start("verify", "--config", config)) {
            Instant deadline = Instant.now().plusSeconds(60);
            while (ENGINE.must("ps", "-q").isEmpty()) {
                assertTrue(process.alive() && Instant.now().isBefore(deadline), process.errors());
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
            Tool.of("kill", "-" + signal, String.valueOf(process.pid())).run(Duration.ofSeconds(10));
            process.waitFor(Duration.ofSeconds(30));
        }
    }

    private Path littleImage() throws IOException {
        Path tar = folder.resolve("little.tar");
        Tool.of("tar", "-cf", tar.toString(), "-C", folder.toString(), "lifeboat.yaml").run(Duration.ofMinutes(1));
        ENGINE.must("import", tar.toString(), "little:1");
        Path target = folder.resolve("image");
        ENGINE.must("push", "little:1", "dir:" + target);
        ENGINE.must("rmi", "little:1");
        return target;
    }

    private String registries(String address) throws IOException {
        return Files.writeString(folder.resolve("registries.conf"), """
                unqualified-search-registries = []
                [[registry]]
                prefix = "docker.io"
                location = "%s"
                insecure = true
                """.formatted(address)).toString();
    }
}
