package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a backup run would do, and the matrix of its jobs. */
class BackupPlanTest {
    @TempDir
    Path folder;

    private Scene scene;
    private Path config;

    @BeforeEach
    void write_a_configuration() throws IOException {
        scene = new Scene(folder);
        config = Files.writeString(folder.resolve("lifeboat.yaml"), """
                stores:
                  local: ./backups
                  offsite: { type: s3, bucket: "${BUCKET}", access_key: "${KEY}", secret_key: "${SECRET}" }
                jobs:
                  users:
                    source: "postgres://app:pw4users@db.invalid/users"
                    stores: [local, { name: offsite, keep: { days: 90, within: 36h } }]
                    keep: { last: 3, daily: 30 }
                    timezone: Europe/Berlin
                    schedule: daily 02:00
                  orders: { source: "${ORDERS_URL}", encryption: none, compression: none, stores: [local] }
                """);
    }

    @Test
    void a_matrix_is_one_line_of_json_and_needs_no_variable() {
        scene.without("LIFEBOAT_RECIPIENTS").without("LIFEBOAT_IDENTITY");
        assertEquals("{\"include\":[{\"job\":\"users\"},{\"job\":\"orders\"}]}\n",
                scene.run("backup", "plan", "--matrix", "--config", config).expect(0).out());
        assertEquals("{\"include\":[{\"job\":\"orders\"}]}\n",
                scene.run("backup", "plan", "orders", "--matrix", "--config", config).expect(0).out());
    }

    @Test
    void a_set_is_one_leg_of_the_matrix() throws IOException {
        Files.writeString(config, Files.readString(config) + "  third: { source: \"sqlite:t.db\", stores: [local] }\n"
                + "sets: { shop: [orders, users] }\n");
        assertEquals("{\"include\":[{\"job\":\"shop\"},{\"job\":\"third\"}]}\n",
                scene.run("backup", "plan", "--matrix", "--config", config).expect(0).out());
        assertEquals("{\"include\":[{\"job\":\"users\"}]}\n",
                scene.run("backup", "plan", "users", "--matrix", "--config", config).expect(0).out());
    }

    @Test
    void on_github_the_matrix_is_an_output_too() throws IOException {
        Path output = folder.resolve("output");
        scene.with("GITHUB_ACTIONS", "true").with("GITHUB_OUTPUT", output.toString());
        scene.run("backup", "plan", "--matrix", "--config", config).expect(0);
        assertEquals("{\"include\":[{\"job\":\"users\"},{\"job\":\"orders\"}]}", Files.readAllLines(output).get(1));
    }

    @Test
    void a_matrix_that_github_would_refuse_is_an_error() throws IOException {
        StringBuilder jobs = new StringBuilder("stores: { local: ./b }\njobs:\n");
        for (int i = 0; i < 257; i++) {
            jobs.append("  j").append(i).append(": { source: \"sqlite:x.db\" }\n");
        }
        Files.writeString(config, jobs);
        Scene.Ran ran = scene.run("backup", "plan", "--matrix", "--config", config).expect(2);
        assertTrue(ran.err().contains("a matrix has at most [256] jobs, here are [257]"), ran.err());
        assertEquals("", ran.out());
    }

    @Test
    void people_read_what_a_run_would_do_and_no_secret() {
        String plan = scene.run("backup", "plan", "--config", config).expect(0).out();
        assertEquals("""
                users
                  source     postgres://app@db.invalid:5432/users
                  to         local (%s/backups), keeps last 3, daily 30
                  to         offsite (not known here), keeps within 36h, days 90
                  parts      compressed by zstd:3; encrypted by age to 1 recipient
                  timezone   Europe/Berlin
                  schedule   backup 0 2 * * *
                  missing    [%s:3] stores.offsite.bucket: variable [BUCKET] is not set

                orders
                  source     not known here
                  to         local (%s/backups), keeps everything
                  parts      not compressed; not encrypted, as the job says
                  missing    [%s:11] jobs.orders.source: variable [ORDERS_URL] is not set
                """.formatted(folder, config, folder, config).replaceAll("\\s+", " "), plan.replaceAll("\\s+", " "));
        assertFalse(plan.contains("pw4users"), plan);
        scene.with("BUCKET", "acme").with("KEY", "AKIA").with("SECRET", "canary-of-s3")
                .with("ORDERS_URL", "sqlite:o.db");
        plan = scene.run("backup", "plan", "--config", config).expect(0).out();
        assertTrue(plan.contains("offsite (s3://acme)") && plan.contains("sqlite:" + folder.resolve("o.db")), plan);
        assertFalse(plan.contains("canary-of-s3") || plan.contains("missing"), plan);
    }

    @Test
    void recipients_may_be_unknown_too() throws IOException {
        Files.writeString(config, "keys: { recipients: \"${PUBLIC}\" }\n" + Files.readString(config));
        JsonObject users = JsonParser.parseString(scene.run("backup", "plan", "users", "--config", config, "--json")
                .expect(0).out()).getAsJsonObject().getAsJsonArray("jobs").get(0).getAsJsonObject();
        assertEquals("encrypted by age to recipients that are not known here", users.get("encryption").getAsString());
        assertEquals("offsite", users.getAsJsonArray("stores").get(1).getAsJsonObject().get("store").getAsString());
    }

    @Test
    void what_a_run_would_refuse_is_said() {
        scene.with("BUCKET", "acme").with("KEY", "AKIA").with("SECRET", "s3").without("LIFEBOAT_RECIPIENTS");
        String plan = scene.run("backup", "plan", "users", "--config", config).expect(0).out().replaceAll("\\s+", " ");
        assertTrue(plan.contains("refused job [users] would send unencrypted data to store [offsite]: add keys.rec"),
                plan);
        assertFalse(scene.run("backup", "plan", "orders", "--config", config).expect(0).out().contains("refused"));
    }

    @Test
    void what_is_wrong_in_the_configuration_is_an_error() throws IOException {
        scene.run("backup", "plan", "nobody", "--config", config).expect(2);
        Files.writeString(config, Files.readString(config).replace("timezone:", "timezon:"));
        Scene.Ran ran = scene.run("backup", "plan", "--matrix", "--config", config).expect(2);
        assertTrue(ran.err().contains("unknown key [timezon]"), ran.err());
        assertEquals("", ran.out());
    }
}
