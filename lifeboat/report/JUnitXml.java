package lifeboat.report;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import lifeboat.base.Human;
import lifeboat.fingerprint.Comparison;

/**
 * Drills as JUnit XML: a test suite for each backup, a test case for the restore, each table, each check and the
 * negative control. What differs is a failure; a drill that could not run is an error, never a pass.
 */
public final class JUnitXml {
    private record Case(String group, String name, long millis, String kind, String message) {}

    /** As the schemas that check it want it: UTC without fractions or zone. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

    private JUnitXml() {}

    /** The whole document. */
    public static String of(List<DrillReport> reports) {
        StringBuilder suites = new StringBuilder();
        int tests = 0;
        int failures = 0;
        int errors = 0;
        long millis = 0;
        for (DrillReport report : reports) {
            List<Case> cases = cases(report);
            tests += cases.size();
            failures += count(cases, "failure");
            errors += count(cases, "error");
            millis += report.millis();
            suite(suites, report, cases);
        }
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"lifeboat drill\""
                + numbers(tests, failures, errors)
                + " time=\"" + seconds(millis) + "\">\n" + suites + "</testsuites>\n";
    }

    /** The document of a run that ended before it had results: one error. */
    public static String error(String message) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuites name="lifeboat drill" tests="1" failures="0" errors="1" time="0.000">
                  <testsuite name="drill" tests="1" failures="0" errors="1" skipped="0" time="0.000">
                    <testcase classname="drill" name="could not run" time="0.000">
                      <error type="drill" message="%1$s">%1$s</error>
                    </testcase>
                  </testsuite>
                </testsuites>
                """.formatted(escape(message));
    }

    private static List<Case> cases(DrillReport report) {
        List<Case> cases = new ArrayList<>();
        Comparison comparison = report.comparison();
        if (comparison != null) {
            Recovery recovery = report.recovery();
            cases.add(new Case("drill", "restore",
                    recovery == null || recovery.millis() == null ? 0 : recovery.millis(), null, null));
            comparison.tables().forEach(t -> cases.add(
                    new Case("table", t.title(), 0, t.passed() ? null : "failure", t.passed() ? rows(t) : t.detail())));
            comparison.checks().forEach(c -> cases.add(
                    new Case("check", c.name(), 0, c.passed() ? null : "failure", c.detail())));
        }
        if (report.control() != null) {
            cases.add(new Case("drill", "negative control", report.phases().getOrDefault("control", 0L), null,
                    report.control()));
        }
        if (report.recovery() != null) {
            report.recovery().goals().stream().filter(goal -> goal.objective() != null).forEach(goal ->
                    cases.add(new Case("objective", goal.name(), 0,
                            report.recovery().enforced() && !goal.met() ? "failure" : null, goal.text())));
        }
        boolean told = cases.stream().anyMatch(c -> c.kind() != null && !c.group().equals("objective"));
        if (report.verdict() == DrillReport.Verdict.UNABLE) {
            cases.add(new Case("drill", "could not run", 0, "error", hinted(report)));
        } else if (report.verdict() == DrillReport.Verdict.FAILED && (!told || report.error() != null)) {
            cases.add(new Case("drill", "verdict", 0, "failure", hinted(report)));
        }
        return cases;
    }

    private static String rows(Comparison.TableResult table) {
        return Human.plural(table.expected().rows(), "row") + ", equal";
    }

    private static String hinted(DrillReport report) {
        return DrillText.reason(report) + (report.hint() == null ? "" : "\nhint: " + report.hint());
    }

    private static void suite(StringBuilder xml, DrillReport report, List<Case> cases) {
        xml.append("  <testsuite name=\"").append(escape(report.job() + " " + report.id())).append('"')
                .append(numbers(cases.size(), count(cases, "failure"), count(cases, "error")))
                .append(" skipped=\"0\" time=\"").append(seconds(report.millis()))
                .append("\" timestamp=\"").append(TIME.format(report.started())).append("\">\n    <properties>\n");
        property(xml, "verdict", report.verdict().name().toLowerCase(Locale.ROOT));
        property(xml, "store", report.store());
        property(xml, "target", report.instance() == null ? report.target() : report.instance());
        report.phases().forEach((phase, millis) -> property(xml, "seconds." + phase, seconds(millis)));
        xml.append("    </properties>\n");
        cases.forEach(one -> testCase(xml, report, one));
        xml.append("  </testsuite>\n");
    }

    private static void property(StringBuilder xml, String name, String value) {
        if (value != null) {
            xml.append("      <property name=\"").append(escape(name)).append("\" value=\"").append(escape(value))
                    .append("\"/>\n");
        }
    }

    private static void testCase(StringBuilder xml, DrillReport report, Case one) {
        xml.append("    <testcase classname=\"").append(escape(report.job() + "." + one.group())).append("\" name=\"")
                .append(escape(one.name())).append("\" time=\"").append(seconds(one.millis())).append('"');
        if (one.kind() != null) { // some readers know the attribute, some the text
            xml.append(">\n      <").append(one.kind()).append(" type=\"").append(one.group()).append("\" message=\"")
                    .append(escape(one.message())).append("\">").append(escape(one.message())).append("</")
                    .append(one.kind()).append(">\n    </testcase>\n");
        } else if (one.message() != null) {
            xml.append(">\n      <system-out>").append(escape(one.message()))
                    .append("</system-out>\n    </testcase>\n");
        } else {
            xml.append("/>\n");
        }
    }

    private static String numbers(int tests, int failures, int errors) {
        return " tests=\"" + tests + "\" failures=\"" + failures + "\" errors=\"" + errors + "\"";
    }

    private static int count(List<Case> cases, String kind) {
        return (int) cases.stream().filter(c -> kind.equals(c.kind())).count();
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.3f", millis / 1000.0);
    }

    /** Text for an attribute or element; what XML 1.0 cannot hold becomes {@code �}. */
    public static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case '\n', '\r', '\t' -> escaped.append("&#").append(c).append(';');
                default -> escaped.appendCodePoint(allowed(c) ? c : 0xfffd);
            }
        });
        return escaped.toString();
    }

    private static boolean allowed(int c) {
        return c >= 0x20 && c < 0xd800 || c >= 0xe000 && c < 0xfffe || c >= 0x10000;
    }
}
