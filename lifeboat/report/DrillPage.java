package lifeboat.report;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import lifeboat.base.Human;
import lifeboat.base.Version;
import lifeboat.fingerprint.Comparison;
import lifeboat.fingerprint.TableFingerprint;

/** Drills as one HTML page, to keep and to print. */
public final class DrillPage {
    private static final int OPEN_UP_TO = 60;
    private static final int DIFFERENCES = 200;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private final StringBuilder html = new StringBuilder();

    private DrillPage() {}

    /** The page of these drills; {@code now} is when it is made. */
    public static String of(List<DrillReport> reports, Instant now) {
        DrillPage page = new DrillPage();
        page.header(reports.size() == 1 ? "1 backup" : Human.count(reports.size()) + " backups", now);
        reports.forEach(page::article);
        page.footer();
        return HtmlPage.of("Restore drill", page.html.toString());
    }

    /** The page of a run that ended before it had results. */
    public static String error(String message, Instant now) {
        DrillPage page = new DrillPage();
        page.header("no result", now);
        page.add("<article>\n<div class=\"top\"><h2>Drill</h2>").badge("warn", "COULD NOT RUN")
                .add("</div>\n<p class=\"says\">")
                .text(message).add("</p>\n</article>\n");
        page.footer();
        return HtmlPage.of("Restore drill", page.html.toString());
    }

    private void header(String what, Instant now) {
        add("<header><h1>Restore drill</h1><span class=\"soft\">").text(what + ", " + TIME.format(now))
                .add("</span></header>\n");
    }

    private void footer() {
        add("<footer>Each backup was restored into a throw-away database and compared, row by row, with what its source"
                + " held at the moment of the backup. lifeboat ").text(Version.TEXT).add("</footer>\n");
    }

    private void article(DrillReport r) {
        add("<article>\n<div class=\"top\"><div><h2>").text(r.job()).add(" <span class=\"id\">").text(r.id())
                .add("</span></h2></div><div>");
        if (r.recovery() != null && !r.recovery().missed().isEmpty()) {
            badge("warn", "OBJECTIVE MISSED").add(" ");
        }
        badge(tone(r.verdict()), DrillText.word(r.verdict())).add("</div></div>\n<p class=\"soft\">").text(where(r))
                .add("</p>\n<p class=\"says\">").text(DrillText.reason(r)).add("</p>\n");
        note("What to do", r.hint());
        facts(r);
        phases(r.phases());
        if (r.comparison() != null) {
            tables(r.comparison());
            checks(r.comparison().checks());
        }
        if (r.control() != null) {
            add("<h3>Negative control</h3>\n<p>").text(r.control()).add("</p>\n");
        }
        add("</article>\n");
    }

    private static String where(DrillReport r) {
        return (r.store() == null ? "" : "from " + r.store() + " · ") + (r.instance() == null
                ? "target " + r.target() : "restored into " + r.instance()) + " · " + TIME.format(r.started());
    }

    private static String tone(DrillReport.Verdict verdict) {
        return switch (verdict) {
            case PASSED -> "good";
            case FAILED -> "bad";
            case UNABLE -> "warn";
        };
    }

    private void note(String title, String text) {
        if (text != null) {
            add("<p class=\"note\">").text(title + ": " + text).add("</p>\n");
        }
    }

    private void facts(DrillReport r) {
        if (r.recovery() == null) {
            return;
        }
        add("<dl class=\"facts\">\n");
        r.recovery().goals().forEach(goal -> fact(goal.name().equals("data age") ? "Age of the data" : "Recovered in",
                goal.value(), goal.objective() == null ? "no objective"
                        : "objective " + goal.objective() + (goal.met() ? " ✓" : " ✗"), !goal.met()));
        if (r.comparison() != null) {
            long equal = r.comparison().tables().stream().filter(Comparison.TableResult::passed).count();
            long passed = r.comparison().checks().stream().filter(Comparison.Check::passed).count();
            fact("Rows", Human.count(DrillText.rows(r.comparison())), "in the source", false);
            fact("Tables equal", of(equal, r.comparison().tables().size()), "rows and content", false);
            fact("Checks passed", of(passed, r.comparison().checks().size()), "of the restored copy", false);
        }
        add("</dl>\n");
    }

    private static String of(long good, long all) {
        return Human.count(good) + (good == all ? "" : " of " + Human.count(all));
    }

    private void fact(String name, String value, String more, boolean missed) {
        add("<div><dt>").text(name).add("</dt><dd>").text(value)
                .add(missed ? "<small class=\"warn\">" : "<small>").text(more).add("</small></dd></div>\n");
    }

