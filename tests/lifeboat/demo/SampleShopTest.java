package lifeboat.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import lifeboat.base.Environment;
import lifeboat.base.Output;
import lifeboat.fingerprint.Comparison;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.fingerprint.TableFingerprint;
import lifeboat.source.Dump;
import lifeboat.source.SqliteSource;
import lifeboat.sqlite.SqliteChecks;
import lifeboat.testing.PlainBackup;
import lifeboat.testing.SqliteFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleShopTest {
    @TempDir
    private Path folder;
    private Path shop;

    @BeforeEach
    void create() throws Exception {
        shop = folder.resolve("shop.db");
        SampleShop.create(shop);
    }

    @Test
    void the_shop_has_what_a_shop_has() throws Exception {
        PlainBackup backup = backup();
        Fingerprint fingerprint = backup.manifest().fingerprint();
        assertTrue(fingerprint.rows() > 290_000, "" + fingerprint.rows());
        assertTrue(fingerprint.objects().keySet().containsAll(
                List.of("index", "table", "trigger", "view", "virtual table")), fingerprint.objects().toString());
        assertEquals("wal", backup.manifest().source().settings().get("journal_mode"));
        SqliteChecks checks = SqliteChecks.of(backup.parts().get("data"));
        assertEquals(0, checks.violations());
        assertEquals("1", new SqliteFile(shop).text(
                "SELECT count(*) > 0 FROM product_search WHERE product_search MATCH 'lamp'"));
    }

    @Test
    void it_is_the_same_every_time() throws Exception {
        Path other = folder.resolve("other.db");
        SampleShop.create(other);
        assertEquals(fingerprint(shop), fingerprint(other));
    }

    @Test
    void a_change_changes_and_keeps_the_foreign_keys() throws Exception {
        Fingerprint before = fingerprint(shop);
        SampleShop.change(shop);
        Fingerprint after = fingerprint(shop);
        assertNotEquals(before.tables(), after.tables());
        PlainBackup backup = backup();
        assertEquals("0", backup.manifest().source().settings().get("foreign_key_violations"));
    }

    @Test
    void the_accident_empties_one_table() throws Exception {
        Fingerprint before = fingerprint(shop);
        assertEquals(150_000, SampleShop.accident(shop));
        assertEquals(List.of("order_items"), Comparison.of(before, fingerprint(shop)).tables().stream()
                .filter(table -> !table.passed()).map(Comparison.TableResult::title).toList());
    }

    @Test
    void a_backup_beside_a_busy_writer_is_quick_and_holds_whole_orders() throws Exception {
        try (ShopWriter writer = SampleShop.startWriter(shop)) {
            await(writer, 20);
            Instant start = Instant.now();
            long before = writer.commits();
            long counted;
            Map<String, Long> rows;
            try (Dump dump = source(shop).open()) {
                counted = writer.commits();
                dump.write(dump.parts().getFirst(), OutputStream.nullOutputStream());
                rows = rows(dump.finish().fingerprint());
            }
            assertTrue(Duration.between(start, Instant.now()).toSeconds() < 10);
            long orders = rows.get("orders") - 60_000;
            assertEquals(orders, rows.get("order_items") - 150_000);
            assertTrue(orders >= before && orders <= counted + 1, before + " <= " + orders + " <= " + counted);
            await(writer, counted + 20);
        }
    }

    private static void await(ShopWriter writer, long commits) {
        Instant limit = Instant.now().plusSeconds(20);
        while (writer.commits() < commits) {
            assertTrue(Instant.now().isBefore(limit), "the writer stands still");
            Thread.onSpinWait();
        }
    }

    private static Map<String, Long> rows(Fingerprint fingerprint) {
        return fingerprint.tables().stream()
                .collect(Collectors.toMap(TableFingerprint::title, TableFingerprint::rows));
    }

    private Fingerprint fingerprint(Path file) throws Exception {
        try (Dump dump = source(file).open()) {
            dump.write(dump.parts().getFirst(), OutputStream.nullOutputStream());
            return dump.finish().fingerprint();
        }
    }

    private PlainBackup backup() throws Exception {
        return PlainBackup.of(source(shop), folder);
    }

    private SqliteSource source(Path file) {
        return new SqliteSource(file, new Environment(Map.of("TMPDIR", folder.toString())), Output.SILENT);
    }
}
