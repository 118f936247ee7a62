package lifeboat.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import lifeboat.base.Environment;
import lifeboat.store.DirectoryStore;
import lifeboat.store.Store;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestCacheTest {
    private static final int COUNT = 500;
    private static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");

    @TempDir
    private Path folder;
    private Path cache;
    private DirectoryStore real;
    private final Map<String, Integer> calls = new ConcurrentSkipListMap<>();

    @BeforeEach
    void many() throws Exception {
        cache = folder.resolve("cache");
        real = new DirectoryStore(folder.resolve("store"));
        ManyBackups.fill(real, "orders", COUNT);
    }

    @Test
    void the_second_look_costs_one_listing() {
        assertEquals(COUNT, look(NOW));
        assertEquals(COUNT, calls.get("read"));
        calls.clear();
        assertEquals(COUNT, look(NOW));
        assertEquals(Map.of("tree", 1), calls);
    }

    @Test
    void journal_entries_are_kept_too() {
        Store store = ManifestCache.in(cache, counted(), NOW);
        assertEquals(COUNT / 10, new Journal(store, "orders").read(Event.DRILL).size());
        calls.clear();
        store = ManifestCache.in(cache, counted(), NOW);
        assertEquals(COUNT / 10, new Journal(store, "orders").read(Event.DRILL).size());
        assertEquals(Map.of("tree", 1), calls);
    }

    @Test
    void what_is_gone_from_the_store_is_not_listed() throws Exception {
        look(NOW);
        BackupId first = new Catalog(real).ids("orders").getFirst();
        real.delete("orders/" + first + "/manifest.json");
        assertEquals(COUNT - 1, look(NOW));
    }

    @Test
    void a_changed_copy_is_not_believed() throws Exception {
        look(NOW);
        for (Path copy : copies()) {
            String text = Files.readString(copy);
            Files.writeString(copy, text.replace("public", "secret"));
        }
        calls.clear();
        List<Manifest> found = new Catalog(ManifestCache.in(cache, counted(), NOW)).backups("orders").manifests();
        assertEquals(COUNT, found.size());
        assertTrue(found.stream().allMatch(m -> m.fingerprint().tables().getFirst().schema().equals("public")));
        assertEquals(COUNT, calls.get("read"));
    }

    @Test
    void a_damaged_manifest_is_not_copied() throws Exception {
        BackupId first = new Catalog(real).ids("orders").getFirst();
        Path manifest = folder.resolve("store/orders/" + first + "/manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replace("public", "secret"));
        Catalog.Backups backups = new Catalog(ManifestCache.in(cache, counted(), NOW)).backups("orders");
        assertEquals(1, backups.problems().size());
        assertEquals(COUNT - 1, copies().size());
    }

    @Test
    void copies_are_private_and_go_when_they_were_not_used_for_long() throws Exception {
        look(NOW);
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)));
        List<Path> copies = copies();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(copies.getFirst())));
        for (Path copy : copies.subList(0, 100)) {
            Files.setLastModifiedTime(copy, FileTime.from(NOW.minus(ManifestCache.KEPT)));
        }
        ManifestCache.in(cache, counted(), NOW.plusSeconds(1));
        assertEquals(COUNT - 100, copies().size());
    }

    @Test
    void a_cache_that_cannot_be_written_is_no_error() throws Exception {
        Files.writeString(cache, "a file where the folder should be");
        assertEquals(COUNT, look(NOW));
    }

    @Test
    void local_stores_and_whoever_says_so_go_without() {
        assertSame(real, ManifestCache.over(real, new Environment(Map.of("HOME", folder.toString())), NOW));
        Environment off = new Environment(Map.of("HOME", folder.toString(), "LIFEBOAT_NO_CACHE", "1"));
        Catalog uncopied = new Catalog(ManifestCache.over(counted(), off, NOW));
        assertEquals(COUNT, uncopied.backups("orders").manifests().size());
        assertEquals(List.of(), uncopied.unfinished("orders"));
        assertEquals(Map.of("tree", 1, "read", COUNT), calls);
        assertFalse(Files.exists(folder.resolve(".cache")));
    }

    private int look(Instant now) {
        return new Catalog(ManifestCache.in(cache, counted(), now)).backups("orders").manifests().size();
    }

    private List<Path> copies() throws IOException {
        try (var files = Files.walk(cache)) {
            return files.filter(f -> f.getFileName().toString().startsWith("manifest.json-")).sorted().toList();
        }
    }

    /** The store as if it were far away, with its calls counted. */
    private Store counted() {
        return (Store) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Store.class},
                (_, method, arguments) -> {
                    if (method.getName().equals("remote")) {
                        return true;
                    }
                    if (!method.getName().equals("describe")) {
                        calls.merge(method.getName(), 1, Integer::sum);
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
