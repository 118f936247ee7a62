package lifeboat.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import lifeboat.base.Secret;
import lifeboat.base.Tool;
import lifeboat.base.UserError;
import lifeboat.fingerprint.Comparison;
import lifeboat.postgres.PostgresUrl;
import lifeboat.postgres.Scope;
import lifeboat.postgres.SqlText;
import lifeboat.testing.PlainBackup;
import lifeboat.testing.PostgresServer;
import lifeboat.testing.RichDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class PostgresServerTargetTest extends PostgresTargetContract {
    private static final PostgresServer OTHER = PostgresServer.withPassword(PostgresServer.installed().major());

    @AfterAll
    static void stop() {
        OTHER.close();
    }

    @Override
    protected Target target() {
        return new PostgresServerTarget(OTHER.address("postgres"), RichDatabase.environment(), 2);
    }

    @Override
    protected List<String> leftovers() throws Exception {
        try (Connection connection = OTHER.connect("postgres")) {
            return SqlText.column(connection, "SELECT datname FROM pg_database UNION ALL SELECT rolname FROM pg_roles"
                    + " ORDER BY 1");
        }
    }

    @Test
    void without_the_right_to_create_databases_the_drill_cannot_run() {
        OTHER.execute("postgres", "DROP ROLE IF EXISTS plain", "CREATE ROLE plain LOGIN PASSWORD 'x'");
        UserError error = assertThrows(UserError.class,
                () -> new PostgresServerTarget(as("plain"), RichDatabase.environment(), 1).start(backup().manifest()));
        assertEquals(Optional.of(UserError.Kind.DRILL_UNABLE), error.kind());
        assertTrue(error.hint().orElseThrow().contains("CREATEDB"), error.hint().toString());
    }

    @Test
    void a_user_who_may_create_databases_and_roles_is_enough() throws Exception {
        PostgresServer server = PostgresServer.installed();
        RichDatabase.createRoles(server);
        String database = server.createDatabase();
        server.execute(database, "CREATE SCHEMA s AUTHORIZATION " + SqlText.name(RichDatabase.OWNER),
                "CREATE TABLE s.t (a int)", "INSERT INTO s.t VALUES (1)",
                "ALTER TABLE s.t OWNER TO " + SqlText.name(RichDatabase.OWNER));
        PlainBackup backup = RichDatabase.backup(server, database, Scope.ALL);
        OTHER.execute("postgres", "DROP ROLE IF EXISTS maker",
                "CREATE ROLE maker LOGIN PASSWORD 'x' CREATEDB CREATEROLE");
        List<String> before = leftovers();
        Target target = new PostgresServerTarget(as("maker"), RichDatabase.environment(), 2);
        try (Target.Instance instance = target.start(backup.manifest())) {
            instance.restore(backup.manifest(), backup.parts());
            Comparison comparison = Comparison.of(backup.manifest().fingerprint(),
                    instance.fingerprint(backup.manifest().fingerprint())).with(instance.checks(backup.manifest()));
            assertTrue(comparison.passed(), comparison.differences().toString());
            assertTrue(instance.tamper(backup.manifest().fingerprint()).orElseThrow().done()
                    .contains("[s.t]"));
        }
        assertEquals(before, leftovers());
    }

    @Test
    void what_a_killed_drill_left_is_dropped_by_the_next_one_and_nothing_else() throws Exception {
        List<String> before = leftovers();
        try (Tool.Running process = Tool.of(ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                ServerDrillProcess.class.getName(), OTHER.url("postgres"), "left behind",
                folder.resolve("started").toString()).start()) {
            Instant deadline = Instant.now().plusSeconds(60);
            while (!Files.exists(folder.resolve("started"))) {
                assertTrue(process.alive() && Instant.now().isBefore(deadline), process.errors());
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
            Tool.of("kill", "-KILL", String.valueOf(process.pid())).run(Duration.ofSeconds(10));
            process.waitFor(Duration.ofSeconds(30));
        }
        assertEquals(before.size() + 2, leftovers().size(), "a database and a role");
        OTHER.execute("postgres", "CREATE DATABASE lifeboat_drill_theirs",
                "COMMENT ON DATABASE lifeboat_drill_theirs IS 'not ours'");
        try (Target.Instance living = target().start(ServerDrillProcess.manifest("living"))) {
            List<String> during = leftovers();
            assertEquals(1, during.stream().filter(n -> n.startsWith("lifeboat_drill_2026")).count(),
                    "only the living");
            assertTrue(during.containsAll(List.of("lifeboat_drill_theirs", "living", "left behind")),
                    "a role stays while there are drills that may use it: " + during);
            target().start(ServerDrillProcess.manifest("other")).close();
            assertEquals(during, leftovers(), "a living drill's database stays");
            assertEquals("PostgreSQL", living.describe().split(" ")[0]);
        }
        OTHER.execute("postgres", "DROP DATABASE lifeboat_drill_theirs");
        target().start(ServerDrillProcess.manifest("other")).close();
        assertEquals(before, leftovers());
    }

    private static PostgresUrl as(String role) {
        PostgresUrl url = OTHER.address("postgres");
        return new PostgresUrl(url.host(), url.port(), role, Optional.of(new Secret("x")), "postgres",
                url.options());
    }
}
