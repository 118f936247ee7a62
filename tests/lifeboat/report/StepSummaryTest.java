package lifeboat.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class StepSummaryTest {

    @Test
    void backups_are_a_table_with_the_change_since_the_last() {
        String md = StepSummary.backup(List.of(Samples.backup(), Samples.failed()));
        assertTrue(md.contains("| ✅ | orders | 20260115T020000Z-7f3a | 7,023,456 (+1,204) | 1.2 GiB | 249 MiB | 8.1 s "
                + "| local ✓ | 24 h ago |"), md);
        assertTrue(md.contains("| ❌ | users | none |") && md.indexOf("local ✓") == md.lastIndexOf("local ✓"), md);
        assertTrue(md.contains("> **users**: cannot connect to \\[db.internal:5432\\]: connection refused\n> hint: is "
                + "the server running?"), md);
    }

    @Test
    void a_drill_is_shown_table_by_table() {
        String good = StepSummary.drill(List.of(Samples.passed()));
        assertTrue(good.contains("**✅ PASSED** orders"), good);
        assertTrue(good.contains("| ✅ | public.order\\_items | 5,678 | equal |"), good);
        assertTrue(good.contains("Negative control: changed"), good);
        String bad = StepSummary.drill(List.of(Samples.differing()));
        assertTrue(bad.contains("**❌ FAILED**"), bad);
        assertTrue(bad.contains("| ❌ | public.order\\_items | 13 | has \\[12\\] rows, should have \\[13\\] |"), bad);
        assertTrue(bad.contains("<details open>"), bad);
    }

    @Test
    void drills_begin_with_a_table_of_verdicts_and_objectives() {
        String md = StepSummary.drill(List.of(Samples.missed(true), Samples.differing()));
        assertTrue(md.contains("| ✅ | orders | 20260115T020000Z-7f3a | local | 6,912 "
                + "| recovered in 9.6 s (objective 30 min ✓) | ⚠️ data was 1 d 2 h old (objective 1 h ✗) "
                + "| passed, objective missed |"), md);
        assertTrue(md.lines().anyMatch(line -> line.startsWith("| ❌ |") && line.endsWith("| failed |")), md);
    }

    @Test
    void a_drill_that_could_not_run_has_no_green_mark() {
        String md = StepSummary.drill(List.of(Samples.unable()));
        assertTrue(md.contains("**⚠️ COULD NOT RUN**"), md);
        assertFalse(md.contains("✅"), md);
    }

    @Test
    void names_cannot_break_the_table_or_the_page() {
        assertEquals("a\\|b &lt;img src=x&gt; \\`c\\` \\[d\\](e) \\@all",
                StepSummary.text("a|b\n<img src=x> `c` [d](e) @all"));
    }

    @Test
    void prunes_copies_and_restores_are_tables_too() {
        assertTrue(StepSummary.prune(List.of(Samples.prune())).contains(
                "| ✅ | orders | local | 1 (249 MiB) | 1 (249 MiB) | 0 |"));
        String copies = StepSummary.sync(List.of(
                new SyncReport("orders", Samples.ID, "local", "off|site", SyncReport.Outcome.COPIED, 2048, 1500, null,
                null, 0),
                new SyncReport("orders", Samples.ID, null, "local", SyncReport.Outcome.FAILED, 0, 0, "gone\nnow",
                "look", 8)));
        assertTrue(copies.contains("| ✅ | orders | " + Samples.ID
                + " | local | off\\|site | 2.0 KiB | 1.5 s | copied |"),
                copies);
        assertTrue(copies.contains("> **orders " + Samples.ID + "**: gone now\n> hint: look"), copies);
        assertTrue(StepSummary.sync(List.of()).contains("Nothing to copy"));
        assertTrue(StepSummary.restore(Samples.restore(false, List.of())).contains("| ✅ | orders | " + Samples.ID
                + " | local | postgres://localhost/orders | 1,239 | 249 MiB | 10 s | 20260115T045900Z-0a1b |"),
                StepSummary.restore(Samples.restore(false, List.of())));
        assertTrue(StepSummary.restore(Samples.restore(false, List.of("differs"))).contains("| ❌ | orders |"));
    }

    @Test
    void a_page_that_is_cut_is_still_a_page() {
        String page = "### Restore\n\n```text\n" + "line\n".repeat(1000);
        String cut = StepSummary.cut(page, 1000);
        assertTrue(cut.contains("line\n```\n\n> The rest did not fit") && cut.length() <= 1000, cut);
        assertEquals(page, StepSummary.cut(page, page.length()));
        assertEquals("", StepSummary.cut(page, 10));
    }

    @Test
    void checks_and_restores_have_their_pages() {
        assertTrue(StepSummary.check(List.of(Samples.check(false))).contains("| ❌ | orders |"));
        assertTrue(StepSummary.restore(Samples.restore(false, List.of())).contains("RESTORED"));
    }
}
