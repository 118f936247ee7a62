package lifeboat.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import lifeboat.fingerprint.Comparison;
import lifeboat.report.DrillReport.Verdict;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class JUnitXmlTest {

    private static Element read(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8))).getDocumentElement();
    }

    private static Element suite(DrillReport report) throws Exception {
        return (Element) read(JUnitXml.of(List.of(report))).getElementsByTagName("testsuite").item(0);
    }

    @Test
    void a_passed_drill_is_a_case_for_each_table_and_check_without_failure() throws Exception {
        Element suite = suite(Samples.passed());
        assertEquals("orders 20260115T020000Z-7f3a", suite.getAttribute("name"));
        assertEquals("8", suite.getAttribute("tests"));
        assertEquals("8", String.valueOf(suite.getElementsByTagName("testcase").getLength()));
        assertEquals("0", suite.getAttribute("failures"));
        assertEquals("0", suite.getAttribute("errors"));
        assertEquals("14.000", suite.getAttribute("time"));
    }

    @Test
    void what_differs_is_a_failure_with_its_message() throws Exception {
        Element suite = suite(Samples.differing());
        assertEquals("2", suite.getAttribute("failures"));
        Element failure = (Element) suite.getElementsByTagName("failure").item(0);
        assertEquals("has [12] rows, should have [13]", failure.getAttribute("message"));
        assertEquals("public.order_items", ((Element) failure.getParentNode()).getAttribute("name"));
    }

    @Test
    void a_drill_that_could_not_run_is_an_error() throws Exception {
        Element suite = suite(Samples.unable());
        assertEquals("1", suite.getAttribute("errors"));
        assertTrue(((Element) suite.getElementsByTagName("error").item(0)).getAttribute("message")
                .contains("hint: install postgresql-15"));
        assertEquals("1", read(JUnitXml.error("broke & <off>")).getAttribute("errors"));
    }

    @Test
    void an_error_document_has_what_readers_count_on() throws Exception {
        Element all = read(JUnitXml.error("broke & <off>"));
        Element test = (Element) all.getElementsByTagName("testcase").item(0);
        for (Element element : List.of(all, (Element) all.getElementsByTagName("testsuite").item(0), test)) {
            assertTrue(element.getAttribute("time").matches("\\d+\\.\\d{3}"), element.getTagName());
            assertFalse(element.getAttribute("name").isEmpty(), element.getTagName());
        }
        assertEquals("broke & <off>", test.getElementsByTagName("error").item(0).getTextContent());
    }

    @Test
    void failures_are_told_in_the_attribute_and_in_the_text_because_readers_differ() throws Exception {
        Element failure = (Element) suite(Samples.differing()).getElementsByTagName("failure").item(0);
        assertEquals(failure.getAttribute("message"), failure.getTextContent());
        Element suite = suite(Samples.passed());
        assertEquals("2026-01-15T02:00:00", suite.getAttribute("timestamp"));
        Element restore = (Element) suite.getElementsByTagName("testcase").item(0);
        assertEquals("9.600", restore.getAttribute("time"));
        assertEquals("orders.drill", restore.getAttribute("classname"));
    }

    @Test
    void a_missed_objective_is_a_failure_only_where_it_is_enforced() throws Exception {
        assertEquals("0", suite(Samples.missed(false)).getAttribute("failures"));
        Element suite = suite(Samples.missed(true));
        assertEquals("1", suite.getAttribute("failures"));
        assertEquals("data was 1 d 2 h old (objective 1 h ✗)",
                suite.getElementsByTagName("failure").item(0).getTextContent());
        DrillReport broken = Samples.drill(Verdict.FAILED, null, null, "the archive does not restore", null);
        assertEquals("1", suite(broken).getAttribute("failures"), "the objectives do not hide why it failed");
    }

    @Test
    void a_failure_without_a_comparison_is_still_a_failure() throws Exception {
        Element suite = suite(Samples.drill(Verdict.FAILED, null, null, "the archive does not restore", null));
        assertEquals("1", suite.getAttribute("failures"));
        Element passedComparison = suite(Samples.drill(Verdict.FAILED, Samples.equalCopy(), null, "the check failed",
                null));
        assertEquals("1", passedComparison.getAttribute("failures"));
    }

    @Test
    void any_name_makes_valid_xml_and_comes_back() throws Exception {
        String name = "a\"<b>&'c\n]]>é😀";
        Comparison odd = new Comparison(List.of(), List.of(new Comparison.Check(name, false, "\u0000\u0001\ud800 x")));
        Element suite = suite(Samples.drill(Verdict.FAILED, odd, null, null, null));
        Element failure = (Element) suite.getElementsByTagName("failure").item(0);
        assertEquals(name, ((Element) failure.getParentNode()).getAttribute("name"));
        assertEquals("��� x", failure.getAttribute("message"));
    }

    @Test
    void the_sums_are_those_of_all_suites() throws Exception {
        Element all = read(JUnitXml.of(List.of(Samples.passed(), Samples.differing(), Samples.unable())));
        assertEquals("3", String.valueOf(all.getElementsByTagName("testsuite").getLength()));
        assertEquals("2", all.getAttribute("failures"));
        assertEquals("1", all.getAttribute("errors"));
        assertEquals(String.valueOf(all.getElementsByTagName("testcase").getLength()), all.getAttribute("tests"));
    }
}
