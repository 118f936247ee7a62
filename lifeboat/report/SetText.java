package lifeboat.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import lifeboat.base.Human;
import lifeboat.report.Paint.Tone;
import lifeboat.report.Table.Cell;
import lifeboat.report.Table.Column;

/** Sets as people read them. */
public final class SetText {
    private SetText() {}

    /** What came of one run, in one line. */
    public static List<String> run(SetReport report, Paint paint) {
        String name = title(report.set(), paint) + "  " + report.id() + "  ";
        return List.of(report.whole()
                ? name + paint.apply(Tone.GOOD, "whole") + ", " + Human.plural(report.jobs().size(), "job")
                + ", whose data was seen within " + Human.duration(Duration.ofMillis(report.viewsMillis()))
                : name + paint.apply(Tone.BAD, "INCOMPLETE") + ", without a good backup of "
                + String.join(", ", report.missing()));
    }

    /** All runs of a set as a table. */
    public static List<String> list(String set, List<SetEntry> runs, Instant now, int width, Paint paint) {
        Table table = new Table(Column.left("RUN"), Column.right("AGE"), Column.right("ROWS"), Column.right("SIZE"),
                Column.right("STORED"), Column.left("PROVEN"), Column.left("STATE"));
        for (SetEntry run : runs) {
            table.row(Cell.of(run.id()), Cell.of(Age.of(run.started(), now)), Cell.of(Human.count(run.rows())),
                    Cell.of(Human.bytes(run.plainBytes())), Cell.of(Human.bytes(run.storedBytes())),
                    new Cell(Age.ago(run.proven(), now), run.proven() == null ? Tone.DIM : Tone.GOOD), state(run));
        }
        List<String> lines = new ArrayList<>(List.of(title(set, paint) + "  " + Human.plural(runs.size(), "run") + ", "
                + Human.count(runs.stream().filter(SetEntry::whole).count()) + " whole"));
        lines.addAll(table.lines(width, paint));
        return lines;
    }

    /** What a restore did or would do, member by member. */
    public static List<String> restore(SetRestoreReport report, int width, Paint paint) {
        List<String> lines = new ArrayList<>();
        report.restores().forEach(member -> lines.addAll(RestoreText.of(member, width, paint)));
        String name = title(report.set(), paint) + "  " + (report.id() == null ? "" : report.id() + "  ");
        String jobs = Human.plural(report.restores().size(), "job");
        boolean saved = report.restores().stream().anyMatch(member -> member.safety() != null);
        lines.add(report.dryRun() ? name + "DRY RUN  nothing was changed in " + jobs
                : name + paint.apply(Tone.GOOD, "RESTORED") + "  " + jobs
                + (saved ? ": restore rollback " + Clean.line(report.set()) + " puts back what was there" : ""));
        return lines;
    }

    /** The verdict on a run of a set whose members were drilled. */
    public static List<String> drill(String set, List<DrillReport> members, Paint paint) {
        DrillReport.Verdict worst = members.stream().map(DrillReport::verdict)
                .max(Comparator.comparing(List.of(DrillReport.Verdict.PASSED, DrillReport.Verdict.UNABLE,
                        DrillReport.Verdict.FAILED)::indexOf)).orElseThrow();
        List<String> bad = members.stream().filter(m -> m.verdict() != DrillReport.Verdict.PASSED)
                .map(DrillReport::job).distinct().toList();
        return List.of(title(set, paint) + "  " + members.getFirst().id() + "  "
                + paint.apply(bad.isEmpty() ? Tone.GOOD : Tone.BAD, DrillText.word(worst)) + "  "
                + (bad.isEmpty() ? Human.plural(members.size(), "job") : "not " + String.join(", ", bad)));
    }

    private static Cell state(SetEntry run) {
        return run.whole() ? new Cell("whole", Tone.GOOD) : new Cell("INCOMPLETE: " + run.trouble(), Tone.BAD);
    }

    /** The state of sets, a few lines for each. */
    public static List<String> status(List<SetStatus> sets, Instant now, Paint paint) {
        List<String> lines = new ArrayList<>();
        for (SetStatus set : sets) {
            lines.addAll(List.of("", title(set.set(), paint), field("latest", latest(set, now, paint))));
            if (set.latest() != null && !set.latest().whole()) {
                lines.add(field("whole", set.whole() == null ? paint.apply(Tone.BAD, "none")
                        : at(set.whole(), now)));
            }
            lines.add(field("proven", set.proven() == null ? paint.apply(Tone.WARN, "never")
                    : paint.apply(Tone.GOOD, Age.ago(set.proven().proven(), now)) + ", run " + set.proven().id()));
        }
        return lines;
    }

    private static String latest(SetStatus set, Instant now, Paint paint) {
        if (set.latest() == null) {
            return paint.apply(Tone.BAD, "no run");
        }
        return at(set.latest(), now) + ", " + (set.latest().whole() ? "whole"
                : paint.apply(Tone.BAD, "INCOMPLETE: " + Clean.line(set.latest().trouble())));
    }

    private static String at(SetEntry run, Instant now) {
        return run.id() + ", " + Age.ago(run.started(), now);
    }

    private static String title(String set, Paint paint) {
        return "set " + paint.apply(Tone.STRONG, Clean.line(set));
    }

    private static String field(String name, String value) {
        return String.format("  %-9s%s", name, value);
    }
}
