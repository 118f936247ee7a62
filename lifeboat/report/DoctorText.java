package lifeboat.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lifeboat.base.Human;
import lifeboat.report.DoctorReport.Finding;
import lifeboat.report.Paint.Tone;

/** What the doctor found, as people read it. */
public final class DoctorText {
    private DoctorText() {}

    /** One line for each check. */
    public static List<String> of(DoctorReport report, Paint paint) {
        List<String> lines = new ArrayList<>();
        int wide = report.findings().stream().mapToInt(finding -> title(finding).length()).max().orElse(0);
        for (Finding finding : report.findings()) {
            lines.add(mark(finding, paint) + " " + String.format("%-" + Math.max(1, wide) + "s", title(finding)) + "  "
                    + detail(finding));
        }
        return lines;
    }

    private static String mark(Finding finding, Paint paint) {
        return switch (finding.outcome()) {
            case OK -> paint.apply(Tone.GOOD, "✓");
            case WARNING -> paint.apply(Tone.WARN, "!");
            case FAILED -> paint.apply(Tone.BAD, "✗");
            case SKIPPED -> "-";
        };
    }

    private static String title(Finding finding) {
        return Clean.line(finding.area() + " " + finding.subject()) + "  " + finding.check();
    }

    private static String detail(Finding finding) {
        List<String> words = new ArrayList<>();
        if (finding.outcome() != DoctorReport.Outcome.SKIPPED) {
            Duration time = Duration.ofMillis(finding.millis());
            words.add(finding.millis() < 1000 ? finding.millis() + " ms" : Human.duration(time));
            if (finding.bytes() > 0 && finding.outcome() == DoctorReport.Outcome.OK) {
                words.add(Human.rate(finding.bytes(), time));
            }
        }
        if (finding.detail() != null) {
            words.add(Clean.line(finding.detail()));
        }
        return String.join("  ", words);
    }
}
