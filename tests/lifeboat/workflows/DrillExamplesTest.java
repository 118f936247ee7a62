package lifeboat.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import lifeboat.testing.DockerEngine;
import lifeboat.testing.PostgresImage;
import lifeboat.testing.PostgresServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples that prove backups, step by step as GitHub runs them. */
class DrillExamplesTest {
    private static final DockerEngine ENGINE = DockerEngine.shared();

    @TempDir
    Path folder;

    private final PostgresServer server = PostgresServer.installed();
    private Example example;

    @BeforeEach
    void back_up() {
        PostgresImage.installed(ENGINE);
        example = new Example(folder).bucket("acme-backups").config("daily-postgres-s3");
        example.machine().with("DOCKER_HOST", ENGINE.environment().get("DOCKER_HOST").orElseThrow());
        String database = server.createDatabase();
        server.execute(database, "CREATE TABLE orders AS SELECT generate_series(1, 1000) AS id");
        example.secret("DATABASE_URL", Example.url(server, database));
        example.lifeboat("backup");
        example.secret("LIFEBOAT_IDENTITY", example.identity());
    }

    @Test
    void the_newest_backup_is_proven_in_a_container_every_night() {
        WorkflowRun.Outcome outcome = example.green("nightly-drill");
        assertEquals("passed", outcome.outputs().get("drill").get("verdict"));
        assertTrue(outcome.log().contains("container of image postgres:"), outcome::log);
        assertEquals(List.of("drill.html", "drill.xml"), outcome.artifacts().get("drill-4711-1-all"));
        assertTrue(outcome.steps().stream().noneMatch(step -> step.environment().containsKey("DATABASE_URL")));
        assertTrue(example.lifeboat("backup", "status", "--json").contains("\"lastProof\""));
    }

    @Test
    void the_newest_backup_is_proven_on_the_server_that_the_job_brings() {
        example.config("nightly-drill-service");
        WorkflowRun.Outcome outcome = example.green("nightly-drill-service");
        assertTrue(outcome.log().contains("PASSED"), outcome::log);
        assertEquals(List.of("drill.xml"), outcome.artifacts().get("drill-4711-1"));
    }

    @Test
    void old_backups_take_turns() {
        example.lifeboat("backup");
        example.lifeboat("backup");
        WorkflowRun.Outcome outcome = example.green("monthly-rotation");
        assertEquals(3, outcome.outputs().get("drill").get("backup-id").lines().distinct().count(), outcome::log);
    }

    @Test
    void a_selector_without_a_job_is_no_job() {
        WorkflowRun.Outcome outcome = Example.red(example.run("nightly-drill", Map.of(), "    with:\n",
                "    with:\n      selector: proven\n"));
        assertTrue(outcome.log().contains("selector names a backup of a job, but job is empty"), outcome::log);
        assertEquals("unable", outcome.outputs().get("drill").get("verdict"));
    }

    @Test
    void without_the_identity_the_drill_is_red() {
        example.secret("LIFEBOAT_IDENTITY", "");
        WorkflowRun.Outcome outcome = Example.red(example.run("nightly-drill"));
        assertTrue(outcome.log().contains("::error title="), outcome::log);
    }
}
