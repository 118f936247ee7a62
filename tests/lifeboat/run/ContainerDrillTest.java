package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import lifeboat.base.Tool;
import lifeboat.testing.ContainerEngine;
import lifeboat.testing.PostgresBinaries;
import lifeboat.testing.PostgresImage;
import lifeboat.testing.PostgresServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drills in containers by the command, and what it prints and ends with where one cannot be run. */
class ContainerDrillTest {
    private static final ContainerEngine ENGINE = ContainerEngine.shared();

    @TempDir
    Path folder;

    private final PostgresServer server = PostgresServer.installed();
    private Scene scene;

    @BeforeEach
    void make_a_scene() {
        PostgresImage.installed(ENGINE);
        scene = new Scene(folder);
        ENGINE.environment().variables().forEach(scene::with);
    }

    @AfterEach
    void nothing_is_left() {
        assertEquals(List.of(), ENGINE.containers());
    }

    @Test
    void a_role_that_the_server_lacks_is_made_and_an_older_image_or_a_missing_extension_is_named() {
        backUpPostgres();
        says(verify().expect(0), "PASSED", "container of image postgres:" + server.major());
        int older = PostgresBinaries.majors().stream().filter(m -> m < server.major()).reduce((_, b) -> b)
                .orElseThrow();
        String image = PostgresImage.serverOnly(ENGINE, older);
        says(verify("--image", image).expect(6), "COULD NOT RUN the image [" + image + "] has PostgreSQL [" + older
                + ".", "which is older than the server [" + server.major() + "] that the backup was made from",
                "use an image of version " + server.major() + " or later");
        String lacking = PostgresImage.changed(ENGINE, "without-hstore:1",
                "rm /usr/share/postgresql/*/extension/hstore.control");
        says(verify("--image", lacking).expect(6), "extension \"hstore\" is not available",
                "use an image that has the extension [hstore]: --image IMAGE, or drill: { image: IMAGE }");
    }

    @Test
    void a_container_that_is_killed_in_the_middle_proves_nothing() throws IOException {
        Path config = folder.resolve("lifeboat.yaml");
        String docker = "docker -H " + ENGINE.environment().get("DOCKER_HOST").orElseThrow();
        String database = database();
        Files.writeString(config, "stores: { local: " + scene.store + " }\njobs: { shop: { source: '"
                + server.url(database) + "', drill: { target: container, health: { command: '" + docker + " kill $("
                + docker + " ps -q --filter label=lifeboat=drill)' } } } }\n");
        scene.run("backup", "--config", config).expect(0);
        says(scene.run("verify", "--config", config).expect(6), "COULD NOT RUN the container of image [postgres:"
                + server.major() + "] came to an end: it was ended by signal [9, SIGKILL]: this proves nothing");
    }

    @Test
    void an_engine_that_is_unknown_missing_silent_or_forbidden_is_told_apart() {
        backUpPostgres();
        says(verify("--engine", "dokcer").expect(2), "unknown container engine [dokcer]",
                "allowed are docker, podman, nerdctl, and none");
        says(verify("--engine", "nerdctl").expect(6), "the container engine [nerdctl] is not installed",
                "install it, or name no engine");
        scene.with("DOCKER_HOST", "unix://" + folder.resolve("nothing.sock"));
        says(verify("--engine", "docker").expect(6), "the container engine [docker] does not answer",
                "start it (systemctl start docker)");
        scene.with("LIFEBOAT_ENGINE", "none");
        says(verify("--target", "container").expect(6), "no container engine may be used: [LIFEBOAT_ENGINE] is [none]");
        scene.without("LIFEBOAT_ENGINE").with("PATH", folder.toString());
        says(verify("--target", "container").expect(6), "there is no container engine here: none of [docker, podman, "
                + "nerdctl] is installed");
    }

