package lifeboat.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import lifeboat.base.UserError;
import lifeboat.postgres.ContainerDatabase;
import lifeboat.postgres.PostgresConnection;
import lifeboat.postgres.PostgresUrl;
import lifeboat.postgres.Scope;
import lifeboat.postgres.SqlText;
import lifeboat.restore.PostgresRestorer;
import lifeboat.restore.Restorer;
import lifeboat.source.PostgresSource;
import lifeboat.testing.ContainerEngine;
import lifeboat.testing.PlainBackup;
import lifeboat.testing.PostgresImage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases of containers that have no port open, not even a network. */
class DatabasesInContainersTest {
    private static final ContainerEngine ENGINE = ContainerEngine.shared();
    private static final String NAME = "their-db";
    private static final String FILES = "their-app";

    @TempDir
    Path folder;

    @BeforeAll
    static void run() {
        String image = PostgresImage.installed(ENGINE);
        ENGINE.must("run", "-d", "--name", NAME, "--network", "none", "-e", "POSTGRES_PASSWORD=their secret",
                "-e", "POSTGRES_USER=shop", "-e", "POSTGRES_DB=orders", image);
        ENGINE.must("run", "-d", "--stop-signal", "KILL", "--name", FILES, "--network", "none", "-v", "/data",
                "--entrypoint", "sleep", image, "infinity");
        ENGINE.must("exec", NAME, "bash", "-c", "until pg_isready -q -h 127.0.0.1; do sleep 0.1; done;"
                + " psql -U shop -d orders -c 'CREATE TABLE t AS SELECT i, md5(i::text)"
                + " FROM generate_series(1, 50000) i'");
    }

    @AfterAll
    static void remove() {
        ENGINE.must("rm", "-f", "-v", NAME, FILES);
    }

    @Test
    void a_server_is_backed_up_and_restored_and_its_other_clients_notice_nothing() throws Exception {
        PostgresUrl url = ContainerDatabase.url(NAME, "orders", ENGINE.environment());
        PlainBackup backup = PlainBackup.of(new PostgresSource(url, Scope.ALL, Duration.ofSeconds(30), true, false,
                ENGINE.environment()), folder);
        assertEquals(50000, backup.manifest().fingerprint().rows());
        PostgresRestorer restorer = new PostgresRestorer(url.withDatabase("copy"), ENGINE.environment(), 2);
        try (Restorer.Staged staged = restorer.stage(backup.manifest(), backup.parts())) {
            assertEquals(backup.manifest().fingerprint(), staged.fingerprint(backup.manifest().fingerprint()));
            staged.swap();
        }
        assertEquals("50000", ENGINE.must("exec", NAME, "psql", "-U", "shop", "-d", "copy", "-tAc",
                "SELECT count(*) FROM t").strip());
        String log = ENGINE.run("logs", NAME).errors();
        assertFalse(log.contains("terminated by signal") || log.contains("reinitializing"), log);
    }

    @Test
    void a_client_that_breaks_off_ends_its_session_only() throws Exception {
        PostgresUrl url = ContainerDatabase.url(NAME, "postgres", ENGINE.environment());
        try (Connection other = PostgresConnection.open(url)) {
            for (int i = 0; i < 3; i++) {
                Connection broken = PostgresConnection.open(url);
                broken.abort(Runnable::run);
            }
            assertEquals("1", SqlText.value(other, "SELECT 1"));
        }
        String log = ENGINE.run("logs", NAME).errors();
        assertFalse(log.contains("terminated by signal") || log.contains("reinitializing"), log);
    }

    @Test
    void messages_name_the_container_not_the_way_into_it() {
        PostgresUrl url = ContainerDatabase.url(NAME, "no such", ENGINE.environment());
        assertEquals("docker://" + NAME + "/postgres/no%20such", url.describe());
        assertEquals("there is no database [no such] at [docker://" + NAME + "]",
                assertThrows(UserError.class, () -> PostgresConnection.open(url)).getMessage());
    }

    @Test
    void what_is_not_there_or_does_not_run_is_named() {
        UserError none = assertThrows(UserError.class,
                () -> ContainerDatabase.url("nobody", "x", ENGINE.environment()));
        assertEquals("there is no container [nobody]", none.getMessage());
        ENGINE.must("create", "--name", "stopped", PostgresImage.installed(ENGINE));
        UserError stopped = assertThrows(UserError.class,
                () -> ContainerDatabase.url("stopped", "x", ENGINE.environment()));
        assertEquals("the container [stopped] does not run", stopped.getMessage());
        ENGINE.must("rm", "-v", "stopped");
        UserError option = assertThrows(UserError.class,
                () -> ContainerDatabase.url("--help", "x", ENGINE.environment()));
        assertEquals("[--help] cannot name a container", option.getMessage());
    }

    @Test
    void a_container_in_which_no_server_listens_is_told() {
        UserError error = assertThrows(UserError.class, () -> PostgresConnection.open(
                ContainerDatabase.url(FILES, "x", ENGINE.environment())));
        assertEquals("cannot connect to the PostgreSQL server at [docker://" + FILES
                + "]: the connection was closed at once", error.getMessage());
        assertEquals("does the server in it run, and listen on 127.0.0.1:5432? see the container's log",
                error.hint().orElseThrow());
    }

    @Test
    void a_file_is_found_in_a_volume_and_in_the_containers_own_layer() throws Exception {
        ENGINE.must("exec", FILES, "sh", "-c", "echo v > /data/a.db; echo l > /srv/b.db");
        RunningContainer container = RunningContainer.find(Engine.find(ENGINE.environment()), FILES);
        assertEquals("v\n", Files.readString(container.file("/data/a.db")));
        assertEquals("l\n", Files.readString(container.file("/srv/b.db")));
        UserError error = assertThrows(UserError.class, () -> container.file("/no/such/folder/c.db"));
        assertTrue(error.getMessage().startsWith("the file [/no/such/folder/c.db] of the container [" + FILES + "]"),
                error.getMessage());
    }

    @Test
    void a_container_is_stopped_and_started_again() {
        RunningContainer container = RunningContainer.find(Engine.find(ENGINE.environment()), FILES);
        ENGINE.must("exec", FILES, "true");
        container.stop();
        assertFalse(container.running());
        container.start();
        assertTrue(container.running());
    }
}
