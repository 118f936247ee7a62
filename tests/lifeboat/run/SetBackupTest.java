package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import lifeboat.base.Tool;
import lifeboat.catalog.Manifest;
import lifeboat.testing.Shell;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several jobs backed up as one application. */
class SetBackupTest {
    @TempDir
    Path folder;

    private SetScene shop;

    @BeforeEach
    void make() throws IOException {
        shop = new SetScene(folder);
    }

    private JsonObject report(int code, Object... args) {
        return JsonParser.parseString(shop.run("backup", args).expect(code).out()).getAsJsonObject();
    }

    @Test
    void the_members_of_one_run_have_one_id_and_say_which_set() {
        Scene.Ran ran = shop.run("backup", "shop").expect(0);
        assertEquals(shop.ids("orders"), shop.ids("uploads"));
        assertEquals(List.of(), shop.ids("notes"));
        for (String job : List.of("orders", "uploads")) {
            Manifest manifest = shop.scene.backups(job).getFirst();
            assertEquals(new Manifest.InSet("shop", List.of("orders", "uploads")), manifest.set());
        }
        assertTrue(ran.out().contains("set shop  " + shop.ids("orders").getFirst() + "  whole, 2 jobs"), ran.out());
        shop.run("verify", "check", "uploads", shop.ids("orders").getFirst()).expect(0);
    }

    @Test
    void runs_of_one_second_sort_one_behind_the_other() {
        for (int i = 0; i < 3; i++) {
            String before = i == 0 ? "" : shop.ids("orders").getLast();
            String id = report(0, "shop", "--json").getAsJsonArray("sets").get(0).getAsJsonObject().get("id")
                    .getAsString();
            assertTrue(id.compareTo(before) > 0, id + " is not behind " + before);
        }
        assertEquals(shop.ids("orders"), shop.ids("uploads"));
    }

    @Test
    void all_jobs_are_sets_and_what_is_in_none() {
        JsonObject report = report(0, "--json", "--parallel", "2");
        assertEquals(List.of("notes", "orders", "uploads"), report.getAsJsonArray("jobs").asList().stream()
                .map(job -> job.getAsJsonObject().get("job").getAsString()).toList());
        assertEquals("shop", report.getAsJsonArray("sets").get(0).getAsJsonObject().get("set").getAsString());
        assertNull(shop.scene.backups("notes").getFirst().set());
    }

    @Test
    void a_member_alone_is_an_ordinary_backup_and_reports_tell_of_sets_only_where_there_are_some() {
        assertFalse(report(0, "orders", "--json").has("sets"));
        assertNull(shop.scene.backups("orders").getFirst().set());
    }

    @Test
    void a_failing_member_makes_the_set_incomplete_and_does_not_stop_the_others() throws IOException {
        shop.hideUploads(true);
        Scene.Ran ran = shop.run("backup", "shop").expect(3);
        assertTrue(ran.out().contains("INCOMPLETE, without a good backup of uploads"), ran.out());
        assertEquals(1, shop.ids("orders").size());
        JsonObject set = report(3, "shop", "--json").getAsJsonArray("sets").get(0).getAsJsonObject();
        assertFalse(set.get("whole").getAsBoolean());
        assertEquals("[\"uploads\"]", set.get("missing").toString());
    }

    @Test
    void a_suspect_member_makes_the_set_incomplete() {
        shop.run("backup", "shop").expect(0);
        shop.server.execute(shop.database, "DELETE FROM orders WHERE id > 10");
        Scene.Ran ran = shop.run("backup", "shop").expect(3);
        assertTrue(ran.out().contains("INCOMPLETE, without a good backup of orders"), ran.out());
    }

    @Test
    void names_of_sets_are_names_of_their_jobs_elsewhere() {
        shop.run("backup", "shop").expect(0);
        assertTrue(shop.run("backup", "prune", "shop", "--dry-run").expect(0).out().contains("uploads in local"));
        assertTrue(shop.run("backup", "--accept-shrink", "shop").expect(2).err().contains("names a set"));
        assertTrue(shop.run("backup", "shopp").expect(2).err().contains("the sets [shop]"));
    }

    @Test
    void a_killed_run_leaves_no_whole_set_and_an_interrupted_one_nothing() throws Exception {
        shop.server.execute(shop.database,
                "CREATE TABLE big AS SELECT i, repeat(md5(i::text), 20) AS x FROM generate_series(1, 600000) i");
        for (String signal : List.of("TERM", "KILL")) {
            try (Tool.Running running = shop.scene.start("backup", "shop", "--parallel", "2")) {
                InterruptionTest.await(() -> grows("orders"));
                Shell.in(folder).must("kill -" + signal + " " + running.pid());
                running.waitFor(Duration.ofSeconds(60));
            }
            assertEquals(List.of(), shop.ids("orders"), signal);
        }
    }

    private boolean grows(String job) {
        try (var files = Files.walk(shop.scene.store.resolve(job))) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith(".tmp"));
        } catch (IOException | java.io.UncheckedIOException _) {
            return false;
        }
    }
}