    @Test
    void sqlite_is_drilled_by_the_images_own_program() throws IOException {
        Path file = scene.sqlite("shop.db", "CREATE TABLE orders(id INTEGER PRIMARY KEY, note)",
                "INSERT INTO orders(note) VALUES ('a'), ('b')");
        Path config = sqliteJob(file, "image: 'postgres:" + server.major()
                + "', check: SELECT count(*) = 2 FROM orders");
        scene.run("backup", "--config", config).expect(0);
        says(scene.run("verify", "--config", config).expect(0), "restored into SQLite 3.",
                "container of image postgres:" + server.major(), "PASSED");
        String without = PostgresImage.changed(ENGINE, "without-sqlite:1", "rm /usr/bin/sqlite3");
        says(scene.run("verify", "--config", config, "--image", without).expect(6),
                "COULD NOT RUN the image [without-sqlite:1] has no sqlite3, which is to check the restored file",
                "use an image with the package sqlite3 (Debian, Ubuntu) or sqlite (Alpine)");
        sqliteJob(file, "image: 'postgres:" + server.major() + "', check: SELECT count(*) = 3 FROM orders");
        says(scene.run("verify", "--config", config).expect(5),
                "check [SELECT count(*) = 3 FROM orders]: returned [0]");
    }

    @Test
    void a_terminated_drill_of_sqlite_removes_its_container() throws Exception {
        Path file = scene.sqlite("shop.db", "CREATE TABLE orders(id INTEGER PRIMARY KEY)",
                "INSERT INTO orders VALUES (1)");
        Path config = sqliteJob(file, "image: 'postgres:" + server.major()
                + "', check: 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n'");
        scene.run("backup", "--config", config).expect(0);
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        scene.with("TMPDIR", temporary.toString());
        try (Tool.Running process = scene.start("verify", "--config", config)) {
            Instant deadline = Instant.now().plusSeconds(60);
            while (ENGINE.containers().isEmpty()) {
                assertTrue(process.alive() && Instant.now().isBefore(deadline), process.errors());
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
            Tool.of("kill", "-TERM", String.valueOf(process.pid())).run(Duration.ofSeconds(10));
            process.waitFor(Duration.ofSeconds(30));
        }
        try (var left = Files.list(temporary)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void a_source_in_a_container_is_named_as_it_was_asked_for() {
        ENGINE.must("run", "-d", "--name", "their-db", "--network", "none", "-e", "POSTGRES_PASSWORD=x",
                "postgres:" + server.major());
        try {
            ENGINE.must("exec", "their-db", "bash", "-c", "until pg_isready -q -h 127.0.0.1; do sleep 0.1; done");
            says(scene.run("backup", "--source", "docker://their-db/postgres/nothing", "--to", scene.store).expect(3),
                    "there is no database [nothing] at [docker://their-db]");
            ENGINE.must("exec", "their-db", "psql", "-h", "127.0.0.1", "-U", "postgres", "-c",
                    "CREATE TABLE t AS SELECT 1 AS a");
            scene.run("backup", "--source", "docker://their-db/postgres/postgres", "--to", scene.store, "--job", "shop")
                    .expect(0);
            says(scene.run("restore", "shop", "--store", scene.store, "--to", "docker://their-db/postgres/postgres",
                    "--dry-run").expect(0), "docker://their-db/postgres/postgres");
        } finally {
            ENGINE.must("rm", "-f", "-v", "their-db");
        }
    }

    private Path sqliteJob(Path file, String drill) throws IOException {
        return Files.writeString(folder.resolve("lifeboat.yaml"), "stores: { local: " + scene.store
                + " }\njobs: { shop: { source: 'sqlite:" + file + "', drill: { " + drill + " } } }\n");
    }

    private String database() {
        String database = server.createDatabase();
        server.execute("postgres", "DO $$ BEGIN CREATE ROLE container_reader; EXCEPTION WHEN duplicate_object THEN"
                + " NULL; END $$");
        server.execute(database, "CREATE EXTENSION hstore", "CREATE TABLE orders (id serial PRIMARY KEY, note text)",
                "INSERT INTO orders (note) VALUES ('a'), ('b')", "GRANT SELECT ON orders TO container_reader");
        return database;
    }

    private void backUpPostgres() {
        scene.run("backup", "--source", server.url(database()), "--to", scene.store, "--job", "shop").expect(0);
    }

    private Scene.Ran verify(Object... more) {
        Object[] args = new Object[3 + more.length];
        args[0] = "shop";
        args[1] = "--store";
        args[2] = scene.store;
        System.arraycopy(more, 0, args, 3, more.length);
        return scene.run("verify", args);
    }

    private static void says(Scene.Ran ran, String... texts) {
        String all = (ran.out() + ran.err()).replaceAll("\\s+", " ");
        for (String text : texts) {
            assertTrue(all.contains(text), text + "\n--- in\n" + ran.out() + ran.err());
        }
    }
}
