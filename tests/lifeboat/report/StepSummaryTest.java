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
                + "| local ✓ |"), md);
        assertTrue(md.contains("| ❌ | users | none |"), md);
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
    void checks_and_restores_have_their_pages() {
        assertTrue(StepSummary.check(List.of(Samples.check(false))).contains("| ❌ | orders |"));
        assertTrue(StepSummary.restore(Samples.restore(false, List.of())).contains("RESTORED"));
    }
}
