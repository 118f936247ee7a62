package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lifeboat.base.Workspace;
import lifeboat.catalog.Catalog;
import lifeboat.catalog.Event;
import lifeboat.catalog.Journal;
import lifeboat.catalog.Manifest;
import lifeboat.store.DirectoryStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FallbackTest {
    @TempDir
    private Path folder;
    private Scene scene;
    private Path config;

    @BeforeEach
    void two_stores_hold_a_backup() throws Exception {
        scene = new Scene(folder);
        scene.sqlite("shop.db", "CREATE TABLE orders(id INTEGER PRIMARY KEY, note TEXT)",
                "INSERT INTO orders VALUES (1, 'one'), (2, 'two'), (3, 'three')");
        config = Files.writeString(folder.resolve("lifeboat.yaml"), """
                stores:
                  a: { type: directory, path: "%1$s/a" }
                  b: { type: directory, path: "%1$s/b" }
                keys: { recipients: ["%2$s"], identity: "${LIFEBOAT_IDENTITY}" }
                jobs:
                  shop: { source: { type: sqlite, path: "%1$s/shop.db" }, stores: [a, b], drill: { target: local } }
                """.formatted(folder, scene.keys.recipient()));
        scene.run("backup", "--config", config).expect(0);
    }

    @Test
    void a_restore_takes_a_damaged_part_from_the_next_store() throws Exception {
        damage(part("a"));
        Scene.Ran ran = scene.run("restore", "shop", "--to", "sqlite:" + folder.resolve("copy.db"),
                "--config", config).expect(0);
        assertTrue(ran.err().contains("store [a]: the part is damaged")
                && ran.err().contains("trying store [b]"), ran.err());
        assertEquals("3", scene.query(folder.resolve("copy.db"), "SELECT count(*) FROM orders"));
        assertEquals(1, new Journal(new DirectoryStore(folder.resolve("b")), "shop").read(Event.RESTORE).size());
    }

    @Test
    void a_fetch_takes_a_missing_part_from_the_next_store() throws Exception {
        Files.delete(part("a"));
        Scene.Ran ran = scene.run("restore", "fetch", "shop", "--dir", folder.resolve("out"),
                "--config", config).expect(0);
        assertTrue(ran.err().contains("is missing in store [a]; trying store [b]"), ran.err());
        scene.run("restore", "fetch", "shop", "--dir", folder.resolve("out2"), "--store", "a",
                "--config", config).expect(5);
    }

    @Test
    void when_every_copy_is_bad_the_restore_refuses() throws Exception {
        damage(part("a"));
        damage(part("b"));
        scene.run("restore", "shop", "--to", "sqlite:" + folder.resolve("copy.db"), "--config", config).expect(5);
        assertFalse(Files.exists(folder.resolve("copy.db")));
    }

    @Test
    void a_restore_works_while_the_first_store_is_away_and_says_so() throws Exception {
        takeAway("a");
        Scene.Ran ran = scene.run("restore", "shop", "--to", "sqlite:" + folder.resolve("copy.db"),
                "--config", config).expect(0);
        assertTrue(ran.err().contains("store [a] cannot be read") && ran.err().contains("using store [b]"), ran.err());
    }

    @Test
    void a_drill_passes_from_the_good_store_and_fails_for_the_damaged_one() throws Exception {
        damage(part("a"));
        Scene.Ran ran = scene.run("verify", "shop", "--config", config).expect(5);
        assertTrue(ran.out().contains("FAILED") && ran.out().contains("PASSED"), ran.out());
        assertEquals(List.of(false), drills("a"));
        assertEquals(List.of(true), drills("b"));
        scene.run("verify", "shop", "--store", "a", "--config", config).expect(5);
        assertEquals(List.of(true), drills("b"));
        scene.run("verify", "shop", "--store", "b", "--config", config).expect(0);
    }

    @Test
    void a_drill_that_could_not_read_a_store_is_no_pass() throws Exception {
        takeAway("a");
        Scene.Ran ran = scene.run("verify", "shop", "--config", config).expect(6);
        assertTrue(ran.out().contains("PASSED")
                && ran.err().contains("store [a] cannot be read"), ran.out() + ran.err());
    }

    @Test
    void a_check_looks_at_the_next_store_and_reports_the_damaged_one() throws Exception {
        damage(part("a"));
        Scene.Ran ran = scene.run("verify", "check", "shop", "--config", config).expect(5);
        assertTrue(ran.out().contains("DAMAGED") && ran.out().contains("INTACT"), ran.out());
        scene.run("verify", "check", "shop", "--store", "b", "--config", config).expect(0);
        takeAway("a");
        ran = scene.run("verify", "check", "shop", "--config", config).expect(6);
        assertTrue(ran.out().contains("INTACT")
                && ran.err().contains("store [a] cannot be read"), ran.out() + ran.err());
    }

    @Test
    void a_damaged_copy_is_repaired_as_the_check_says() throws Exception {
        damage(part("a"));
        String id = newest("a").id();
        Scene.Ran ran = scene.run("verify", "check", "shop", "--config", config).expect(5);
        assertTrue(ran.err().contains("hint: store [b] has it whole: remove the folder [shop/" + id
                + "] from [a], then `backup sync shop` copies it there"), ran.err());
        Workspace.deleteTree(folder.resolve("a").resolve("shop").resolve(id));
        assertTrue(scene.run("backup", "sync", "shop", "--config", config).expect(0).out().contains("b → a"));
        scene.run("verify", "check", "shop", "--store", "a", "--config", config).expect(0);
    }

    @Test
    void a_damaged_manifest_is_replaced_by_the_next_stores() throws Exception {
        damage(manifest("a"));
        Scene.Ran ran = scene.run("restore", "shop", "--to", "sqlite:" + folder.resolve("copy.db"),
                "--config", config).expect(0);
        assertTrue(ran.err().contains("; using store [b]"), ran.err());
    }

    @Test
    void an_older_backup_is_not_taken_in_silence_for_a_damaged_newer_one() throws Exception {
        Path away = folder.resolve("b.away");
        Files.move(folder.resolve("b"), away);
        Files.writeString(folder.resolve("b"), "not mounted");
        scene.run("backup", "--config", config).expect(8);
        Files.delete(folder.resolve("b"));
        Files.move(away, folder.resolve("b"));
        damage(manifest("a"));
        scene.run("restore", "shop", "--to", "sqlite:" + folder.resolve("copy.db"), "--config", config).expect(5);
        assertFalse(Files.exists(folder.resolve("copy.db")));
        scene.run("restore", "shop", "--to", "sqlite:" + folder.resolve("copy.db"), "--store", "b",
                "--config", config).expect(0);
    }

    private Manifest newest(String store) {
        return new Catalog(new DirectoryStore(folder.resolve(store))).newest("shop").orElseThrow();
    }

    private Path part(String store) {
        return folder.resolve(store).resolve(Catalog.key("shop", newest(store).parts().getFirst()));
    }

    private Path manifest(String store) {
        return part(store).resolveSibling("manifest.json");
    }

    private List<Boolean> drills(String store) {
        return new Journal(new DirectoryStore(folder.resolve(store)), "shop").read(Event.DRILL).stream().map(Event::ok)
                .toList();
    }

    private static void damage(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length * 2 / 3] ^= 1;
        Files.write(file, bytes);
    }

    private void takeAway(String store) throws IOException {
        Workspace.deleteTree(folder.resolve(store));
        Files.writeString(folder.resolve(store), "not mounted");
    }
}
