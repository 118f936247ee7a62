package lifeboat.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import lifeboat.base.Human;
import lifeboat.fingerprint.Comparison;
import lifeboat.report.Paint.Tone;
import lifeboat.report.Table.Cell;
import lifeboat.report.Table.Column;

/** What a drill found, table by table, as people read it. */
public final class DrillText {
    private static final int ALL_UP_TO = 40;
    private static final int DIFFERENCES = 20;

    private DrillText() {}

    /** The whole report; the last paragraph begins with PASSED, FAILED or COULD NOT RUN. */
    public static List<String> of(DrillReport report, int width, Paint paint) {
        List<String> lines = new ArrayList<>();
        lines.add(paint.apply(Tone.STRONG, Clean.line(report.job())) + "  " + Clean.line(report.id()) + from(report));
        if (report.comparison() != null) {
            lines.addAll(comparison(report.comparison(), width, paint));
        }
        if (report.control() != null) {
            lines.addAll(Fold.lines("  control  ", Clean.line(report.control()), width));
        }
        if (!report.phases().isEmpty()) {
            lines.add("  time     " + Times.of(report.phases()));
        }
        if (report.recovery() != null) {
            lines.add("  recovery " + report.recovery().goals().stream()
                    .map(goal -> paint.apply(goal.met() ? Tone.PLAIN : Tone.WARN, goal.text()))
                    .collect(Collectors.joining(", ")));
        }
        lines.addAll(verdict(report, width, paint));
        return lines;
    }

    /** The verdict in words: {@code PASSED}, {@code FAILED}, {@code COULD NOT RUN}. */
    public static String word(DrillReport.Verdict verdict) {
        return verdict == DrillReport.Verdict.UNABLE ? "COULD NOT RUN" : verdict.name();
    }

    /** What the verdict rests on, in one line. */
    public static String reason(DrillReport report) {
        return switch (report.verdict()) {
            case PASSED -> Human.plural(rows(report.comparison()), "row") + " in "
                    + Human.plural(report.comparison().tables().size(), "table") + " equal, "
                    + Human.plural(report.comparison().checks().size(), "check") + ", in "
                    + Human.duration(Duration.ofMillis(report.millis()));
            case FAILED -> report.error() != null ? report.error() : differences(report.comparison());
            case UNABLE -> (report.error() != null ? report.error() : "no reason was given") + ": this proves nothing";
        };
    }

    private static String differences(Comparison comparison) {
        List<String> all = comparison == null ? List.of() : comparison.differences();
        return switch (all.size()) {
            case 0 -> "no reason was given";
            case 1 -> all.getFirst();
            default -> "the first of " + Human.count(all.size()) + " differences: " + all.getFirst();
        };
    }

    /** Rows of the tables as the source held them. */
    static long rows(Comparison comparison) {
        return comparison.tables().stream().filter(t -> t.expected() != null).mapToLong(t -> t.expected().rows()).sum();
    }

    private static String from(DrillReport report) {
        return (report.store() == null ? "" : " from " + Clean.line(report.store()))
                + (report.instance() == null ? "" : ", restored into " + Clean.line(report.instance()));
    }

    private static List<String> comparison(Comparison comparison, int width, Paint paint) {
        boolean all = comparison.tables().size() <= ALL_UP_TO;
        long equal = comparison.tables().stream().filter(Comparison.TableResult::passed).count();
        Table table = new Table(Column.left(""), Column.left("TABLE"), Column.right("ROWS"), Column.left("CONTENT"));
        Shown<Comparison.TableResult> shown = all ? Shown.of(comparison.tables(), ALL_UP_TO)
                : Shown.of(comparison.tables().stream().filter(t -> !t.passed()).toList(), DIFFERENCES);
        shown.items().forEach(result -> table.row(mark(result.passed()), Cell.of(result.title()),
                Cell.of(expectedRows(result)), new Cell(result.detail(), result.passed() ? Tone.PLAIN : Tone.BAD)));
        List<String> lines = new ArrayList<>();
        if (!shown.items().isEmpty()) {
            lines.addAll(table.lines(width, paint));
        }
        if (shown.more() > 0) {
            lines.add("     " + shown.rest("table"));
        }
        lines.add("  tables   " + tally(equal, comparison.tables().size(), "equal") + ", "
                + Human.plural(rows(comparison), "row") + " expected");
        lines.addAll(checks(comparison, paint));
        return lines;
    }

    private static List<String> checks(Comparison comparison, Paint paint) {
        long passed = comparison.checks().stream().filter(Comparison.Check::passed).count();
        List<String> lines = new ArrayList<>();
        lines.add("  checks   " + tally(passed, comparison.checks().size(), "passed"));
        Shown<Comparison.Check> failed = Shown.of(comparison.checks().stream().filter(c -> !c.passed()).toList(),
                DIFFERENCES);
        failed.items().forEach(c -> lines.add("    " + paint.apply(Tone.BAD, "✗") + " " + Clean.line(c.name()) + ": "
                + paint.apply(Tone.BAD, Clean.line(c.detail()))));
        if (failed.more() > 0) {
            lines.add("     " + failed.rest("check"));
        }
        return lines;
    }

    private static String tally(long good, long all, String word) {
        return good == all ? Human.count(all) + " " + word : Human.count(good) + " of " + Human.count(all) + " " + word;
    }

    private static Cell mark(boolean passed) {
        return passed ? new Cell("✓", Tone.GOOD) : new Cell("✗", Tone.BAD);
    }

    private static String expectedRows(Comparison.TableResult result) {
        return result.expected() == null ? "–" : Human.count(result.expected().rows());
    }

    private static List<String> verdict(DrillReport report, int width, Paint paint) {
        Tone tone = switch (report.verdict()) {
            case PASSED -> Tone.GOOD;
            case FAILED -> Tone.BAD;
            case UNABLE -> Tone.WARN;
        };
        String word = word(report.verdict());
        List<String> lines = Fold.lines("  " + word + "  ", Clean.line(reason(report)), width);
        lines.set(0, "  " + paint.apply(tone, word) + lines.getFirst().substring(2 + word.length()));
        return lines;
    }
}
