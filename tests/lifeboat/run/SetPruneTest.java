package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members that are pruned by policies of their own, and what holds their set together. */
class SetPruneTest {
    @TempDir
    Path folder;

    private SetScene shop;

    @BeforeEach
    void make() throws IOException {
        shop = new SetScene(folder, ", keep: { last: 1 }");
    }

    /** Runs without a backup of uploads. */
    private void incomplete(int times) throws IOException {
        shop.hideUploads(true);
        for (int i = 0; i < times; i++) {
            shop.run("backup", "shop").expect(3);
        }
        shop.hideUploads(false);
    }

    @Test
    void the_last_whole_run_stays_until_there_is_a_newer_one() throws IOException {
        shop.run("backup", "shop").expect(0);
        String whole = shop.ids("orders").getFirst();
        incomplete(3);
        assertEquals(List.of(whole, shop.ids("orders").getLast()), shop.ids("orders"));
        assertTrue(shop.run("backup", "prune", "shop", "--dry-run").expect(0).out()
                .contains("of the last whole run of set shop"));
        shop.run("restore", "shop", "--to", "source", "--dry-run").expect(0);
        shop.run("backup", "shop").expect(0);
        shop.run("backup", "prune", "shop").expect(0);
        assertEquals(1, shop.ids("orders").size());
        assertEquals(shop.ids("orders"), shop.ids("uploads"));
    }

    @Test
    void the_last_proven_run_stays_whole_beside_it() {
        shop.run("backup", "shop").expect(0);
        String proven = shop.ids("orders").getFirst();
        shop.run("verify", "shop", "--target", "local").expect(0);
        shop.run("backup", "shop").expect(0);
        shop.run("verify", "orders", "--target", "local").expect(0);
        shop.run("backup", "shop").expect(0);
        shop.run("backup", "prune").expect(0);
        assertEquals(proven, shop.ids("orders").getFirst(), "a newer proof of orders alone does not count for the set");
        assertEquals(proven, shop.ids("uploads").getFirst());
        shop.run("restore", "shop", "proven", "--to", "source", "--dry-run").expect(0);
    }

    @Test
    void a_member_in_another_store_counts_and_one_that_cannot_be_read_lets_nothing_go() throws IOException {
        shop.configure(Files.readString(folder.resolve("lifeboat.yaml"))
                .replace("backups } }", "backups }, second: { type: directory, path: second } }")
                .replace("path: uploads.db }", "path: uploads.db }, stores: [second]").replace(shop.url + "\"", shop.url
                + "\", stores: [local]"));
        shop.run("backup", "shop").expect(0);
        String whole = shop.ids("orders").getFirst();
        incomplete(2);
        assertEquals(List.of(whole, shop.ids("orders").getLast()), shop.ids("orders"));
        Path aside = Files.move(folder.resolve("second"), folder.resolve("aside"));
        Files.createFile(folder.resolve("second"));
        shop.run("backup", "orders").expect(0);
        Scene.Ran ran = shop.run("backup", "prune", "orders").expect(0);
        assertTrue(ran.err().contains("store [second] cannot be read, so nothing goes here"), ran.err());
        assertTrue(shop.ids("orders").contains(whole));
        Files.delete(folder.resolve("second"));
        Files.move(aside, folder.resolve("second"));
        shop.run("backup", "prune", "orders").expect(0);
        assertEquals(List.of(whole, shop.ids("orders").getLast()), shop.ids("orders"));
    }

    @Test
    void a_set_that_is_not_configured_any_more_holds_nothing() throws IOException {
        shop.run("backup", "shop").expect(0);
        String whole = shop.ids("orders").getFirst();
        shop.configure(Files.readString(folder.resolve("lifeboat.yaml")).replaceAll("(?m)^sets:.*", ""));
        shop.run("backup", "orders").expect(0);
        assertFalse(shop.ids("orders").contains(whole));
    }
}
