package lifeboat.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import lifeboat.testing.PostgresServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The restore that a person starts, step by step as GitHub runs it. */
class RestoreExampleTest {
    @TempDir
    Path folder;

    private final PostgresServer server = PostgresServer.installed();
    private final String database = server.createDatabase();
    private Example example;

    @BeforeEach
    void lose_an_order() {
        server.execute(database, "CREATE TABLE orders AS SELECT generate_series(1, 1000) AS id");
        example = new Example(folder).bucket("acme-backups").config("daily-postgres-s3")
                .secret("DATABASE_URL", Example.url(server, database));
        example.lifeboat("backup");
        example.secret("DATABASE_URL", "").environment("production-restore",
                Map.of("DATABASE_URL", Example.url(server, database), "LIFEBOAT_IDENTITY", example.identity()));
        server.execute(database, "DELETE FROM orders WHERE id = 7");
    }

    private WorkflowRun.Outcome restore(String target, String dryRun, String confirm) {
        return example.run("restore-by-hand", Map.of("job", "orders", "target", target, "dry-run", dryRun, "confirm",
                confirm));
    }

    private String orders(String name) {
        return server.query(name, "SELECT count(*) FROM orders");
    }

    @Test
    void a_dry_run_changes_nothing_and_what_is_confirmed_is_replaced_with_a_safety_backup() {
        WorkflowRun.Outcome compared = Example.green(restore("production", "true", ""));
        assertEquals("dry-run", compared.outputs().get("restore").get("verdict"));
        assertEquals("999", orders(database));
        WorkflowRun.Outcome restored = Example.green(restore("production", "false", "orders"));
        assertEquals("restored", restored.outputs().get("restore").get("verdict"));
        assertEquals("1000", orders(database));
        assertEquals(2, Example.backups("acme-backups"), "what was there is saved");
    }

    @Test
    void without_the_typed_name_no_step_sees_a_secret() {
        WorkflowRun.Outcome refused = Example.red(restore("production", "false", "order"));
        assertTrue(refused.log().contains("::error title=Lifeboat::not confirmed"), refused::log);
        assertEquals(1, refused.steps().size());
        assertTrue(refused.steps().stream().noneMatch(step -> step.environment().containsKey("LIFEBOAT_IDENTITY")));
        assertEquals("999", orders(database));
    }

    @Test
    void a_copy_leaves_production_alone() {
        String copy = server.createDatabase();
        example.variable("RESTORE_COPY_URL", server.url(copy));
        Example.green(restore("copy", "false", "orders"));
        assertEquals("1000", orders(copy));
        assertEquals("999", orders(database));
    }

    @Test
    void a_job_that_looks_like_an_option_is_a_job_that_is_not_there() {
        WorkflowRun.Outcome refused = Example.red(example.run("restore-by-hand", Map.of("job", "--no-safety-backup",
                "target", "production", "dry-run", "false", "confirm", "--no-safety-backup")));
        assertTrue(refused.log().contains("no such job") || refused.log().contains("[--no-safety-backup]"),
                refused::log);
        assertEquals("999", orders(database));
    }
}
