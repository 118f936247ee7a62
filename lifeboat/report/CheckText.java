package lifeboat.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lifeboat.base.Human;
import lifeboat.report.Paint.Tone;

/** What a check found, as people read it. */
public final class CheckText {
    private CheckText() {}

    /** One line for a whole backup; one more for each damaged part. */
    public static List<String> of(CheckReport report, Paint paint) {
        long size = report.parts().stream().mapToLong(CheckReport.PartCheck::size).sum();
        List<String> lines = new ArrayList<>();
        lines.add(paint.apply(report.passed() ? Tone.GOOD : Tone.BAD, report.passed() ? "✓ INTACT " : "✗ DAMAGED")
                + "  " + paint.apply(Tone.STRONG, Clean.line(report.job())) + "  " + Clean.line(report.id()) + "  in "
                + Clean.line(report.store()) + "  " + Human.plural(report.parts().size(), "part") + ", "
                + Human.bytes(size) + "  " + Human.duration(Duration.ofMillis(report.millis())));
        for (CheckReport.PartCheck part : report.parts()) {
            if (!part.passed()) {
                lines.add("    " + Clean.line(part.part()) + ": " + paint.apply(Tone.BAD, Clean.line(part.detail())));
            }
        }
        return lines;
    }
}
