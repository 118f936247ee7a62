package lifeboat.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import lifeboat.testing.PostgresServer;
import lifeboat.testing.SqliteFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples that back up one database, step by step as GitHub runs them. */
class BackupExamplesTest {
    @TempDir
    Path folder;

    private final PostgresServer server = PostgresServer.installed();
    private Example example;

    @BeforeEach
    void make_an_account() {
        example = new Example(folder).bucket("acme-backups");
    }

    @Test
    void a_postgres_database_goes_to_s3_every_day_without_a_long_lived_key() {
        String database = server.createDatabase();
        server.execute(database, "CREATE TABLE orders AS SELECT generate_series(1, 1000) AS id");
        example.config("daily-postgres-s3").secret("DATABASE_URL", Example.url(server, database))
                .secret("LIFEBOAT_IDENTITY", example.identity());
        WorkflowRun.Outcome outcome = example.green("daily-postgres-s3");
        Map<String, String> outputs = outcome.outputs().get("backup");
        assertEquals("ok", outputs.get("verdict"));
        assertTrue(outputs.get("backup-id").matches("\\d{8}T\\d{6}Z-[0-9a-f]{4}"), outputs::toString);
        assertTrue(Long.parseLong(outputs.get("bytes")) > 0, outputs::toString);
        assertTrue(outcome.summary().contains("orders") && outcome.summary().contains("1,000"), outcome::summary);
        assertEquals(1, Example.backups("acme-backups"));
        assertTrue(example.lifeboat("verify", "check").contains("INTACT"));
        onlyTheBackupSeesTheDatabaseAndNoneTheIdentity(outcome, Example.url(server, database));
    }

    private void onlyTheBackupSeesTheDatabaseAndNoneTheIdentity(WorkflowRun.Outcome outcome, String url) {
        for (WorkflowRun.Step step : outcome.steps()) {
            assertFalse(step.environment().containsValue(example.identity()), step.name());
            assertEquals(step.name().equals("Back up"), step.environment().containsValue(url), step.name());
        }
    }

    @Test
    void the_guide_shows_a_workflow_that_does_the_same() throws IOException {
        String database = server.createDatabase();
        server.execute(database, "CREATE TABLE orders AS SELECT 1 AS id");
        example.config("daily-postgres-s3").secret("DATABASE_URL", Example.url(server, database));
        String guide = Files.readString(Path.of("docs/ci.md"));
        String snippet = guide.substring(guide.indexOf("```yaml\n") + "```yaml\n".length())
                .replaceFirst("(?s)```.*", "");
        Example.green(example.runText(snippet.replace("@COMMIT", "@" + "0".repeat(40)), Map.of()));
        assertEquals(1, Example.backups("acme-backups"));
    }

    @Test
    void a_backup_that_fails_turns_the_run_red() {
        example.config("daily-postgres-s3").secret("DATABASE_URL", "postgres://app@127.0.0.1:1/orders");
        WorkflowRun.Outcome outcome = Example.red(example.run("daily-postgres-s3"));
        assertEquals("failed", outcome.outputs().get("backup").get("verdict"));
        assertTrue(outcome.log().contains("::error title="), outcome::log);
        assertTrue(outcome.summary().contains("orders"), outcome::summary);
        assertEquals(0, Example.backups("acme-backups"));
    }

    @Test
    void jobs_on_several_lines_are_all_meant() {
        example.config("daily-postgres-s3").secret("DATABASE_URL", server.url("postgres"));
        WorkflowRun.Outcome outcome = Example.red(example.run("daily-postgres-s3", Map.of(), "    with:\n",
                "    with:\n      jobs: |\n        orders\n        $(users) `users`\n"));
        assertTrue(outcome.log().contains("no such job [$(users)]"), outcome::log);
    }

    @Test
    void an_sqlite_file_goes_to_s3_from_the_machine_that_holds_it() throws Exception {
        Path file = folder.resolve("app.db");
        new SqliteFile(file).run("CREATE TABLE t (x)", "INSERT INTO t VALUES (1), (2), (3)");
        example.config("hourly-sqlite", "/var/lib/app/app.db", file.toString());
        assertTrue(example.green("hourly-sqlite").summary().contains("| app |"));
        assertEquals(1, Example.backups("acme-backups"));
    }
}
