package lifeboat.report;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import lifeboat.base.Human;
import lifeboat.report.Paint.Tone;
import lifeboat.report.PruneReport.Choice;

/** What pruning does, as people read it. */
public final class PruneText {
    private static final DateTimeFormatter MINUTES =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private PruneText() {}

    /** A line for each store, and under it one for each decision. */
    public static List<String> plan(List<PruneReport> reports, Paint paint) {
        List<String> lines = new ArrayList<>();
        for (PruneReport report : reports) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            lines.add(paint.apply(Tone.STRONG, Clean.line(report.job())) + " in " + Clean.line(report.store()) + "  "
                    + summary(report));
            report.decisions().forEach(choice -> lines.add(line(choice, paint)));
        }
        return lines;
    }

    private static String summary(PruneReport report) {
        if (report.error() != null && report.decisions().isEmpty()) {
            return "could not be pruned: " + Clean.line(report.error());
        }
        long kept = report.decisions().stream().filter(Choice::keep).count();
        long keptBytes = report.decisions().stream().filter(Choice::keep).mapToLong(Choice::bytes).sum();
        return (report.dryRun() ? "would keep " : "keeps ") + Human.count(kept) + " (" + Human.bytes(keptBytes) + "), "
                + (report.dryRun() ? "would remove " : "removed ") + removed(report) + retained(report)
                + (report.extended() == 0 ? "" : ", locked " + Human.plural(report.extended(), "backup")
                + " for longer")
                + (report.error() == null ? "" : ", then failed: " + Clean.line(report.error()));
    }

    private static String retained(PruneReport report) {
        List<Choice> retained = report.decisions().stream().filter(choice -> choice.retained() != null).toList();
        return retained.isEmpty() ? "" : ", retained " + Human.plural(retained.size(), "locked backup") + " ("
                + Human.bytes(retained.stream().mapToLong(Choice::bytes).sum()) + ")";
    }

    /** Such as {@code 3 backups (1.2 MiB) and 1 leftover of a killed run}. */
    static String removed(PruneReport report) {
        return Human.plural(report.removed(), "backup")
                + (report.removed() == 0 ? "" : " (" + Human.bytes(report.bytes())
                + ")") + (report.leftovers() == 0 ? "" : " and " + Human.plural(report.leftovers(), "leftover")
                + " of killed runs");
    }

    private static String line(Choice choice, Paint paint) {
        String mark = choice.keep() ? paint.apply(Tone.GOOD, "keep  ")
                : choice.retained() != null ? paint.apply(Tone.GOOD, "locked") : paint.apply(Tone.WARN, "remove");
        return "  " + mark + "  " + choice.id() + String.format("  %9s  ", Human.bytes(choice.bytes()))
                + (choice.retained() == null ? "" : "retained until " + until(choice.retained()) + " ("
                + Clean.line(choice.retained().by()) + "); ") + String.join(", ", choice.reasons());
    }

    private static String until(PruneReport.Retained retained) {
        return retained.until() == null ? "somebody lifts it" : MINUTES.format(retained.until());
    }
}
