package lifeboat.report;

import java.util.ArrayList;
import java.util.List;
import lifeboat.base.Json;
import lifeboat.report.BucketReport.Setting;
import lifeboat.report.Paint.Tone;

/** How buckets are set, as people read it. */
public final class BucketText {
    private static final int WIDE = "abort_uploads".length();

    private BucketText() {}

    /** A line for each store, and under it one for each setting. */
    public static List<String> of(List<BucketReport> reports, Paint paint) {
        List<String> lines = new ArrayList<>();
        for (BucketReport report : reports) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            lines.add(paint.apply(Tone.STRONG, Clean.line(report.store())) + "  " + Clean.line(report.place()));
            report.settings().forEach(setting -> lines.add(line(setting, paint)));
            if (!report.others().isEmpty()) {
                lines.add("  other rules, kept: " + Clean.line(String.join(", ", report.others())));
            }
            if (report.lifecycle() != null) {
                lines.addAll(List.of(Json.pretty(report.lifecycle()).split("\n")));
            }
            report.commands().forEach(command -> lines.add("  " + Clean.line(command)));
        }
        return lines;
    }

    private static String line(Setting setting, Paint paint) {
        return "  " + mark(setting, paint) + " " + String.format("%-" + WIDE + "s", setting.name()) + "  "
                + Clean.line(words(setting));
    }

    private static String mark(Setting setting, Paint paint) {
        return switch (setting.state()) {
            case SAME, SET -> paint.apply(Tone.GOOD, "✓");
            case DIFFERS -> paint.apply(Tone.BAD, "✗");
            case LEFT, LACKING -> "-";
        };
    }

    private static String words(Setting setting) {
        return switch (setting.state()) {
            case SAME -> setting.is();
            case SET -> setting.is() + " (set now, was " + setting.was() + ")";
            case DIFFERS -> (setting.is() == null ? "not to be had here" : setting.is()) + ", wanted "
                    + setting.wanted();
            case LEFT -> setting.is() + ", nothing is wanted";
            case LACKING -> "not to be had here";
        };
    }
}
