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

/** The disaster-recovery plan, from a configuration and what the stores hold. */
class PlanTest {
    @TempDir
    Path folder;

    private Scene scene;
    private Path config;

    @BeforeEach
    void make_two_jobs() throws IOException {
        scene = new Scene(folder);
        scene.sqlite("shop.db", "CREATE TABLE t (x)", "INSERT INTO t VALUES (1), (2), (3)");
        config = Files.writeString(folder.resolve("lifeboat.yaml"), """
                stores: { local: ./backups, offsite: ./offsite }
                jobs:
                  users: { source: "postgres://app:pw4users@db.invalid/users", stores: [offsite] }
                  shop:
                    source: "sqlite:shop.db"
                    drill: { target: local }
                    objectives: { rpo: 1h, rto: 30m }
                """);
        scene.run("backup", "shop", "--config", config).expect(0);
    }

    private String plan(Object... more) {
        Object[] args = new Object[more.length + 3];
        args[0] = "plan";
        args[1] = "--config";
        args[2] = config;
        System.arraycopy(more, 0, args, 3, more.length);
        return scene.run("verify", args).expect(0).out();
    }

    @Test
    void jobs_come_in_the_order_of_the_file_and_passwords_do_not_come_at_all() {
        String plan = plan();
        assertTrue(plan.indexOf("1  users") > 0 && plan.indexOf("1  users") < plan.indexOf("2  shop"), plan);
        assertTrue(plan.contains("restore shop latest --to source"), plan);
        assertFalse(plan.contains("pw4users"), plan);
        assertFalse(plan.contains(scene.keys.identity().value()), plan);
        assertTrue(plan.contains(scene.keys.recipient()), plan);
    }

    @Test
    void what_a_drill_measured_is_in_the_plan_and_the_rest_is_never_proven() {
        assertTrue(plan().contains("No recovery was ever measured"), plan());
        scene.run("verify", "shop", "--store", "local", "--config", config).expect(0);
        JsonObject json = JsonParser.parseString(plan("--json")).getAsJsonObject();
        assertEquals("[\"users in offsite\",\"shop in offsite\"]", json.get("neverProven").toString());
        assertTrue(json.get("totalMillis").getAsLong() >= 0, json.toString());
        assertTrue(plan().contains("Never proven: users in offsite, shop in offsite"), plan());
        assertTrue(plan().contains("objective 30 min ✓"), plan());
        assertTrue(plan().contains("there is nothing to restore: backup users"), plan());
    }

    @Test
    void the_commands_of_the_plan_work_as_they_are_written() throws IOException {
        Path file = folder.resolve("PLAN.md");
        plan("--output", file);
        Files.delete(folder.resolve("shop.db"));
        int run = 0;
        for (String line : Files.readAllLines(file)) {
            String command = line.replaceFirst(" *#.*", "").replace("sqlite:FILE", "sqlite:"
                    + folder.resolve("new.db"));
            if (line.matches("(verify|restore|backup) .*shop.*#.*")) {
                String[] words = (command + " --config " + config).split(" ");
                Object[] args = new Object[words.length - 1];
                System.arraycopy(words, 1, args, 0, args.length);
                scene.run(words[0], args).expect(0);
                run++;
            }
        }
        assertEquals(4, run);
        assertEquals("3", scene.query(folder.resolve("shop.db"), "SELECT count(*) FROM t"));
        assertEquals("3", scene.query(folder.resolve("new.db"), "SELECT count(*) FROM t"));
    }

    @Test
    void a_store_that_cannot_be_read_is_a_problem_of_the_plan_and_not_its_end() throws IOException {
        scene.run("verify", "shop", "--store", "local", "--config", config).expect(0);
        Files.writeString(config, Files.readString(config).replace("./offsite", "./lifeboat.yaml"));
        Scene.Ran ran = scene.run("verify", "plan", "--config", config).expect(8);
        assertTrue(ran.out().contains("problem: store [offsite] cannot be read"), ran.out());
        assertTrue(ran.out().contains("recovered in"), ran.out());
    }

    @Test
    void a_store_alone_is_enough_and_variables_may_be_missing() throws IOException {
        String bare = scene.run("verify", "plan", "--store", folder.resolve("backups")).expect(0).out();
        assertTrue(bare.contains("1  shop  not configured here"), bare);
        assertTrue(bare.contains("--store " + folder.resolve("backups") + " --to sqlite:FILE"), bare);
        Files.writeString(config, Files.readString(config).replace("sqlite:shop.db", "${SHOP_URL}"));
        assertTrue(plan().contains("source not known here"), plan());
        scene.without("LIFEBOAT_IDENTITY");
        assertTrue(plan().replaceAll("\\s+", " ").contains("this machine has none; bring it"), plan());
    }
}
