package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import lifeboat.testing.PostgresServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several jobs of one configuration: what happens to one does not hide what happens to the others. */
class ManyJobsTest {
    @TempDir
    Path folder;

    private final PostgresServer server = PostgresServer.installed();
    private Scene scene;
    private Path config;

    @BeforeEach
    void configure_three_jobs() throws IOException {
        scene = new Scene(folder);
        scene.sqlite("app.db", "CREATE TABLE t (x)", "INSERT INTO t VALUES (1), (2)");
        String database = server.createDatabase();
        server.execute(database, "CREATE SCHEMA config", "CREATE SCHEMA audit", "CREATE TABLE config.flags (name text)",
                "INSERT INTO config.flags VALUES ('a'), ('b')",
                "CREATE TABLE audit.log AS SELECT generate_series(1, 100) AS n",
                "CREATE TABLE audit.big AS SELECT generate_series(1, 1000) AS n");
        config = Files.writeString(folder.resolve("lifeboat.yaml"), """
                stores: { local: { type: directory, path: backups } }
                jobs:
                  app:    { source: { type: sqlite, path: app.db } }
                  broken: { source: { type: sqlite, path: none.db } }
                  flags:  { source: { type: postgres, url: "%1$s", schemas: [config] } }
                  log:    { source: { type: postgres, url: "%1$s", tables: [audit.l*] } }
                  absent: { source: { type: postgres, url: "${NOT_SET_HERE}" } }
                """.formatted(server.url(database)));
    }

    @Test
    void one_failing_job_does_not_stop_the_others() throws IOException {
        Path report = folder.resolve("report.json");
        Scene.Ran ran = scene.run("backup", "app", "broken", "flags", "log", "--config", config, "--output", report)
                .expect(3);
        assertTrue(ran.err().contains("none.db"), ran.err());
        var jobs = JsonParser.parseString(Files.readString(report)).getAsJsonObject().getAsJsonArray("jobs");
        assertEquals(4, jobs.size());
        assertEquals(2, scene.backups("flags").getFirst().fingerprint().rows());
        assertEquals(100, scene.backups("log").getFirst().fingerprint().rows());
        Scene.Ran status = scene.run("backup", "status", "--config", config).expect(0);
        assertTrue(status.out().contains("none.db"), "the failure is shown: " + status.out());
    }

    @Test
    void parts_of_a_database_are_drilled_as_they_were_dumped() {
        scene.run("backup", "flags", "log", "--config", config).expect(0);
        scene.run("verify", "flags", "--config", config).expect(0);
        scene.run("verify", "log", "--config", config).expect(0);
    }

    @Test
    void drilling_all_jobs_tells_of_those_that_have_no_backup() {
        scene.run("backup", "app", "--config", config).expect(0);
        Scene.Ran drill = scene.run("verify", "--config", config).expect(6);
        assertTrue(drill.out().contains("PASSED"), drill.out());
        assertTrue(drill.out().contains("COULD NOT RUN"), drill.out());
        Scene.Ran check = scene.run("verify", "check", "--config", config).expect(6);
        assertTrue(check.out().contains("INTACT"), check.out());
    }

    @Test
    void a_variable_is_missed_only_by_the_job_that_needs_it() {
        scene.run("backup", "app", "--config", config).expect(0);
        Scene.Ran ran = scene.run("backup", "absent", "--config", config).expect(2);
        assertTrue(ran.err().contains("NOT_SET_HERE"), ran.err());
    }
}