    private void phases(Map<String, Long> phases) {
        long all = phases.values().stream().mapToLong(Long::longValue).sum();
        if (all == 0) {
            return;
        }
        add("<h3>Time</h3>\n<div class=\"bar\" role=\"img\" aria-label=\"").text(Times.of(phases)).add("\">");
        int number = 1;
        for (long millis : phases.values()) {
            add("<span class=\"p" + color(number++) + "\" style=\"flex:" + Math.max(millis, 1) + "\"></span>");
        }
        add("</div>\n<ul class=\"legend\">");
        number = 1;
        for (Map.Entry<String, Long> phase : phases.entrySet()) {
            add("<li><i class=\"p" + color(number++) + "\"></i>").text(phase.getKey()).add(" <b>")
                    .text(Human.duration(Duration.ofMillis(phase.getValue()))).add("</b></li>");
        }
        add("</ul>\n");
    }

    private static int color(int number) {
        return Math.min(number, 5);
    }

    /** Those that differ first and always in sight. */
    private void tables(Comparison comparison) {
        List<Comparison.TableResult> differing = comparison.tables().stream().filter(t -> !t.passed()).toList();
        List<Comparison.TableResult> equal = comparison.tables().stream().filter(Comparison.TableResult::passed)
                .toList();
        if (comparison.tables().isEmpty()) {
            return;
        }
        add("<h3>Tables</h3>\n");
        if (!differing.isEmpty()) {
            Shown<Comparison.TableResult> shown = Shown.of(differing, DIFFERENCES);
            table(shown.items());
            rest(shown, "table");
        }
        if (!equal.isEmpty()) {
            boolean open = equal.size() <= OPEN_UP_TO && differing.isEmpty();
            add(open ? "<details open>" : "<details>").add("<summary>")
                    .text(Human.plural(equal.size(), "table") + " equal").add("</summary>\n");
            table(equal);
            add("</details>\n");
        }
    }

    private void table(List<Comparison.TableResult> results) {
        add("<table><thead><tr><th class=\"m\"></th><th>Table</th><th class=\"n\">Source</th><th class=\"n\">Copy</th>"
                + "<th>Content</th></tr></thead><tbody>\n");
        for (Comparison.TableResult t : results) {
            add("<tr><td class=\"m ").add(t.passed() ? "good\">✓" : "bad\">✗").add("</td><td>").text(t.title())
                    .add("</td><td class=\"n\">").text(rows(t.expected())).add("</td><td class=\"n\">")
                    .text(rows(t.actual())).add(t.passed() ? "</td><td class=\"soft\">" : "</td><td class=\"bad\">")
                    .text(t.detail()).add("</td></tr>\n");
        }
        add("</tbody></table>\n");
    }

    private static String rows(TableFingerprint table) {
        return table == null ? "–" : Human.count(table.rows());
    }

    private void checks(List<Comparison.Check> checks) {
        List<Comparison.Check> failed = checks.stream().filter(c -> !c.passed()).toList();
        List<Comparison.Check> passed = checks.stream().filter(Comparison.Check::passed).toList();
        if (checks.isEmpty()) {
            return;
        }
        add("<h3>Checks</h3>\n");
        if (!failed.isEmpty()) {
            Shown<Comparison.Check> shown = Shown.of(failed, DIFFERENCES);
            list(shown.items());
            rest(shown, "check");
        }
        if (!passed.isEmpty()) {
            add("<details><summary>").text(Human.plural(passed.size(), "check") + " passed").add("</summary>\n");
            list(passed);
            add("</details>\n");
        }
    }

    private void rest(Shown<?> shown, String what) {
        if (shown.more() > 0) {
            add("<p class=\"bad\">").text(shown.rest(what)).add("</p>\n");
        }
    }

    private void list(List<Comparison.Check> checks) {
        add("<table><tbody>\n");
        for (Comparison.Check c : checks) {
            add("<tr><td class=\"m ").add(c.passed() ? "good\">✓" : "bad\">✗").add("</td><td>").text(c.name())
                    .add(c.passed() ? "</td><td class=\"soft\">" : "</td><td class=\"bad\">").text(c.detail())
                    .add("</td></tr>\n");
        }
        add("</tbody></table>\n");
    }

    private DrillPage badge(String tone, String word) {
        return add("<span class=\"badge " + tone + "\">").text(word).add("</span>");
    }

    private DrillPage add(String markup) {
        html.append(markup);
        return this;
    }

    private DrillPage text(String raw) {
        html.append(HtmlPage.text(raw));
        return this;
    }
}
