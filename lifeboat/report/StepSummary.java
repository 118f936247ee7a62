package lifeboat.report;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import lifeboat.base.Human;
import lifeboat.fingerprint.Comparison;

/** Reports as Markdown for the summary page of a CI run. */
public final class StepSummary {
    private static final int ALL_UP_TO = 100;
    private static final String CUT =
            "\n> The rest did not fit into this summary: the log and `--json` have all of it.\n";
    private static final int CLOSING = 32;
    private static final int DIFFERENCES = 50;

    private StepSummary() {}

    /** What was backed up. */
    public static String backup(List<BackupReport> reports) {
        StringBuilder md = new StringBuilder("### Backup\n\n");
        row(md, "", "Job", "Backup", "Rows", "Size", "Stored", "Time", "Stores", "Proven");
        md.append("|---|---|---|---:|---:|---:|---:|---|---|\n");
        for (BackupReport r : reports) {
            boolean made = r.id() != null;
            row(md, r.ok() ? "✅" : made ? "⚠️" : "❌", r.job(), made ? r.id() : "none",
                    made ? Human.count(r.rows()) + BackupText.change(r.rowsBefore(), r.rows()) : "",
                    made ? Human.bytes(r.plainBytes()) : "", made ? stored(r) : "",
                    Human.duration(Duration.ofMillis(r.millis())),
                    r.stores().stream().filter(s -> made || !s.ok()).map(s -> s.store() + (s.ok() ? " ✓" : " ✗"))
                            .collect(Collectors.joining(", ")),
                    made ? Age.ago(r.proven(), r.started()) : "");
        }
        reports.stream().filter(r -> r.error() != null).forEach(r -> trouble(md, r.job(), r.error(), r.hint()));
        return md.append('\n').toString();
    }

    /** What came of sets: one line for each. */
    public static String sets(List<String> lines) {
        return lines.isEmpty() ? "" : lines.stream().map(line -> "- " + text(line) + "\n")
                .collect(Collectors.joining("", "", "\n"));
    }

    private static String stored(BackupReport r) {
        if (r.storedBefore() == null || r.storedBefore() == 0) {
            return Human.bytes(r.storedBytes());
        }
        long percent = Math.round(100.0 * (r.storedBytes() - r.storedBefore()) / r.storedBefore());
        return Human.bytes(r.storedBytes()) + (percent == 0 ? "" : String.format(" (%s%d %%)", percent > 0 ? "+" : "−",
                Math.abs(percent)));
    }

    /** What the drills found, table by table. */
    public static String drill(List<DrillReport> reports) {
        StringBuilder md = new StringBuilder("### Restore drill\n\n");
        overview(md, reports);
        for (DrillReport r : reports) {
            md.append("**").append(icon(r)).append(' ').append(DrillText.word(r.verdict())).append("** ")
                    .append(text(r.job()))
                    .append(' ').append(text(r.id())).append(": ").append(text(DrillText.reason(r))).append("\n\n");
            if (r.hint() != null) {
                md.append("Hint: ").append(text(r.hint())).append("\n\n");
            }
            if (r.comparison() != null) {
                comparison(md, r.comparison());
            }
            if (r.control() != null) {
                md.append("Negative control: ").append(text(r.control())).append("\n\n");
            }
            if (!r.phases().isEmpty()) {
                md.append("Time: ").append(text(Times.of(r.phases()))).append("\n\n");
            }
        }
        return md.toString();
    }

    private static void overview(StringBuilder md, List<DrillReport> reports) {
        row(md, "", "Job", "Backup", "Store", "Rows", "Recovery", "Data", "Verdict");
        md.append("|---|---|---|---|---:|---|---|---|\n");
        for (DrillReport r : reports) {
            row(md, icon(r), r.job(), r.id(), r.store(),
                    r.comparison() == null ? "" : Human.count(DrillText.rows(r.comparison())),
                    goal(r, "recovery time"), goal(r, "data age"), DrillText.word(r.verdict()).toLowerCase(Locale.ROOT)
                            + (r.recovery() != null && r.recovery().failed() ? ", objective missed" : ""));
        }
        md.append('\n');
    }

