package lifeboat.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import lifeboat.testing.PostgresServer;
import lifeboat.testing.S3ProxyServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples for many databases, for two regions, and the one that watches, step by step as GitHub runs them. */
class FleetExamplesTest {
    @TempDir
    Path folder;

    private final PostgresServer server = PostgresServer.installed();
    private Example example;

    @BeforeEach
    void make_an_account() {
        example = new Example(folder).bucket("acme-backups");
    }

    private String database(String table) {
        String database = server.createDatabase();
        server.execute(database, "CREATE TABLE " + table + " AS SELECT generate_series(1, 100) AS id");
        return Example.url(server, database);
    }

    @Test
    void many_databases_are_backed_up_each_with_its_own_secret() {
        example.config("many-databases").secret("ORDERS_URL", database("orders"))
                .secret("USERS_URL", database("users"));
        WorkflowRun.Outcome outcome = example.green("many-databases");
        List<String> seen = outcome.steps().stream().filter(step -> step.name().equals("Back up"))
                .map(step -> step.environment().get("JOBS") + " " + step.environment().get("DATABASE_URL")).toList();
        assertEquals(2, seen.size());
        assertFalse(seen.get(0).equals(seen.get(1)), seen::toString);
        assertEquals(2, Example.backups("acme-backups"));
        assertTrue(outcome.summary().contains("| orders |") && outcome.summary().contains("| users |"),
                outcome::summary);
    }

    @Test
    void the_watch_is_green_as_long_as_each_job_has_a_recent_backup() {
        example.config("daily-postgres-s3").secret("DATABASE_URL", database("orders"));
        WorkflowRun.Outcome none = Example.red(example.run("freshness-watch"));
        assertTrue(none.log().contains("::error title=Lifeboat::job [orders] has no backup"), none::log);
        example.lifeboat("backup");
        assertTrue(example.green("freshness-watch").log().contains("orders: 0 hours old"));
        WorkflowRun.Outcome old = Example.red(example.run("freshness-watch", Map.of(), "MAX_AGE_HOURS: 30",
                "MAX_AGE_HOURS: -1"));
        assertTrue(old.log().contains("::error title=Lifeboat::the newest backup of [orders] is 0 hours old"),
                old::log);
    }

    @Test
    void two_regions_hold_the_same_backup_and_one_that_is_lost_turns_the_run_red() {
        example.bucket("acme-backups-frankfurt").bucket("acme-backups-ireland").config("two-regions")
                .secret("DATABASE_URL", database("orders"));
        example.green("two-regions");
        assertEquals(1, Example.backups("acme-backups-frankfurt"));
        assertEquals(1, Example.backups("acme-backups-ireland"));
        S3ProxyServer.shared().removeBucket("acme-backups-ireland");
        WorkflowRun.Outcome outcome = Example.red(example.run("two-regions"));
        assertEquals(8, outcome.steps().stream().filter(step -> step.name().equals("Back up")).findFirst().orElseThrow()
                .code());
        assertEquals(2, Example.backups("acme-backups-frankfurt"));
    }
}
