package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What list and status say of sets. */
class SetListTest {
    @TempDir
    Path folder;

    private SetScene shop;

    @BeforeEach
    void make_a_whole_run_and_an_incomplete_one() throws IOException {
        shop = new SetScene(folder);
        shop.run("backup", "shop").expect(0);
        shop.hideUploads(true);
        shop.run("backup", "shop").expect(3);
        shop.hideUploads(false);
    }

    private JsonObject json(Object... args) {
        return JsonParser.parseString(shop.run("backup", args).expect(0).out()).getAsJsonObject();
    }

    @Test
    void runs_are_listed_as_whole_or_incomplete() {
        Scene.Ran ran = shop.run("backup", "list", "shop").expect(0);
        assertTrue(ran.out().startsWith("set shop  2 runs, 1 whole\n"), ran.out());
        List<String> lines = ran.out().lines().toList();
        assertTrue(lines.get(2).contains(shop.ids("uploads").getFirst()) && lines.get(2).endsWith("whole"), ran.out());
        assertTrue(lines.get(3).contains(shop.ids("orders").getLast())
                && lines.get(3).endsWith("INCOMPLETE: no backup of uploads"), ran.out());
        JsonObject run = json("list", "shop", "--json").getAsJsonArray("sets").get(0).getAsJsonObject();
        assertEquals(503, run.get("rows").getAsLong());
        assertTrue(run.get("whole").getAsBoolean());
    }

    @Test
    void a_set_is_found_without_a_configuration() throws IOException {
        Files.delete(folder.resolve("lifeboat.yaml"));
        shop.scene.without("LIFEBOAT_CONFIG");
        Scene.Ran ran = shop.run("backup", "list", "shop", "--store", shop.scene.store).expect(0);
        assertTrue(ran.out().startsWith("set shop  2 runs, 1 whole\n"), ran.out());
        assertTrue(shop.run("backup", "status", "--store", shop.scene.store).expect(0).out().contains("set shop"));
    }

    @Test
    void status_shows_the_latest_run_and_the_latest_whole_one() {
        Scene.Ran ran = shop.run("backup", "status").expect(0);
        String set = ran.out().substring(ran.out().indexOf("set shop"));
        assertTrue(set.contains("latest   " + shop.ids("orders").getLast()), set);
        assertTrue(set.contains("INCOMPLETE: no backup of uploads"), set);
        assertTrue(set.contains("whole    " + shop.ids("uploads").getLast()), set);
        JsonObject status = json("status", "--json").getAsJsonArray("sets").get(0).getAsJsonObject();
        assertEquals(2, status.get("runs").getAsInt());
        assertFalse(status.getAsJsonObject("latest").get("whole").getAsBoolean());
    }

    @Test
    void a_job_that_left_the_set_still_counts_for_the_runs_it_was_in() throws IOException {
        String yaml = Files.readString(folder.resolve("lifeboat.yaml"));
        shop.configure(yaml.replace("[orders, uploads]", "[orders]"));
        assertTrue(shop.run("backup", "list", "shop").expect(0).out().startsWith("set shop  2 runs, 1 whole\n"));
    }

    @Test
    void a_set_without_a_run_says_so() throws IOException {
        shop.configure(Files.readString(folder.resolve("lifeboat.yaml"))
                .replace("shop: [orders, uploads]", "other: [notes]"));
        assertEquals("no run of set other\n", shop.run("backup", "list", "other").expect(0).out());
    }
}
