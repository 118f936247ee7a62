package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A set on a machine that has the key and the store, and nothing else. */
class SetWithoutConfigurationTest {
    @TempDir
    Path folder;

    private SetScene shop;
    private Path store;

    @BeforeEach
    void make_a_run_and_lose_the_configuration() throws IOException {
        shop = new SetScene(folder);
        store = shop.scene.store;
        shop.run("backup", "shop").expect(0);
        Files.delete(folder.resolve("lifeboat.yaml"));
        shop.scene.without("LIFEBOAT_CONFIG");
    }

    @Test
    void it_is_drilled_as_one() {
        Scene.Ran ran = shop.run("verify", "shop", "--store", store, "--target", "local").expect(0);
        assertTrue(ran.out().contains("set shop  " + shop.ids("orders").getFirst() + "  PASSED  2 jobs"), ran.out());
        shop.run("verify", "shop", "proven", "--store", store, "--target", "local").expect(0);
        Scene.Ran all = shop.run("verify", "shop", "--all", "--store", store, "--target", "local").expect(0);
        assertEquals(2, all.out().lines().filter(line -> line.contains("PASSED")).count(), all.out());
    }

    @Test
    void it_is_checked_and_listed() {
        Scene.Ran check = shop.run("verify", "check", "shop", "--store", store).expect(0);
        assertEquals(2, check.out().lines().filter(line -> line.contains("INTACT")).count(), check.out());
        assertTrue(shop.run("backup", "list", "shop", "--store", store).expect(0).out()
                .startsWith("set shop  1 run, 1 whole\n"));
    }

    @Test
    void it_is_restored_and_rolled_back_by_its_name() {
        Path file = folder.resolve("rescued.db");
        Object[] to = {"--to", "orders=" + shop.url, "--to", "uploads=sqlite:" + file, "--store", store, "--yes"};
        shop.server.execute(shop.database, "DELETE FROM orders WHERE id > 10");
        Scene.Ran none = shop.run("restore", "shop", "--store", store, "--to", "sqlite:" + file).expect(2);
        assertTrue(none.err().contains("does not say of which job of the set"), none.err());
        none = shop.run("restore", "shop", "--store", store, "--to", "source").expect(2);
        assertTrue(none.err().contains("in a set --to orders=sqlite:file.db"), none.err());
        shop.run("restore", with("shop", to)).expect(0);
        assertEquals("500", shop.orders());
        assertEquals("3", shop.scene.query(file, "SELECT count(*) FROM files"));
        shop.run("restore", with("rollback", with("shop", to))).expect(0);
        assertEquals("10", shop.orders());
    }

    private static Object[] with(Object first, Object... rest) {
        return Stream.concat(Stream.of(first), Arrays.stream(rest)).toArray();
    }

    @Test
    void at_a_terminal_the_target_of_each_member_is_asked() {
        Path file = folder.resolve("rescued.db");
        shop.server.execute(shop.database, "DELETE FROM orders WHERE id > 10");
        Scene.Ran ran = shop.scene.typing(shop.url + "\nsqlite:" + file + "\nshop\n", "restore", "shop", "--store",
                store).expect(0);
        assertTrue(ran.err().contains("restore job [orders] to? a URL or sqlite:FILE: "), ran.err());
        assertEquals("500", shop.orders());
        assertEquals("3", shop.scene.query(file, "SELECT count(*) FROM files"));
    }

    @Test
    void its_files_are_fetched_each_job_into_a_folder() {
        Path to = folder.resolve("fetched");
        Scene.Ran ran = shop.run("restore", "fetch", "shop", "--dir", to, "--store", store).expect(0);
        String id = shop.ids("uploads").getFirst();
        assertTrue(ran.out().contains(to.resolve("orders") + "/"), ran.out());
        assertEquals("3", shop.scene.query(to.resolve("uploads/uploads-" + id + ".db"), "SELECT count(*) FROM files"));
        Scene.Ran again = shop.run("restore", "fetch", "shop", "--dir", to, "--store", store).expect(2);
        assertTrue(again.err().contains("fetching job [orders] of set [shop] failed: ["), again.err());
    }

    @Test
    void a_run_is_found_behind_newer_backups_of_single_members() {
        shop.run("backup", "--source", "sqlite:" + shop.uploads, "--job", "uploads", "--to", store).expect(0);
        shop.run("backup", "--source", shop.url, "--job", "orders", "--to", store).expect(0);
        Scene.Ran ran = shop.run("verify", "check", "shop", "--store", store).expect(0);
        assertTrue(ran.out().contains(shop.ids("orders").getFirst()), ran.out());
    }

    @Test
    void its_jobs_are_those_of_its_newest_run() throws IOException {
        shop.configure("""
                stores: { local: { type: directory, path: backups } }
                jobs:
                  zoo: { source: "sqlite:notes.db" }
                  orders: { source: "%s" }
                  uploads: { source: "sqlite:uploads.db" }
                sets: { shop: [uploads, zoo] }
                """.formatted(shop.url));
        shop.run("backup", "shop").expect(0);
        shop.scene.without("LIFEBOAT_CONFIG");
        Files.delete(folder.resolve("lifeboat.yaml"));
        Scene.Ran ran = shop.run("verify", "check", "shop", "--all", "--store", store).expect(0);
        assertTrue(ran.out().contains("zoo  ") && ran.out().contains("uploads  ")
                && !ran.out().contains("orders  "), ran.out());
        ran = shop.run("verify", "check", "shop", "--store", store).expect(0);
        assertTrue(ran.out().contains(shop.ids("zoo").getLast()), ran.out());
    }

    @Test
    void a_job_comes_before_a_set_of_its_name_and_what_is_neither_is_an_error() {
        shop.run("backup", "--source", "sqlite:" + shop.uploads, "--job", "shop", "--to", store).expect(0);
        Scene.Ran ran = shop.run("verify", "check", "shop", "--store", store).expect(0);
        assertEquals(1, ran.out().lines().filter(line -> line.contains("INTACT")).count(), ran.out());
        for (List<String> command : List.of(List.of("verify", "drill"), List.of("verify", "check"))) {
            Scene.Ran none = shop.run(command.getFirst(), command.getLast(), "shoop", "--store", store).expect(6);
            assertTrue(none.err().contains("jobs in this store: orders, shop, uploads"), none.err());
        }
    }
}
