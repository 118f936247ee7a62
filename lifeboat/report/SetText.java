package lifeboat.report;

import java.time.Duration;
import java.util.List;
import lifeboat.base.Human;
import lifeboat.report.Paint.Tone;

/** Sets as people read them. */
public final class SetText {
    private SetText() {}

    /** One run, in one line. */
    public static List<String> run(SetReport report, Paint paint) {
        String name = "set " + paint.apply(Tone.STRONG, Clean.line(report.set())) + "  " + report.id() + "  ";
        return List.of(report.whole()
                ? name + paint.apply(Tone.GOOD, "whole") + ", " + Human.plural(report.jobs().size(), "job")
                + ", whose data was seen within " + Human.duration(Duration.ofMillis(report.viewsMillis()))
                : name + paint.apply(Tone.BAD, "INCOMPLETE") + ", without a good backup of "
                + String.join(", ", report.missing()));
    }
}
