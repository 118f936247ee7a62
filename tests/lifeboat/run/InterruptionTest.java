package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import lifeboat.base.Tool;
import lifeboat.testing.PostgresServer;
import lifeboat.testing.Shell;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ended at any moment by a signal, nothing is listed that is not whole and nothing is left running. */
class InterruptionTest {
    @TempDir
    Path folder;

    private final PostgresServer server = PostgresServer.installed();
    private Scene scene;
    private String database;
    private Path scratch;

    @BeforeEach
    void make_a_database_that_takes_a_while() throws IOException {
        scratch = Files.createDirectory(folder.resolve("scratch"),
                java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
                        java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x")));
        scene = new Scene(folder).with("TMPDIR", scratch.toString());
        database = server.createDatabase();
        server.execute(database,
                "CREATE TABLE t AS SELECT i, repeat(md5(i::text), 20) AS x FROM generate_series(1, 600000) i");
    }

    private Tool.Running backUp() {
        return scene.start("backup", "--source", server.url(database), "--to", scene.store, "--job", "pg");
    }

    private boolean partGrows() {
        try (var files = Files.walk(scene.store)) {
            return files.anyMatch(file -> file.toString().contains("-Z") || file.getFileName().toString()
                    .startsWith(".tmp"));
        } catch (IOException | java.io.UncheckedIOException _) {
            return false;
        }
    }

    static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "did not happen within a minute");
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    private int end(Tool.Running running, String signal) throws InterruptedException {
        Shell.in(folder).must("kill -" + signal + " " + running.pid());
        return running.waitFor(Duration.ofSeconds(60));
    }

    @Test
    void an_interrupted_backup_leaves_nothing_and_the_next_one_works() throws InterruptedException {
        for (String signal : List.of("INT", "TERM")) {
            try (Tool.Running running = backUp()) {
                await(this::partGrows);
                int code = end(running, signal);
                assertEquals(signal.equals("INT") ? 130 : 143, code, running.errors());
                assertTrue(running.errors().contains("interrupted"), running.errors());
            }
            assertTrue(scene.backups("pg").isEmpty());
            assertEquals(List.of(), scene.files());
            assertEquals("0", server.query("postgres", "SELECT count(*) FROM pg_stat_activity WHERE datname = '"
                    + database + "'"));
        }
        scene.run("backup", "--source", server.url(database), "--to", scene.store, "--job", "pg").expect(0);
    }

    @Test
    void several_jobs_at_once_end_together_and_what_was_done_before_stays() throws IOException, InterruptedException {
        scene.sqlite("small.db", "CREATE TABLE t (x)", "INSERT INTO t VALUES (1)");
        Path config = Files.writeString(folder.resolve("lifeboat.yaml"), """
                stores: { local: backups }
                jobs:
                  broken: { source: "sqlite:none.db" }
                  small: { source: "sqlite:small.db" }
                  pg: { source: "%1$s" }
                  one: { source: "%1$s" }
                  two: { source: "%1$s" }
                sets: { both: [one, two] }
                """.formatted(server.url(database)));
        for (List<String> jobs : List.of(List.of("broken", "small", "pg"), List.of("both"))) {
            try (Tool.Running running = scene.start("backup", Stream.concat(Stream.of("--parallel", "3", "--config",
                    config.toString()), jobs.stream()).toArray())) {
                await(() -> partGrows() && (jobs.contains("both") || !scene.backups("small").isEmpty()));
                assertEquals(143, end(running, "TERM"), running.errors());
            }
        }
        for (String job : List.of("pg", "one", "two")) {
            assertTrue(scene.backups(job).isEmpty(), job);
        }
        assertEquals(1, scene.backups("small").size());
        assertTrue(scene.files().stream().allMatch(file -> file.startsWith("small/")), scene.files()::toString);
        assertEquals("", Shell.in(scratch).must("find . -mindepth 1"));
        scene.run("backup", "both", "--config", config).expect(0);
    }

    @Test
    void a_killed_backup_leaves_no_manifest() throws InterruptedException {
        try (Tool.Running running = backUp()) {
            await(this::partGrows);
            assertNotEquals(0, end(running, "KILL"));
        }
        assertTrue(scene.backups("pg").isEmpty());
        scene.run("backup", "list", "pg", "--store", scene.store);
    }

    @Test
    void an_interrupted_drill_leaves_no_server_and_no_folder() throws InterruptedException, IOException {
        scene.run("backup", "--source", server.url(database), "--to", scene.store, "--job", "pg").expect(0);
        try (Tool.Running running = scene.start("verify", "pg", "--store", scene.store)) {
            await(() -> Shell.in(scratch).run("find . -name postmaster.pid | grep -q .").ok());
            assertEquals(143, end(running, "TERM"), running.errors());
        }
        assertEquals("", Shell.in(scratch).must("find . -mindepth 1"));
        assertFalse(Shell.in(folder).must("ps -C postgres -o args= || true").contains(scratch.toString()));
    }
}
