package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import lifeboat.base.Environment;
import lifeboat.catalog.Catalog;
import lifeboat.config.Config;
import lifeboat.config.Options;
import lifeboat.report.BackupReport;
import lifeboat.store.DirectoryStore;
import lifeboat.store.Store;
import lifeboat.testing.Warnings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SeveralStoresTest {
    @TempDir
    private Path folder;
    private Scene scene;
    private final List<String> warnings = new CopyOnWriteArrayList<>();

    @BeforeEach
    void shop() {
        scene = new Scene(folder);
        scene.sqlite("shop.db", "CREATE TABLE orders(id INTEGER PRIMARY KEY, note BLOB)",
                "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
                        + " INSERT INTO orders SELECT i, randomblob(1000) FROM n");
    }

    @Test
    void a_store_that_fails_in_the_middle_of_a_part_costs_exit_code_8_and_only_its_own_copy() throws Exception {
        BackupReport report = backUp(new FaultyStore(new DirectoryStore(folder.resolve("b"))).failingAfter(1_500_000));
        assertEquals(8, report.exitCode(), report.error());
        assertEquals("partial", report.verdict());
        assertTrue(report.error().contains("stored in [a]")
                && report.error().contains("[b] (connection reset by peer)"),
                report.error());
        assertEquals(1, backups("a"));
        assertEquals(List.of(), leftovers("b"));
    }

    @Test
    void a_store_that_refuses_everything_is_left_out() throws Exception {
        BackupReport report = backUp(new FaultyStore(new DirectoryStore(folder.resolve("b"))).down(true));
        assertEquals(8, report.exitCode(), report.error());
        assertTrue(report.error().contains("connection refused"), report.error());
        assertEquals(1, backups("a"));
    }

    @Test
    void a_lock_that_cannot_be_released_costs_a_pruning_and_no_backup() throws Exception {
        BackupReport report = backUp(new FaultyStore(new DirectoryStore(folder.resolve("b"))).guarding("lock.json"));
        assertTrue(warnings.getFirst().startsWith("the lock of job [shop] in store [b] could not be released")
                && warnings.getFirst().contains("permission denied"), warnings.toString());
        assertEquals(8, report.exitCode(), report.error());
        assertTrue(report.error().contains("backed up, but old backups could not be pruned: [b] "), report.error());
        assertEquals(1, backups("a"));
        assertEquals(1, backups("b"));
    }

    @Test
    void a_backup_that_cannot_be_noted_is_a_backup() throws Exception {
        BackupReport report = backUp(new FaultyStore(new DirectoryStore(folder.resolve("b"))).guarding("journal/"));
        assertEquals(0, report.exitCode(), report.error());
        assertEquals(1, backups("b"));
        assertTrue(warnings.getFirst().contains("is in store [b], but could not be noted in its journal: "),
                warnings.toString());
    }

    @Test
    void what_to_do_is_said_for_the_store_that_failed() throws Exception {
        Files.writeString(folder.resolve("b"), "not mounted");
        BackupReport report = backUp(new DirectoryStore(folder.resolve("b")));
        assertEquals(8, report.exitCode(), report.error());
        assertTrue(report.hint().endsWith("; then `backup sync shop` copies to it what it lacks"), report.hint());
    }

    private BackupReport backUp(Store second) throws Exception {
        Files.writeString(folder.resolve("lifeboat.yaml"), """
                stores:
                  a: { type: directory, path: "%s/a" }
                  b: { type: directory, path: "%s/b" }
                keys: { recipients: ["%s"] }
                jobs:
                  shop: { source: { type: sqlite, path: "%s/shop.db" }, stores: [a, b] }
                """.formatted(folder, folder, scene.keys.recipient(), folder));
        Environment env = new Environment(scene.variables());
        Config config = Setup.toWrite(new Options(Optional.of(folder.resolve("lifeboat.yaml").toString()),
                Optional.empty(),
                List.of(), Optional.empty()), env);
        Context context = new Context(env, new Warnings(warnings), Clock.systemUTC(), config);
        Map<String, Store> stores = new LinkedHashMap<>();
        stores.put("a", new DirectoryStore(folder.resolve("a")));
        stores.put("b", second);
        try (OpenStores open = OpenStores.of(context, stores)) {
            return BackupRun.run(context, config.jobs().get("shop"), open);
        }
    }

    private int backups(String store) {
        return new Catalog(new DirectoryStore(folder.resolve(store))).backups("shop").manifests().size();
    }

    /** Files of parts, finished or not. */
    private List<String> leftovers(String store) throws Exception {
        try (var paths = Files.walk(folder.resolve(store))) {
            return paths.filter(Files::isRegularFile).map(Path::toString).filter(p ->
                    !p.contains("/journal/")).toList();
        }
    }
}
