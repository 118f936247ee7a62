package lifeboat.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import lifeboat.base.Json;
import lifeboat.fingerprint.Comparison;
import lifeboat.report.DrillReport.Verdict;
import org.junit.jupiter.api.Test;

/** A copy that differs everywhere is told of in a few lines, and completely where machines read. */
class ManyDifferencesTest {
    private static final int MANY = 1000;

    private static final DrillReport REPORT = Samples.drill(Verdict.FAILED, new Comparison(
            IntStream.range(0, MANY).mapToObj(i -> Samples.fewer("t" + i)).toList(),
            IntStream.range(0, MANY).mapToObj(i -> new Comparison.Check("index public.i" + i, false, "is missing"))
                    .toList()), null, null, null);

    @Test
    void text_names_twenty_tables_with_both_counts_and_twenty_checks() {
        List<String> lines = DrillText.of(REPORT, 120, Paint.PLAIN);
        assertEquals(20, count(lines, "  ✗  public.t"));
        assertEquals(20, count(lines, "✗ index public.i"));
        assertEquals(1, count(lines, "and 980 more tables, all in --json and --junit"));
        assertEquals(1, count(lines, "and 980 more checks, all in --json and --junit"));
        assertTrue(lines.size() < 55, String.join("\n", lines));
    }

    @Test
    void a_summary_names_fifty_of_each_and_a_page_two_hundred() {
        String summary = StepSummary.drill(List.of(REPORT));
        assertEquals(50, count(summary.lines().toList(), "| ❌ | public.t"), summary);
        assertTrue(summary.contains("and 950 more tables") && summary.contains("and 950 more checks")
                && summary.contains("0 of 1000 checks passed"), summary);
        String page = DrillPage.of(List.of(REPORT), Samples.NOW);
        assertEquals(200, count(page.lines().toList(), "<td>public.t"));
        assertTrue(page.contains("and 800 more tables") && page.contains("and 800 more checks"), page);
    }

    @Test
    void json_and_junit_name_all() {
        String junit = JUnitXml.of(List.of(REPORT));
        assertEquals(2 * MANY, count(junit.lines().toList(), "<failure"), "JUnit");
        String json = Json.line(Documents.drill(List.of(REPORT), 5));
        assertTrue(IntStream.range(0, MANY).allMatch(i -> json.contains("public.i" + i + "\"")
                && json.contains("public.t" + i + "\"")), "JSON");
    }

    @Test
    void one_more_than_shown_is_one() {
        assertEquals("and 1 more table, all in --json and --junit", Shown.of(List.of(1, 2), 1).rest("table"));
        assertEquals(new Shown<>(List.of(1, 2), 0), Shown.of(List.of(1, 2), 2));
    }

    private static long count(List<String> lines, String text) {
        return lines.stream().filter(line -> line.contains(text)).count();
    }
}
