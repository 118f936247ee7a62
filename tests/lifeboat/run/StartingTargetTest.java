package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lifeboat.base.Environment;
import lifeboat.base.UserError;
import lifeboat.drill.PostgresLocalTarget;
import lifeboat.drill.Target;
import lifeboat.postgres.Scope;
import lifeboat.testing.PlainBackup;
import lifeboat.testing.PostgresServer;
import lifeboat.testing.RichDatabase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartingTargetTest {
    private static PlainBackup backup;

    @TempDir
    Path folder;

    @BeforeAll
    static void dump() {
        PostgresServer server = PostgresServer.installed();
        String database = server.createDatabase();
        server.execute(database, "CREATE TABLE t AS SELECT 1 AS a");
        backup = RichDatabase.backup(server, database, Scope.ALL);
    }

    @Test
    void an_instance_that_was_taken_is_its_taker_s() throws IOException {
        Target.Instance instance;
        try (StartingTarget starting = starting(folder)) {
            instance = starting.take();
        }
        assertTrue(instance.describe().contains("throw-away cluster"), instance.describe());
        assertTrue(!left().isEmpty());
        instance.close();
        assertEquals(List.of(), left());
    }

    @Test
    void nothing_stays_of_an_instance_that_nobody_took() throws IOException {
        IllegalStateException thrown = assertThrows(IllegalStateException.class, () -> {
            try (StartingTarget _ = starting(folder)) {
                throw new IllegalStateException("the fetch failed");
            }
        });
        assertEquals("the fetch failed", thrown.getMessage());
        assertEquals(List.of(), left());
    }

    @Test
    void why_it_cannot_start_is_told_to_who_takes_it_and_hides_no_other_failure() {
        Path missing = folder.resolve("missing");
        try (StartingTarget starting = starting(missing)) {
            UserError error = assertThrows(UserError.class, starting::take);
            assertTrue(error.getMessage().contains("[" + missing + "]"), error.getMessage());
        }
        IllegalStateException thrown = assertThrows(IllegalStateException.class, () -> {
            try (StartingTarget _ = starting(missing)) {
                throw new IllegalStateException("the fetch failed");
            }
        });
        assertEquals("the fetch failed", thrown.getMessage());
    }

    private static StartingTarget starting(Path temporary) {
        Environment env = new Environment(Map.of("PATH", Environment.system().get("PATH").orElse(""),
                "TMPDIR", temporary.toString()));
        return new StartingTarget(new PostgresLocalTarget(env, 2), backup.manifest());
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
