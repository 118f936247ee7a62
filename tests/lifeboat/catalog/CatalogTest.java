package lifeboat.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import lifeboat.base.Json;
import lifeboat.base.UserError;
import lifeboat.store.DirectoryStore;
import lifeboat.store.Store;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogTest {
    private static final String FIRST = "20260115T020000Z-7f3a";
    private static final String SECOND = "20260116T020000Z-0001";
    private static final String THIRD = "20260117T020000Z-0002";

    @TempDir
    Path root;
    private Store store;
    private Catalog catalog;

    @BeforeEach
    void open() {
        store = new DirectoryStore(root);
        catalog = new Catalog(store);
    }

    @Test
    void a_committed_manifest_is_read_as_it_was_written() {
        Manifest manifest = Manifests.sqlite("shop", FIRST);
        catalog.commit(manifest);
        assertEquals(manifest, catalog.manifest("shop", new BackupId(FIRST)));
        assertEquals(List.of(new BackupId(FIRST)), catalog.ids("shop"));
        assertEquals(List.of("shop"), catalog.jobs());
    }

    @Test
    void a_folder_without_a_manifest_is_no_backup() throws IOException {
        catalog.commit(Manifests.sqlite("shop", FIRST));
        store.put("shop/" + SECOND + "/shop-" + SECOND + ".db", new byte[3]);
        assertEquals(List.of(new BackupId(FIRST)), catalog.ids("shop"));
        assertEquals(1, catalog.backups("shop").manifests().size());
        assertEquals(FIRST, catalog.newest("shop").orElseThrow().id());
        assertEquals(FIRST, catalog.select("shop", new Selector.Latest()).id());
    }

    @Test
    void backups_are_listed_oldest_first() {
        for (String id : List.of(THIRD, FIRST, SECOND)) {
            catalog.commit(Manifests.sqlite("shop", id));
        }
        assertEquals(List.of(FIRST, SECOND, THIRD), catalog.backups("shop").manifests().stream().map(Manifest::id)
                .toList());
        assertEquals(List.of(FIRST, SECOND, THIRD), catalog.ids("shop").stream().map(BackupId::text).toList());
    }

    @Test
    void a_store_that_holds_nothing_has_no_jobs_and_no_backups() throws IOException {
        Files.createDirectories(root.resolve("photos/2024"));
        Files.createDirectories(root.resolve("Not A Job"));
        assertEquals(List.of(), catalog.jobs());
        assertEquals(List.of(), catalog.ids("shop"));
        assertEquals(Optional.empty(), catalog.newest("shop"));
    }

    @Test
    void a_job_that_only_failed_so_far_is_a_job() {
        new Journal(store, "shop").append(Event.of(Event.FAILURE, java.time.Instant.now(), false));
        assertEquals(List.of("shop"), catalog.jobs());
    }

    @Test
    void a_second_commit_of_an_id_is_refused_and_changes_nothing() {
        Manifest manifest = Manifests.sqlite("shop", FIRST);
        catalog.commit(manifest);
        UserError error = assertThrows(UserError.class, () -> catalog.commit(Manifests.safety("shop", FIRST)));
        assertTrue(error.getMessage().contains("exists already"), error.getMessage());
        assertEquals(manifest, catalog.manifest("shop", new BackupId(FIRST)));
    }

    @Test
    void a_commit_that_is_repeated_because_its_answer_was_lost_is_fine() {
        catalog.commit(Manifests.sqlite("shop", FIRST));
        catalog.commit(Manifests.sqlite("shop", FIRST));
        assertEquals(1, catalog.ids("shop").size());
    }

    @Test
    void of_many_commits_of_one_id_exactly_one_wins() throws Exception {
        try (var threads = Executors.newFixedThreadPool(8)) {
            List<Callable<Boolean>> tasks = new java.util.ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String part = ".db.n" + i;
                tasks.add(() -> {
                    try {
                        catalog.commit(Manifests.of("shop", FIRST, Manifest.BACKUP,
                                List.of(Manifests.part("shop", FIRST, "data", part, List.of())), List.of()));
                        return true;
                    } catch (UserError _) {
                        return false;
                    }
                });
            }
            int won = 0;
            for (var result : threads.invokeAll(tasks)) {
                won += result.get() ? 1 : 0;
            }
            assertEquals(1, won);
        }
    }

    @Test
    void every_changed_byte_of_a_manifest_is_noticed() throws IOException {
        catalog.commit(Manifests.sqlite("shop", FIRST));
        byte[] good = Files.readAllBytes(manifestFile(FIRST));
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            Files.write(manifestFile(FIRST), bad);
            UserError error = assertThrows(UserError.class, () -> catalog.manifest("shop", new BackupId(FIRST)));
            assertTrue(error.getMessage().contains(FIRST), error.getMessage());
        }
        for (int length = 0; length < good.length; length += 7) {
            Files.write(manifestFile(FIRST), java.util.Arrays.copyOf(good, length));
            assertBad(FIRST, "");
        }
        good[good.length / 2] = (byte) 0xff;
        Files.write(manifestFile(FIRST), good);
        assertBad(FIRST, "is not UTF-8 text");
    }

    @Test
    void a_damaged_manifest_is_reported_and_hides_no_other() throws IOException {
        catalog.commit(Manifests.sqlite("shop", FIRST));
        catalog.commit(Manifests.sqlite("shop", SECOND));
        Files.writeString(manifestFile(SECOND), "{ \"format\": 1 ");
        Catalog.Backups backups = catalog.backups("shop");
        assertEquals(List.of(FIRST), backups.manifests().stream().map(Manifest::id).toList());
        assertEquals(new BackupId(SECOND), backups.problems().getFirst().id());
        assertEquals(FIRST, catalog.newest("shop").orElseThrow().id());
    }

    @Test
    void latest_does_not_take_an_older_backup_when_the_newest_is_damaged() throws IOException {
        catalog.commit(Manifests.sqlite("shop", FIRST));
        catalog.commit(Manifests.sqlite("shop", SECOND));
        Files.writeString(manifestFile(SECOND), "{}");
        UserError error = assertThrows(UserError.class, () -> catalog.select("shop", new Selector.Latest()));
        assertEquals(Optional.of(UserError.Kind.BAD_BACKUP), error.kind());
        assertTrue(error.getMessage().contains(SECOND));
    }

    @Test
    void a_newer_format_asks_to_upgrade_and_hides_no_other() throws IOException {
        catalog.commit(Manifests.sqlite("shop", FIRST));
        store.put("shop/" + SECOND + "/manifest.json",
                "{\"format\": 2, \"parts\": \"new\"}".getBytes(StandardCharsets.UTF_8));
        UserError error = assertThrows(UserError.class, () -> catalog.manifest("shop", new BackupId(SECOND)));
        assertTrue(error.hint().orElseThrow().contains("upgrade"));
        assertTrue(error.getMessage().contains("format [2]"), error.getMessage());
        assertEquals(1, catalog.backups("shop").manifests().size());
        assertEquals(FIRST, catalog.newest("shop").orElseThrow().id());
    }

    @Test
    void a_manifest_of_another_job_or_id_is_refused() throws IOException {
        catalog.commit(Manifests.sqlite("shop", FIRST));
        byte[] bytes = Files.readAllBytes(manifestFile(FIRST));
        store.put("shop/" + SECOND + "/manifest.json", bytes);
        store.put("other/" + FIRST + "/manifest.json", bytes);
        assertBad(SECOND, "names another id");
        assertTrue(assertThrows(UserError.class, () -> catalog.manifest("other", new BackupId(FIRST)))
                .getMessage().contains("names another job"));
    }

    @Test
    void values_that_lead_elsewhere_or_make_no_sense_are_refused() throws IOException {
        refused(json -> json.replace("\"" + FIRST + "/shop", "\"../shop"), "part name");
        refused(json -> json.replace("\"" + FIRST + "/shop", "\"" + FIRST + "/../../shop"), "part name");
        refused(json -> json.replace("\"" + FIRST + "/shop", "\"/shop"), "part name");
        refused(json -> json.replace("\"" + FIRST + "/shop", "\"" + FIRST + "/.shop"), "part name");
        refused(json -> json.replaceFirst(FIRST + "/[^\"]*", FIRST + "/manifest.json"), "part name");
        refused(json -> json.replace("\"size\": 100", "\"size\": -1"), "negative size");
        refused(json -> json.replace("\"size\": 100", "\"size\": \"many\""), "not what it should be");
        refused(json -> json.replaceFirst(Manifests.SHA, "abc"), "sha256");
        refused(json -> json.replace("[\n        \"zstd\"", "[\n        \"zstd; rm -rf /\""), "layer");
        refused(json -> json.replace("[\n        \"zstd\"", "[\n        null"), "not what it should be");
        refused(json -> json.replace("\"rows\": 2", "\"rows\": -2"), "row count");
        refused(json -> json.replaceFirst("\"name\": \"orders\",", ""), "wrong table");
        refused(json -> json.replace("\"tables\": [", "\"tables\": [ { \"name\": \"orders\", \"rows\": 1 },"
                + " { \"name\": \"other\", \"rows\": 1 },"), "wrong table");
        refused(json -> json.replaceFirst("\"digest\": \"0", "\"digest\": \"g"), "wrong digest for table [orders]");
        refused(json -> json.replace("\"kind\": \"backup\"", "\"kind\": \"toy\""), "kind");
        refused(json -> json.replace("\"format\": 1", "\"format\": 0"), "format");
        refused(json -> json.replace("\"format\": 1,", ""), "format");
        refused(json -> json.replaceFirst("\"started\": \"[^\"]*\"", "\"started\": \"yesterday\""),
                "not what it should be");
    }

    @Test
    void a_part_of_another_backup_of_the_job_is_allowed() {
        Manifest manifest = Manifests.of("shop", SECOND, Manifest.BACKUP,
                List.of(Manifests.part("shop", FIRST, "data", ".db", List.of())), List.of());
        catalog.commit(manifest);
        assertEquals(manifest, catalog.manifest("shop", new BackupId(SECOND)));
        assertEquals("shop/" + FIRST + "/shop-" + FIRST + ".db", Catalog.key("shop", manifest.parts().getFirst()));
    }

    @Test
    void a_name_that_is_no_job_name_reaches_no_store() {
        for (String name : List.of("..", "a/b", "Shop", "", "-shop", "a".repeat(64), ".shop")) {
            assertThrows(UserError.class, () -> catalog.ids(name), name);
            assertThrows(UserError.class, () -> new Journal(store, name), name);
        }
    }

    /** Writes a sealed manifest with changed JSON. */
    private void refused(UnaryOperator<String> change, String problem) throws IOException {
        String good = Json.pretty(Manifests.sqlite("shop", FIRST));
        String bad = change.apply(good);
        assertTrue(!bad.equals(good), "nothing changed: " + problem);
        String digest = Documents.sha256(bad.getBytes(StandardCharsets.UTF_8));
        store.put("shop/" + FIRST + "/manifest.json", (bad.substring(0, bad.length() - 2) + ",\n  \"sha256\": \""
                + digest
                + "\"\n}\n").getBytes(StandardCharsets.UTF_8));
        assertBad(FIRST, problem);
    }

    private void assertBad(String id, String part) {
        UserError error = assertThrows(UserError.class, () -> catalog.manifest("shop", new BackupId(id)));
        assertEquals(Optional.of(UserError.Kind.BAD_BACKUP), error.kind());
        assertTrue(error.getMessage().contains(part), error.getMessage());
    }

    private Path manifestFile(String id) {
        return root.resolve("shop").resolve(id).resolve("manifest.json");
    }
}
