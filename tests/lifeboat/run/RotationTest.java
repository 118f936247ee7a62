package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drills that go around, and objectives, by the commands alone. */
class RotationTest {
    private static final Instant NOW = Instant.now();

    @TempDir
    Path folder;

    private Scene scene;
    private Path config;

    @BeforeEach
    void make_two_jobs_in_two_stores() throws IOException {
        scene = new Scene(folder);
        scene.sqlite("shop.db", "CREATE TABLE t (x)", "INSERT INTO t VALUES (1), (2), (3)");
        scene.sqlite("notes.db", "CREATE TABLE n (x)", "INSERT INTO n VALUES ('a')");
        config("rpo: 1h, rto: 30m");
        scene.run("backup", "--config", config).expect(0);
    }

    private void config(String objectives) throws IOException {
        config = Files.writeString(folder.resolve("lifeboat.yaml"), """
                stores: { local: ./backups, offsite: ./offsite }
                jobs:
                  shop:
                    source: "sqlite:shop.db"
                    drill: { target: local }
                    objectives: { %s }
                  notes: { source: "sqlite:notes.db", stores: [local], drill: { target: local } }
                """.formatted(objectives));
    }

    private static List<String> drilled(Scene.Ran ran) {
        JsonArray backups = JsonParser.parseString(ran.out()).getAsJsonObject().getAsJsonArray("backups");
        List<String> drilled = new ArrayList<>();
        backups.forEach(b -> drilled.add(b.getAsJsonObject().get("job").getAsString() + " "
                + b.getAsJsonObject().get("store").getAsString() + " " + b.getAsJsonObject().get("id").getAsString()));
        return drilled;
    }

    @Test
    void a_rotation_comes_around_to_every_store_and_age() throws IOException {
        String month = new History(folder.resolve("backups"), "shop").at(NOW.minus(Duration.ofDays(40)));
        String week = new History(folder.resolve("offsite"), "shop").at(NOW.minus(Duration.ofDays(3)));
        Set<String> seen = new HashSet<>();
        String last = "";
        for (int run = 0; run < 5; run++) {
            List<String> one = drilled(scene.run("verify", "drill", "--pick", "rotate", "--json", "--config", config)
                    .expect(0));
            assertEquals(1, one.size());
            assertFalse(one.getFirst().equals(last), "twice in a row: " + last);
            last = one.getFirst();
            seen.add(last);
        }
        assertEquals(5, seen.size(), seen.toString());
        assertTrue(seen.contains("shop local " + month) && seen.contains("shop offsite " + week), seen.toString());
        Scene.Ran again = scene.run("verify", "--pick", "rotate", "--count", "2", "--config", config).expect(0);
        assertTrue(again.out().contains("such a backup was last drilled"), again.out());
        assertEquals(2, again.out().split("PASSED", -1).length - 1, again.out());
    }

    @Test
    void a_damaged_backup_is_found_when_its_turn_comes_and_the_next_run_goes_on() throws IOException {
        String old = new History(folder.resolve("backups"), "shop").at(NOW.minus(Duration.ofDays(40)));
        Path part;
        try (var files = Files.list(folder.resolve("backups/shop").resolve(old))) {
            part = files.filter(file -> file.toString().endsWith(".age")).findFirst().orElseThrow();
        }
        Files.write(part, new byte[] {1, 2, 3});
        scene.run("verify", "--pick", "rotate", "--count", "3", "--config", config).expect(0);
        Scene.Ran bad = scene.run("verify", "--pick", "rotate", "--config", config).expect(5);
        assertTrue(bad.out().contains("FAILED"), bad.out());
        scene.run("verify", "--pick", "rotate", "--config", config).expect(0);
    }

    @Test
    void all_latest_drills_each_store_and_a_store_without_a_backup_is_no_pass() throws IOException {
        Scene.Ran all = scene.run("verify", "--all-latest", "--json", "--config", config).expect(0);
        assertEquals(3, drilled(all).size(), all.out());
        assertEquals(2, drilled(all).stream().filter(text -> text.startsWith("shop")).count());
        Scene.Ran one = scene.run("verify", "notes", "--all-latest", "--json", "--config", config).expect(0);
        assertEquals(1, drilled(one).size(), one.out());
        try (var files = Files.walk(folder.resolve("offsite/shop"))) {
            files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> assertTrue(file.toFile().delete()));
        }
        Scene.Ran lost = scene.run("verify", "--all-latest", "--config", config).expect(6);
        assertTrue(lost.out().contains("from offsite") && lost.out().contains("COULD NOT RUN"), lost.out());
    }

    @Test
    void a_missed_objective_warns_and_enforced_it_fails_though_the_backup_is_good() throws IOException {
        config("rpo: 1ms, rto: 30m");
        Scene.Ran warned = scene.run("verify", "shop", "--config", config).expect(0);
        assertTrue(warned.err().contains("warning: job [shop] missed its objective: data was"), warned.err());
        assertTrue(warned.out().contains("(objective 30 min ✓)") && warned.out().contains("PASSED"), warned.out());
        config("rpo: 1ms, enforce: true");
        Scene.Ran failed = scene.run("verify", "shop", "--json", "--config", config).expect(7);
        JsonObject document = JsonParser.parseString(failed.out()).getAsJsonObject();
        assertEquals("missed", document.get("verdict").getAsString());
        JsonObject drill = document.getAsJsonArray("backups").get(0).getAsJsonObject();
        assertEquals("passed", drill.get("verdict").getAsString());
        assertFalse(drill.getAsJsonObject("recovery").get("rpoMet").getAsBoolean());
        assertTrue(failed.err().contains("error: job [shop] missed its objective"), failed.err());
        config("rto: 1ms, enforce: true");
        scene.run("verify", "shop", "--config", config).expect(7);
    }

    @Test
    void an_old_backup_is_not_held_against_the_age_that_the_newest_may_have() throws IOException {
        config("rpo: 1h, enforce: true");
        String old = new History(folder.resolve("backups"), "shop").at(NOW.minus(Duration.ofDays(40)));
        Scene.Ran ran = scene.run("verify", "shop", old, "--store", "local", "--config", config).expect(0);
        assertTrue(ran.out().contains("data was 40 d"), ran.out());
        assertFalse(ran.out().contains("objective 1 h"), ran.out());
    }

    @Test
    void the_page_is_written_and_the_status_knows_the_recovery_time() throws IOException {
        Path page = folder.resolve("drill.html");
        scene.run("verify", "--config", config, "--html", page).expect(0);
        assertTrue(Files.readString(page).contains("PASSED"));
        Scene.Ran status = scene.run("backup", "status", "--config", config).expect(0);
        assertTrue(status.out().contains("the latest backup, recovered in "), status.out());
        scene.run("verify", "nothing", "--config", config, "--html", page).expect(6);
        assertFalse(Files.readString(page).contains("PASSED"), "an old verdict is left");
    }
}