    private static String goal(DrillReport r, String name) {
        return r.recovery() == null ? "" : r.recovery().goals().stream().filter(goal -> goal.name().equals(name))
                .map(goal -> (goal.met() ? "" : "⚠️ ") + goal.text()).collect(Collectors.joining());
    }

    private static void comparison(StringBuilder md, Comparison comparison) {
        boolean all = comparison.tables().size() <= ALL_UP_TO;
        Shown<Comparison.TableResult> shown = Shown.of(comparison.tables().stream().filter(t -> all || !t.passed())
                .toList(), all ? ALL_UP_TO : DIFFERENCES);
        if (!shown.items().isEmpty()) {
            md.append("<details").append(comparison.passed() ? "" : " open").append("><summary>")
                    .append(Human.plural(comparison.tables().size(), "table")).append("</summary>\n\n");
            row(md, "", "Table", "Rows", "Content");
            md.append("|---|---|---:|---|\n");
            shown.items().forEach(t -> row(md, t.passed() ? "✅" : "❌", t.title(),
                    t.expected() == null ? "" : Human.count(t.expected().rows()), t.detail()));
            md.append(shown.more() > 0 ? "\n" + shown.rest("table") + "\n" : "").append("\n</details>\n\n");
        }
        Shown<Comparison.Check> failed = Shown.of(comparison.checks().stream().filter(c -> !c.passed()).toList(),
                DIFFERENCES);
        md.append(comparison.checks().size() - failed.items().size() - failed.more()).append(" of ")
                .append(comparison.checks().size())
                .append(" checks passed\n\n");
        failed.items().forEach(c -> md.append("- ❌ ").append(text(c.name())).append(": ").append(text(c.detail()))
                .append('\n'));
        md.append(failed.more() > 0 ? "- " + failed.rest("check") + "\n" : "")
                .append(failed.items().isEmpty() ? "" : "\n");
    }

    /** What the checks found. */
    public static String check(List<CheckReport> reports) {
        StringBuilder md = new StringBuilder("### Integrity check\n\n");
        row(md, "", "Job", "Backup", "Store", "Parts", "Found");
        md.append("|---|---|---|---|---:|---|\n");
        for (CheckReport r : reports) {
            row(md, r.passed() ? "✅" : "❌", r.job(), r.id(), r.store(), String.valueOf(r.parts().size()),
                    r.passed() ? "intact"
                    : r.parts().stream().filter(p -> !p.passed()).map(p -> p.part() + ": " + p.detail())
                            .collect(Collectors.joining("; ")));
        }
        return md.append('\n').toString();
    }

    /** What a restore did or would do. */
    public static String restore(RestoreReport r) {
        StringBuilder md = new StringBuilder("### Restore\n\n");
        boolean good = r.differences().isEmpty();
        row(md, "", "Job", "Backup", "From", "To", "Rows", "Stored", "Time", "Safety backup");
        md.append("|---|---|---|---|---|---:|---:|---:|---|\n");
        row(md, good ? "✅" : "❌", r.job(), r.id(), r.store(), r.target(), Human.count(r.tables().stream()
                .filter(t -> t.backupRows() != null).mapToLong(RestoreReport.TableChange::backupRows).sum()),
                Human.bytes(r.bytes()), r.dryRun() ? "dry run" : Human.duration(Duration.ofMillis(
                        r.phases().values().stream().mapToLong(Long::longValue).sum())),
                r.safety() == null ? "none" : r.safety());
        md.append('\n');
        List<String> lines = new ArrayList<>(RestoreText.of(r, 200, Paint.PLAIN));
        md.append("```text\n");
        lines.forEach(line -> md.append(line.replace("```", "'''")).append('\n'));
        return md.append("```\n\n").toString();
    }

    /** What was pruned or would be. */
    public static String prune(List<PruneReport> reports) {
        boolean dryRun = reports.stream().anyMatch(PruneReport::dryRun);
        StringBuilder md = new StringBuilder("### Prune" + (dryRun ? " (dry run)" : "") + "\n\n");
        row(md, "", "Job", "Store", dryRun ? "Would keep" : "Kept", dryRun ? "Would remove" : "Removed", "Leftovers");
        md.append("|---|---|---|---:|---:|---:|\n");
        for (PruneReport r : reports) {
            List<PruneReport.Choice> kept = r.decisions().stream().filter(PruneReport.Choice::keep).toList();
            row(md, r.error() == null ? "✅" : "❌", r.job(), r.store(), sized(kept.size(),
                    kept.stream().mapToLong(PruneReport.Choice::bytes).sum()), sized(r.removed(), r.bytes()),
                    String.valueOf(r.leftovers()));
        }
        reports.stream().filter(r -> r.error() != null)
                .forEach(r -> trouble(md, r.job() + " in " + r.store(), r.error(),
                r.hint()));
        return md.append('\n').toString();
    }

