package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lifeboat.base.Environment;
import lifeboat.base.Output;
import lifeboat.catalog.Catalog;
import lifeboat.catalog.Event;
import lifeboat.catalog.Journal;
import lifeboat.catalog.Manifest;
import lifeboat.config.Config;
import lifeboat.config.Options;
import lifeboat.report.SyncReport;
import lifeboat.store.DirectoryStore;
import lifeboat.store.Store;
import lifeboat.testing.Shell;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SyncTest {
    @TempDir
    private Path folder;
    private Scene scene;
    private Path config;

    @BeforeEach
    void shop() throws Exception {
        scene = new Scene(folder);
        scene.sqlite("shop.db", "CREATE TABLE orders(id INTEGER PRIMARY KEY, note BLOB)",
                "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
                        + " INSERT INTO orders SELECT i, randomblob(1000) FROM n");
        config = configured("a", "b");
        scene.without("LIFEBOAT_IDENTITY");
    }

    @Test
    void a_store_that_was_away_gets_what_it_missed_and_nothing_else() throws Exception {
        Files.writeString(folder.resolve("b"), "the disk is not mounted");
        scene.run("backup", "--config", config).expect(8);
        scene.run("backup", "--config", config).expect(8);
        assertTrue(scene.run("backup", "sync", "--config", config).expect(8).err().contains("cannot be read"));

        Files.delete(folder.resolve("b"));
        scene.run("backup", "--config", config).expect(0);
        assertEquals(1, manifests("b").size());
        Scene.Ran would = scene.run("backup", "sync", "--config", config, "--dry-run").expect(0);
        assertEquals(2, would.out().lines().filter(line -> line.contains("would copy")).count(), would.out());
        assertEquals(1, manifests("b").size());

        Scene.Ran done = scene.run("backup", "sync", "shop", "--config", config).expect(0);
        assertEquals(2, done.out().lines().filter(line -> line.contains("COPIED")).count(), done.out());
        assertEquals(contents("a"), contents("b"));
        assertEquals(2, new Journal(new DirectoryStore(folder.resolve("b")), "shop").read(Event.SYNC).size());
        assertTrue(scene.run("backup", "sync", "--config", config).expect(0).out().contains("nothing to copy"));
        scene.with("LIFEBOAT_IDENTITY", scene.keys.identity().value());
        scene.run("verify", "check", "shop", "--all", "--store", folder.resolve("b")).expect(0);
    }

    @Test
    void a_damaged_copy_is_never_spread() throws Exception {
        scene.run("backup", "--config", config).expect(0);
        damage("a");
        removeBackups("b");
        Scene.Ran ran = scene.run("backup", "sync", "--config", config).expect(5);
        assertTrue(ran.err().contains("is damaged in store [a]: it has another SHA-256 than the manifest says"),
                ran.err());
        assertEquals(Map.of(), contents("b"));
    }

    @Test
    void where_one_copy_is_damaged_the_next_store_gives_its_own() throws Exception {
        config = configured("a", "c", "b");
        scene.run("backup", "--config", config).expect(0);
        damage("a");
        removeBackups("b");
        Scene.Ran ran = scene.run("backup", "sync", "--config", config).expect(5);
        assertTrue(ran.out().contains("c → b") && ran.err().contains("store [a]"), ran.out() + ran.err());
        assertEquals(contents("c"), contents("b"));
    }

    @Test
    void what_a_store_has_pruned_itself_stays_away() throws Exception {
        scene.run("backup", "--config", config).expect(0);
        String id = manifests("a").getFirst().id();
        removeBackups("b");
        new Journal(new DirectoryStore(folder.resolve("b")), "shop")
                .append(Event.of(Event.PRUNE, Instant.now(), true).withDetail("ids", id));
        Scene.Ran ran = scene.run("backup", "sync", "--config", config).expect(0);
        assertTrue(ran.out().contains("left out 1 backup that the store itself has pruned"), ran.out());
        assertEquals(Map.of(), contents("b"));
    }

    @Test
    void a_large_pruning_is_remembered_whole() throws Exception {
        scene.execute(folder.resolve("shop.db"), "DELETE FROM orders WHERE id > 1", "VACUUM");
        scene.run("backup", "--config", config).expect(0);
        for (int hour = 1; hour <= 230; hour++) {
            new History(folder.resolve("b"), "shop")
                    .at(Instant.parse("2026-01-01T00:00:00Z").plusSeconds(3600L * hour));
        }
        Shell.in(folder).must("cp -r b/shop/202601* a/shop");
        String text = Files.readString(config);
        Files.writeString(config, text.replace("stores: [a, b]", "stores: [a, b], keep: { last: 2 }"));
        scene.run("backup", "prune", "--store", "b", "--config", config).expect(0);
        List<Event> noted = new Journal(new DirectoryStore(folder.resolve("b")), "shop").read(Event.PRUNE);
        assertEquals(List.of("100", "100", "29"), noted.stream().map(e -> e.details().get("removed")).toList());
        Files.writeString(config, text);
        Scene.Ran ran = scene.run("backup", "sync", "--config", config).expect(0);
        assertTrue(ran.out().contains("left out 229 backups that the store itself has pruned"), ran.out());
        assertEquals(2, manifests("b").size());
    }

    @Test
    void a_copy_that_breaks_off_leaves_no_backup_and_no_part() throws Exception {
        scene.run("backup", "--config", config).expect(0);
        removeBackups("b");
        Environment env = new Environment(scene.variables());
        Config read = Setup.toRead(new Options(Optional.of(config.toString()), Optional.empty(), List.of(),
                Optional.empty()), env);
        Context context = new Context(env, Output.SILENT, Clock.systemUTC(), read);
        Map<String, Store> stores = new LinkedHashMap<>();
        stores.put("a", new DirectoryStore(folder.resolve("a")));
        stores.put("b", new FaultyStore(new DirectoryStore(folder.resolve("b"))).failingAfter(1_500_000));
        try (OpenStores open = OpenStores.of(context, stores)) {
            List<SyncReport> reports = SyncRun.run(context, read.jobs().get("shop"), open, Optional.empty(),
                    Optional.empty(), false);
            assertEquals(List.of(8), reports.stream().map(SyncReport::exitCode).toList());
            assertTrue(reports.getFirst().error().contains("connection reset by peer"), reports.getFirst().error());
        }
        assertEquals(Map.of(), contents("b"));
    }

    @Test
    void stores_that_the_job_does_not_have_are_refused() {
        assertTrue(scene.run("backup", "sync", "shop", "--config", config, "--from", "zebra").expect(2).err()
                .contains("[zebra] is no store of job [shop]"));
        assertTrue(scene.run("backup", "sync", "shop", "--config", config, "--from", "a", "--to", "a").expect(2).err()
                .contains("--from and --to both name [a]"));
    }

    private Path configured(String... stores) throws IOException {
        StringBuilder text = new StringBuilder("stores:\n");
        for (String store : stores) {
            text.append("  %s: { type: directory, path: \"%s/%s\" }\n".formatted(store, folder, store));
        }
        text.append("keys: { recipients: [\"%s\"] }\n".formatted(scene.keys.recipient()));
        text.append("jobs:\n  shop: { source: { type: sqlite, path: \"%s/shop.db\" }, stores: [%s] }\n"
                .formatted(folder, String.join(", ", stores)));
        return Files.writeString(folder.resolve("lifeboat.yaml"), text);
    }

    private List<Manifest> manifests(String store) {
        return new Catalog(new DirectoryStore(folder.resolve(store))).backups("shop").manifests();
    }

    private void damage(String store) throws IOException {
        Manifest manifest = manifests(store).getFirst();
        Path part = folder.resolve(store).resolve(Catalog.key("shop", manifest.parts().getFirst()));
        byte[] bytes = Files.readAllBytes(part);
        bytes[bytes.length / 2] ^= 1;
        Files.write(part, bytes);
    }

    private void removeBackups(String store) throws IOException {
        for (String key : contents(store).keySet()) {
            Files.delete(folder.resolve(store).resolve(key));
        }
    }

    /** Files of backups, finished or not, and what is in them. */
    private Map<String, Integer> contents(String store) throws IOException {
        Map<String, Integer> contents = new TreeMap<>();
        Path root = folder.resolve(store);
        try (var paths = Files.walk(root)) {
            for (Path path : paths.filter(Files::isRegularFile).filter(p ->
                    !p.toString().contains("/journal/")).toList()) {
                contents.put(root.relativize(path).toString(), Arrays.hashCode(Files.readAllBytes(path)));
            }
        }
        return contents;
    }
}
