package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import lifeboat.base.Tool;
import lifeboat.testing.PostgresServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresLargeRowTest {
    private static final PostgresServer SERVER = PostgresServer.installed();

    @TempDir
    Path folder;

    @Test
    void a_row_that_is_larger_than_our_memory_is_backed_up_drilled_and_restored() throws Exception {
        String database = SERVER.createDatabase();
        SERVER.execute(database, "CREATE TABLE t (a int, \"x y\" text)",
                "INSERT INTO t VALUES (1, 'small'), (2, repeat('xyz\\é', 38000000)), (3, NULL)",
                "CREATE TABLE other AS SELECT generate_series(1, 100) AS a");
        Scene scene = new Scene(folder);
        must(scene, "backup", "--source", SERVER.url(database), "--to", scene.store, "--job", "large");
        assertTrue(must(scene, "verify", "large", "--store", scene.store, "--target", "local").contains("PASSED"));
        must(scene, "restore", "large", "--store", scene.store, "--to", SERVER.url(database + "_new"));
        assertEquals("228000000", SERVER.query(database + "_new", "SELECT max(octet_length(\"x y\")) FROM t"));
        SERVER.execute("postgres", "DROP DATABASE " + database, "DROP DATABASE " + database + "_new");
    }

    /** In a process with the little memory that commands have. */
    private static String must(Scene scene, Object... command) throws IOException, InterruptedException {
        Object[] arguments = new Object[command.length - 1];
        System.arraycopy(command, 1, arguments, 0, arguments.length);
        try (Tool.Running running = scene.start(command[0].toString(), arguments)) {
            running.stdin().close();
            String out = new String(running.stdout().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, running.waitFor(Duration.ofMinutes(2)), out + running.errors());
            return out;
        }
    }
}
