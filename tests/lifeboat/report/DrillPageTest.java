package lifeboat.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import lifeboat.fingerprint.Comparison;
import lifeboat.report.DrillReport.Verdict;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class DrillPageTest {

    private static String page(DrillReport... reports) {
        return DrillPage.of(List.of(reports), Samples.NOW);
    }

    @Test
    void a_page_shows_verdict_time_tables_checks_control_and_objectives() {
        String page = page(Samples.missed(false));
        for (String text : List.of("PASSED", "OBJECTIVE MISSED", "6,912 rows in 2 tables equal", "public.order_items",
                "1,234", "2 checks passed", "changed [status] of one row", "objective 30 min ✓", "objective 1 h ✗",
                "fetch <b>1.2 s</b>", "flex:8400")) {
            assertTrue(page.contains(text), text);
        }
        assertFalse(page(Samples.unable()).contains("PASSED"));
    }

    @Test
    void what_differs_is_in_sight_and_what_is_equal_is_folded() {
        String page = page(Samples.differing());
        assertTrue(page.contains("has [12] rows, should have [13]"), page);
        assertTrue(page.contains("<details><summary>2 tables equal"), page);
        assertTrue(page.indexOf("public.order_items") < page.indexOf("public.t0"), "differences come first");
    }

    @Test
    void a_page_needs_nothing_else() {
        String page = page(Samples.passed(), Samples.differing(), Samples.unable());
        assertFalse(Pattern.compile("(?i)<script|<link|<img|src=|href=|url\\(|@import|https?:").matcher(page).find(),
                page);
    }

    @Test
    void nothing_of_a_database_becomes_markup() throws Exception {
        String nasty = "</td><script>alert(\"1\")</script>&'\u001b[2J\u202e";
        Comparison odd = new Comparison(List.of(new Comparison.TableResult(nasty, Samples.table(nasty, 1, "a"), null)),
                List.of(new Comparison.Check(nasty, false, nasty)));
        String page = page(Samples.drill(Verdict.FAILED, odd, nasty, nasty, nasty));
        assertFalse(page.contains("<script"), page);
        assertFalse(page.contains("\u001b"), page);
        String body = page.substring(page.indexOf("<main>"), page.indexOf("</main>") + 7);
        var parsed = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new InputSource(new StringReader(body)));
        assertEquals("main", parsed.getDocumentElement().getTagName(), "every element is closed");
    }

    @Test
    void a_run_without_results_leaves_no_old_verdict() {
        String page = DrillPage.error("no store <x>", Samples.NOW);
        assertTrue(page.contains("COULD NOT RUN") && page.contains("no store &lt;x&gt;"), page);
    }
}
