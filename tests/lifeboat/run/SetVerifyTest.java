package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import lifeboat.catalog.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sets proven by restoring all their members. */
class SetVerifyTest {
    @TempDir
    Path folder;

    private SetScene shop;

    @BeforeEach
    void make_a_run() throws IOException {
        shop = new SetScene(folder);
        shop.run("backup", "shop").expect(0);
    }

    @Test
    void a_drill_of_all_members_proves_the_run() throws IOException {
        String id = shop.ids("orders").getFirst();
        shop.hideUploads(true);
        shop.run("backup", "shop").expect(3);
        Scene.Ran ran = shop.run("verify", "shop", "--target", "local", "--parallel", "2").expect(0);
        assertTrue(ran.out().contains("set shop  " + id + "  PASSED  2 jobs"), ran.out());
        assertTrue(ran.err().contains("is incomplete: no backup of uploads; using [" + id + "]"), ran.err());
        JsonObject set = JsonParser.parseString(shop.run("backup", "status", "--json").expect(0).out())
                .getAsJsonObject()
                .getAsJsonArray("sets").get(0).getAsJsonObject();
        assertEquals(id, set.getAsJsonObject("proven").get("id").getAsString());
        shop.run("verify", "shop", "proven", "--target", "local").expect(0);
    }

    @Test
    void the_summary_says_what_came_of_the_set() throws IOException {
        Path summary = folder.resolve("summary.md");
        shop.scene.with("GITHUB_ACTIONS", "true").with("GITHUB_STEP_SUMMARY", summary.toString());
        shop.run("verify", "shop", "--target", "local").expect(0);
        assertTrue(Files.readString(summary).contains("\n- set shop  " + shop.ids("orders").getFirst()
                + "  PASSED  2 jobs\n"), Files.readString(summary));
        shop.hideUploads(true);
        shop.run("backup", "shop").expect(3);
        assertTrue(Files.readString(summary).contains("  INCOMPLETE, without a good backup of uploads\n"),
                Files.readString(summary));
    }

    @Test
    void one_proven_member_does_not_prove_the_run() {
        shop.run("verify", "uploads", "--target", "local").expect(0);
        JsonObject set = JsonParser.parseString(shop.run("backup", "status", "--json").expect(0).out())
                .getAsJsonObject()
                .getAsJsonArray("sets").get(0).getAsJsonObject();
        assertFalse(set.has("proven"));
        shop.run("verify", "shop", "proven", "--target", "local").expect(6);
    }

    @Test
    void one_bad_member_fails_the_run_which_is_not_whole_any_more() throws IOException {
        Manifest manifest = shop.scene.backups("uploads").getFirst();
        Files.write(shop.scene.part("uploads", manifest, "data"), new byte[] {1}, StandardOpenOption.APPEND);
        Scene.Ran ran = shop.run("verify", "shop", "--target", "local").expect(5);
        assertTrue(ran.out().contains("FAILED  not uploads"), ran.out());
        Scene.Ran list = shop.run("backup", "list", "shop").expect(0);
        assertTrue(list.out().contains("INCOMPLETE: uploads suspect or bad"), list.out());
        assertTrue(shop.run("verify", "shop", "--target", "local").expect(6).err()
                .contains("no run of set [shop] is whole"));
    }

    @Test
    void a_check_and_a_rotation_take_the_members_of_a_set() {
        Scene.Ran check = shop.run("verify", "check", "shop").expect(0);
        assertEquals(2, check.out().lines().filter(line -> line.contains("INTACT")).count(), check.out());
        Scene.Ran rotation = shop.run("verify", "shop", "--pick", "rotate", "--count", "5", "--target", "local")
                .expect(0);
        assertEquals(2, rotation.out().lines().filter(line -> line.contains("PASSED")).count(), rotation.out());
    }
}
