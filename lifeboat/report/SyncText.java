package lifeboat.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lifeboat.base.Human;
import lifeboat.report.Paint.Tone;

/** What was copied between stores, as people read it. */
public final class SyncText {
    private SyncText() {}

    /** One line for each backup, and one for all. */
    public static List<String> of(List<SyncReport> reports, Paint paint) {
        List<String> lines = new ArrayList<>();
        reports.stream().filter(report -> report.outcome() != SyncReport.Outcome.PRUNED)
                .forEach(report -> lines.add(line(report, paint)));
        long pruned = reports.stream().filter(report -> report.outcome() == SyncReport.Outcome.PRUNED).count();
        if (pruned > 0) {
            lines.add("left out " + Human.plural(pruned, "backup") + " that the store itself has pruned");
        }
        if (lines.isEmpty()) {
            lines.add("nothing to copy: the stores hold the same backups");
        }
        return lines;
    }

    private static String line(SyncReport report, Paint paint) {
        String which = paint.apply(Tone.STRONG, Clean.line(report.job())) + "  "
                + (report.id() == null ? "" : Clean.line(report.id()) + "  ");
        String way = (report.from() == null ? "" : Clean.line(report.from()) + " → ") + Clean.line(report.to());
        return switch (report.outcome()) {
            case COPIED -> paint.apply(Tone.GOOD, "✓ COPIED") + "  " + which + way + "  " + Human.bytes(report.bytes())
                    + "  " + Human.duration(Duration.ofMillis(report.millis())) + " ("
                    + Human.rate(report.bytes(), Duration.ofMillis(report.millis())) + ")";
            case MISSING -> "  would copy  " + which + way + "  " + Human.bytes(report.bytes());
            case PRUNED -> "  pruned  " + which + way;
            case FAILED -> paint.apply(Tone.BAD, "✗ FAILED") + "  " + which + way + "  "
                    + paint.apply(Tone.BAD, Clean.line(report.error()));
        };
    }
}
