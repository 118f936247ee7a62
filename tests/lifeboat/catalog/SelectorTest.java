package lifeboat.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import lifeboat.base.UserError;
import lifeboat.store.DirectoryStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelectorTest {
    private static final String A = "20260114T230000Z-aaaa";
    private static final String B = "20260115T020000Z-7f3a";
    private static final String C = "20260115T020000Z-7f3b";
    private static final String D = "20260116T020000Z-dddd";
    private static final String SAFETY = "20260117T020000Z-5afe";

    @TempDir
    Path root;
    private DirectoryStore store;
    private Catalog catalog;

    @BeforeEach
    void fill() {
        store = new DirectoryStore(root);
        catalog = new Catalog(store);
        List.of(A, B, C, D).forEach(id -> catalog.commit(Manifests.sqlite("shop", id)));
        catalog.commit(Manifests.safety("shop", SAFETY));
    }

    @Test
    void latest_is_the_newest_ordinary_backup() {
        assertEquals(D, select("latest"));
    }

    @Test
    void an_id_or_its_beginning_names_any_backup() {
        assertEquals(B, select(B));
        assertEquals(SAFETY, select(SAFETY));
        assertEquals(SAFETY, select("20260117"));
        assertEquals(C, select("20260115T020000Z-7f3b"));
        assertEquals(D, select("20260116T02"));
    }

    @Test
    void an_ambiguous_beginning_is_refused_with_the_candidates() {
        UserError error = refused("20260115");
        assertTrue(error.getMessage().contains("[2] backups"), error.getMessage());
        assertTrue(error.hint().orElseThrow().contains(B) && error.hint().orElseThrow().contains(C));
    }

    @Test
    void a_part_is_named_by_its_file_with_or_without_folders() {
        assertEquals(B, select("shop-" + B + ".db.zst"));
        assertEquals(B, select("/mnt/backups/shop/" + B + "/shop-" + B + ".db.zst"));
        refused("shop-" + B + ".dump");
        refused("other-" + B + ".db.zst");
    }

    @Test
    void a_time_selects_the_newest_backup_not_after_it() {
        assertEquals(C, select("2026-01-15T02:00"));
        assertEquals(A, select("2026-01-15T01:59:59"));
        assertEquals(A, select("2026-01-15T03:59:59+02:00"));
        assertEquals(C, select("2026-01-15 04:00+02:00"));
        assertEquals(D, select("2026-01-16T02:00:00Z"));
        assertEquals(D, select("2030-01-01"));
    }

    @Test
    void a_date_means_its_end_in_the_zone() {
        assertEquals(C, select("2026-01-15"));
        assertEquals(A, select("2026-01-14"));
        Selector tokyo = Selector.parse("2026-01-14", ZoneId.of("Asia/Tokyo"));
        assertEquals(new Selector.NotAfter(Instant.parse("2026-01-14T15:00:00Z").minusNanos(1)), tokyo);
        UserError error = assertThrows(UserError.class, () -> catalog.select("shop", tokyo));
        assertTrue(error.hint().orElseThrow().contains(D), error.hint().orElseThrow());
    }

    @Test
    void a_time_in_a_zone_is_read_in_that_zone() {
        assertEquals(new Selector.NotAfter(Instant.parse("2026-01-15T01:00:00Z")),
                Selector.parse("2026-01-15T02:00", ZoneId.of("Europe/Paris")));
    }

    @Test
    void proven_is_the_newest_whose_latest_drill_passed() {
        Journal journal = new Journal(store, "shop");
        drill(journal, "2026-02-01T00:00:00Z", B, true);
        drill(journal, "2026-02-02T00:00:00Z", C, true);
        drill(journal, "2026-02-03T00:00:00Z", C, false);
        drill(journal, "2026-02-03T00:00:00Z", SAFETY, true);
        assertEquals(B, select("proven"));
        drill(journal, "2026-02-04T00:00:00Z", C, true);
        assertEquals(C, select("proven"));
    }

    @Test
    void nothing_proven_says_how_to_prove_one() {
        UserError error = refused("proven");
        assertTrue(error.hint().orElseThrow().contains("verify drill shop"));
    }

    @Test
    void nothing_found_lists_the_newest_there_are() {
        UserError error = refused("20250101T000000Z-0000");
        assertTrue(error.hint().orElseThrow().startsWith("there are: " + SAFETY + ", " + D),
                error.hint().orElseThrow());
        UserError other = assertThrows(UserError.class, () -> catalog.select("shp", new Selector.Latest()));
        assertTrue(other.hint().orElseThrow().contains("shop"), other.hint().orElseThrow());
    }

    @Test
    void what_is_no_selector_is_refused_with_the_forms() {
        for (String text : List.of("", "newest", "2026-13-01", "2026-01-15T25:00", "7f3a", "yesterday",
                "2026-01-15x")) {
            UserError error = assertThrows(UserError.class, () -> Selector.parse(text, ZoneOffset.UTC), text);
            assertEquals(Optional.of(UserError.Kind.USAGE), error.kind());
            assertEquals(Optional.of(Selector.FORMS), error.hint());
        }
    }

    private static void drill(Journal journal, String time, String id, boolean ok) {
        journal.append(Event.of(Event.DRILL, Instant.parse(time), ok).withId(id));
    }

    private String select(String text) {
        return catalog.select("shop", Selector.parse(text, ZoneOffset.UTC)).id();
    }

    private UserError refused(String text) {
        return assertThrows(UserError.class, () -> select(text));
    }
}
