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

/** Sets brought back, by the commands alone. */
class SetRestoreTest {
    @TempDir
    Path folder;

    private SetScene shop;

    @BeforeEach
    void make_a_run_and_wreck_the_shop() throws IOException {
        shop = new SetScene(folder);
        String yaml = Files.readString(folder.resolve("lifeboat.yaml"));
        shop.configure(yaml.replace("path: uploads.db }", "path: uploads.db }, restore: { before: \"test ! -e "
                + folder.resolve("stop") + "\", after: \"test ! -e " + folder.resolve("fail") + "\" }"));
        shop.run("backup", "shop").expect(0);
        shop.server.execute(shop.database, "DELETE FROM orders WHERE id > 10");
        shop.scene.execute(shop.uploads, "DELETE FROM files WHERE id > 1");
    }

    private void assertHeld(String orders, String files) {
        assertEquals(orders, shop.orders());
        assertEquals(files, shop.files());
    }

    @Test
    void all_members_are_restored_after_one_confirmation_and_put_back_by_one_rollback() {
        Scene.Ran asked = shop.scene.typing("no\n", "restore", "shop", "--to", "source").expect(10);
        assertTrue(asked.err().contains("run [" + shop.ids("orders").getFirst() + "]") && asked.err()
                .contains(shop.database)
                && asked.err().contains("uploads.db") && asked.err().contains("type shop to go on"), asked.err());
        assertHeld("10", "1");
        Scene.Ran ran = shop.scene.typing("shop\n", "restore", "shop", "--to", "source").expect(0);
        assertTrue(ran.out().contains("2 jobs: restore rollback shop puts back what was there"), ran.out());
        assertHeld("500", "3");
        shop.run("restore", "rollback", "shop", "--yes").expect(0);
        assertHeld("10", "1");
        shop.run("restore", "rollback", "shop", "--yes").expect(0);
        assertHeld("500", "3");
    }

    @Test
    void each_member_can_have_a_target_of_its_own() {
        String other = shop.server.createDatabase();
        Path file = folder.resolve("other.db");
        JsonObject document = JsonParser.parseString(shop.run("restore", "shop", "latest", "--to", "orders="
                + shop.server.url(other), "--to", "uploads=sqlite:" + file, "--json").expect(0).out())
                .getAsJsonObject();
        assertEquals("restored", document.get("verdict").getAsString());
        assertEquals(2, document.getAsJsonObject("restore").getAsJsonArray("restores").size());
        assertEquals("500", shop.server.query(other, "SELECT count(*) FROM orders"));
        assertEquals("3", shop.scene.query(file, "SELECT count(*) FROM files"));
        assertHeld("10", "1");
    }

    @Test
    void a_dry_run_shows_every_member_and_changes_nothing() {
        Scene.Ran ran = shop.run("restore", "shop", "--to", "source", "--dry-run").expect(0);
        assertTrue(ran.out().contains("orders") && ran.out().contains("files") && ran.out().contains("+490")
                && ran.out().contains("nothing was changed in 2 jobs"), ran.out());
        assertHeld("10", "1");
    }

    @Test
    void a_damaged_member_is_noticed_before_any_target_is_touched() throws IOException {
        Manifest manifest = shop.scene.backups("uploads").getFirst();
        Files.write(shop.scene.part("uploads", manifest, "data"), new byte[] {1}, StandardOpenOption.APPEND);
        Scene.Ran ran = shop.run("restore", "shop", "--to", "source", "--yes").expect(5);
        assertTrue(ran.err().contains("restoring job [uploads] of set [shop] failed")
                && ran.err().contains("no target was changed"), ran.err());
        assertHeld("10", "1");
        assertEquals(1, shop.ids("orders").size(), "not even a safety backup was taken");
    }

    @Test
    void a_second_member_that_fails_leaves_the_first_as_it_was() throws IOException {
        Files.createFile(folder.resolve("stop"));
        Scene.Ran ran = shop.run("restore", "shop", "--to", "source", "--yes").expect(4);
        assertTrue(ran.err().contains("restoring job [uploads] of set [shop] failed")
                && ran.err().contains("no target was changed"), ran.err());
        assertHeld("10", "1");
        assertEquals("0", shop.server.query("postgres", "SELECT count(*) FROM pg_database WHERE datname LIKE '"
                + shop.database + "_%'"), "what was restored beside it is gone");
    }

    @Test
    void what_was_changed_before_a_failure_is_named_and_can_be_put_back() throws IOException {
        Files.createFile(folder.resolve("fail"));
        Scene.Ran ran = shop.run("restore", "shop", "--to", "source", "--yes").expect(4);
        assertTrue(ran.err().contains("changed: [uploads], as it was: [orders]")
                && ran.err().contains("`restore rollback shop` puts back"), ran.err());
        assertHeld("10", "3");
        Files.delete(folder.resolve("fail"));
        Scene.Ran back = shop.run("restore", "rollback", "shop", "--yes").expect(0);
        assertTrue(back.err().contains("job [orders] stays as it is"), back.err());
        assertHeld("10", "1");
    }

    @Test
    void an_incomplete_run_is_passed_over_or_refused() throws IOException {
        shop.hideUploads(true);
        shop.run("backup", "shop").expect(3);
        shop.hideUploads(false);
        String torn = shop.ids("orders").getLast();
        Scene.Ran ran = shop.run("restore", "shop", "--to", "source", "--dry-run").expect(0);
        assertTrue(ran.err().contains("run [" + torn + "] of set [shop] is incomplete"), ran.err());
        assertTrue(ran.out().contains(shop.ids("orders").getFirst()), ran.out());
        Scene.Ran refused = shop.run("restore", "shop", torn, "--to", "source", "--yes").expect(4);
        assertTrue(refused.err().contains("is incomplete: no backup of uploads")
                && refused.err().contains("`restore orders " + torn + "`"), refused.err());
        shop.run("restore", "shop", "proven", "--to", "source", "--yes").expect(4);
        shop.run("restore", "shop", "2020-01-01", "--to", "source", "--yes").expect(4);
    }

    @Test
    void targets_must_be_clear() {
        assertTrue(shop.run("restore", "shop", "--to", "orders=" + shop.url).expect(2).err()
                .contains("nothing says where to restore job [uploads]"));
        assertTrue(shop.run("restore", "shop", "--to", shop.url).expect(2).err().contains("does not say of which job"));
        assertTrue(shop.run("restore", "shop", "--to", "users=sqlite:a.db", "--to", "source").expect(2).err()
                .contains("[users] is no job of set [shop]"));
        assertTrue(shop.run("restore", "orders", "--to", "source", "--to", "source").expect(2).err()
                .contains("--to is there [2] times"));
        assertFalse(Files.exists(folder.resolve("a.db")));
    }

    @Test
    void a_set_is_restored_without_its_configuration() throws IOException {
        Files.delete(folder.resolve("lifeboat.yaml"));
        shop.scene.without("LIFEBOAT_CONFIG");
        Path file = folder.resolve("other.db");
        shop.run("restore", "shop", "--store", shop.scene.store, "--to", "orders=" + shop.url, "--to",
                "uploads=sqlite:" + file, "--yes").expect(0);
        assertEquals("3", shop.scene.query(file, "SELECT count(*) FROM files"));
        assertEquals("500", shop.orders());
        shop.run("restore", "rollback", "shop", "--store", shop.scene.store, "--to", "orders=" + shop.url, "--to",
                "uploads=sqlite:" + file, "--yes").expect(0);
        assertEquals("10", shop.orders());
    }
}
