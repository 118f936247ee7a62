package lifeboat.report;

import java.util.ArrayList;
import java.util.List;
import lifeboat.base.Human;
import lifeboat.report.Paint.Tone;
import lifeboat.report.Table.Cell;
import lifeboat.report.Table.Column;

/** What a restore did or would do, as people read it. */
public final class RestoreText {
    private static final int ALL_UP_TO = 40;

    private RestoreText() {}

    /** The tables where that matters, what happened, and the verdict. */
    public static List<String> of(RestoreReport report, int width, Paint paint) {
        List<String> lines = new ArrayList<>();
        lines.add(paint.apply(Tone.STRONG, Clean.line(report.job())) + "  " + Clean.line(report.id()) + " from "
                + Clean.line(report.store()) + " to " + Clean.line(report.target()));
        if (report.dryRun()) {
            lines.addAll(tables(report, width, paint));
            lines.add("  DRY RUN  nothing was changed");
            return lines;
        }
        if (!report.phases().isEmpty()) {
            lines.add("  time     " + Times.of(report.phases()));
        }
        if (report.safety() != null) {
            lines.add("  safety   " + report.safety() + ": restore rollback " + Clean.line(report.job())
                    + " puts it back");
        }
        report.differences().forEach(d -> lines.add("  " + paint.apply(Tone.BAD, "✗ ") + Clean.line(d)));
        lines.add("  " + verdict(report, paint));
        return lines;
    }

    private static String verdict(RestoreReport report, Paint paint) {
        if (!report.differences().isEmpty()) {
            return paint.apply(Tone.BAD, "FAILED") + "  the restored data is not what was backed up: "
                    + Human.plural(report.differences().size(), "difference");
        }
        long rows = report.tables().stream().filter(t -> t.backupRows() != null).mapToLong(t -> t.backupRows()).sum();
        long tables = report.tables().stream().filter(t -> t.backupRows() != null).count();
        return paint.apply(Tone.GOOD, "RESTORED") + "  " + Human.plural(rows, "row") + " in "
                + Human.plural(tables, "table")
                + (report.aside() ? ", beside the old data and swapped in" : ", in place");
    }

    private static List<String> tables(RestoreReport report, int width, Paint paint) {
        Table table = new Table(Column.left("TABLE"), Column.right("IN THE BACKUP"), Column.right("IN THE TARGET"),
                Column.left(""));
        boolean all = report.tables().size() <= ALL_UP_TO;
        int same = 0;
        for (RestoreReport.TableChange change : report.tables()) {
            boolean equal = change.backupRows() != null && change.backupRows().equals(change.targetRows());
            same += equal ? 1 : 0;
            if (all || !equal) {
                table.row(Cell.of(change.table()), Cell.of(rows(change.backupRows())),
                        Cell.of(rows(change.targetRows())),
                        note(change));
            }
        }
        List<String> lines = new ArrayList<>(table.lines(width, paint));
        if (!all) {
            lines.add("  and " + Human.plural(same, "table") + " with as many rows on both sides");
        }
        return lines;
    }

    private static Cell note(RestoreReport.TableChange change) {
        if (change.targetRows() == null) {
            return new Cell("new", Tone.GOOD);
        }
        if (change.backupRows() == null) {
            return new Cell("not in the backup", Tone.WARN);
        }
        String difference = BackupText.change(change.targetRows(), change.backupRows()).strip();
        return new Cell(difference, change.backupRows() < change.targetRows() ? Tone.WARN : Tone.PLAIN);
    }

    private static String rows(Long rows) {
        return rows == null ? "–" : Human.count(rows);
    }
}
