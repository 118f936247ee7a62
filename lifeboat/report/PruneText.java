package lifeboat.report;

import java.util.ArrayList;
import java.util.List;
import lifeboat.base.Human;
import lifeboat.report.Paint.Tone;
import lifeboat.report.PruneReport.Choice;

/** What pruning does, as people read it. */
public final class PruneText {
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
        long kept = report.decisions().stream().filter(Choice::keep).count();
        long keptBytes = report.decisions().stream().filter(Choice::keep).mapToLong(Choice::bytes).sum();
        return (report.dryRun() ? "would keep " : "keeps ") + Human.count(kept) + " (" + Human.bytes(keptBytes) + "), "
                + (report.dryRun() ? "would remove " : "removed ") + removed(report);
    }

    /** Such as {@code 3 backups (1.2 MiB) and 1 leftover of a killed run}. */
    static String removed(PruneReport report) {
        return Human.plural(report.removed(), "backup") + (report.removed() == 0 ? "" : " (" + Human.bytes(report.bytes())
                + ")") + (report.leftovers() == 0 ? "" : " and " + Human.plural(report.leftovers(), "leftover")
                + " of killed runs");
    }

    private static String line(Choice choice, Paint paint) {
        return "  " + (choice.keep() ? paint.apply(Tone.GOOD, "keep  ") : paint.apply(Tone.WARN, "remove")) + "  "
                + choice.id() + String.format("  %9s  ", Human.bytes(choice.bytes()))
                + String.join(", ", choice.reasons());
    }
}