    private static String sized(int count, long bytes) {
        return Human.count(count) + (count == 0 ? "" : " (" + Human.bytes(bytes) + ")");
    }

    /** What was copied between stores. */
    public static String sync(List<SyncReport> reports) {
        StringBuilder md = new StringBuilder("### Copies between stores\n\n");
        List<SyncReport> shown = reports.stream().filter(r -> r.outcome() != SyncReport.Outcome.PRUNED).toList();
        if (shown.isEmpty()) {
            return md.append("Nothing to copy: the stores hold the same backups.\n\n").toString();
        }
        row(md, "", "Job", "Backup", "From", "To", "Stored", "Time", "Outcome");
        md.append("|---|---|---|---|---|---:|---:|---|\n");
        for (SyncReport r : shown) {
            row(md, r.outcome() == SyncReport.Outcome.COPIED && r.error() == null ? "✅" : r.exitCode() == 0 ? "⚠️"
                    : "❌", r.job(), r.id() == null ? "" : r.id(), r.from() == null ? "none" : r.from(), r.to(),
                    Human.bytes(r.bytes()), Human.duration(Duration.ofMillis(r.millis())),
                    r.outcome().name().toLowerCase(Locale.ROOT));
        }
        reports.stream().filter(r -> r.error() != null).forEach(r -> trouble(md,
                r.job() + (r.id() == null ? "" : " " + r.id()), r.error(), r.hint()));
        return md.append('\n').toString();
    }

    /** An error that ended the run. */
    public static String error(String message, String hint) {
        StringBuilder md = new StringBuilder();
        trouble(md, "error", message, hint);
        return md.append('\n').toString();
    }

    private static void trouble(StringBuilder md, String who, String message, String hint) {
        md.append("\n> **").append(text(who)).append("**: ").append(text(message)).append('\n');
        if (hint != null) {
            md.append("> hint: ").append(text(hint)).append('\n');
        }
    }

    /** The page, cut at the end of a line where it would take more than so many bytes, with a note that says so. */
    public static String cut(String page, long bytes) {
        if (page.getBytes(StandardCharsets.UTF_8).length <= bytes) {
            return page;
        }
        StringBuilder kept = new StringBuilder();
        long room = bytes - CUT.getBytes(StandardCharsets.UTF_8).length - CLOSING;
        for (String line : page.split("(?<=\n)")) {
            room -= line.getBytes(StandardCharsets.UTF_8).length;
            if (room < 0) {
                break;
            }
            kept.append(line);
        }
        String text = kept.toString();
        boolean fence = text.lines().filter(line -> line.startsWith("```")).count() % 2 == 1;
        boolean details = text.split("<details", -1).length > text.split("</details>", -1).length;
        return bytes < CUT.length() + CLOSING ? ""
                : text + (fence ? "```\n" : "") + (details ? "\n</details>\n" : "") + CUT;
    }

    private static String icon(DrillReport r) {
        return switch (r.verdict()) {
            case PASSED -> "✅";
            case FAILED -> "❌";
            case UNABLE -> "⚠️";
        };
    }

    private static void row(StringBuilder md, String... cells) {
        for (String cell : cells) {
            md.append("| ").append(text(cell)).append(' ');
        }
        md.append("|\n");
    }

    /** Text that Markdown and HTML show as it is. */
    public static String text(String raw) {
        StringBuilder md = new StringBuilder();
        Clean.line(raw).codePoints().forEach(c -> {
            switch (c) {
                case '<' -> md.append("&lt;");
                case '>' -> md.append("&gt;");
                case '&' -> md.append("&amp;");
                case '\\', '|', '`', '*', '_', '[', ']', '~', '#', '@', '!' -> md.append('\\').appendCodePoint(c);
                default -> md.appendCodePoint(c);
            }
        });
        return md.toString();
    }
}
