package lifeboat.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import lifeboat.base.Human;
import lifeboat.report.Paint.Tone;
import lifeboat.report.Table.Cell;
import lifeboat.report.Table.Column;

/** What was backed up and what there is, as people read it. */
public final class BackupText {
    private static final int TIER_AT = 2;

    private BackupText() {}

    /** One job's run: two lines or three for a backup, one for a failure (its error is told as errors are). */
    public static List<String> run(BackupReport report, Paint paint) {
        String name = paint.apply(Tone.STRONG, Clean.line(report.job()));
        Duration time = Duration.ofMillis(report.millis());
        if (report.id() == null) {
            return List.of(paint.apply(Tone.BAD, "✗") + " " + name + "  " + paint.apply(Tone.BAD, "FAILED") + "  after "
                    + Human.duration(time));
        }
        String mark = report.ok() ? paint.apply(Tone.GOOD, "✓") : paint.apply(Tone.WARN, "!");
        String indent = " ".repeat(4 + Clean.line(report.job()).length());
        List<String> lines = new ArrayList<>(List.of(
                mark + " " + name + "  " + report.id() + "  " + sizes(report.plainBytes(), report.storedBytes()) + " ("
                        + layers(report) + ")  " + Human.duration(time) + " ("
                        + Human.rate(report.plainBytes(), time) + ")",
                indent + Human.plural(report.tables(), "table") + ", " + Human.plural(report.rows(), "row")
                        + change(report.rowsBefore(), report.rows()) + "  " + stores(report, paint)));
        if (report.pruned() != null && report.pruned() > 0) {
            lines.add(indent + "pruned " + Human.plural(report.pruned(), "old backup"));
        }
        return lines;
    }

    /** The plain size and what is stored of it. */
    static String sizes(long plain, long stored) {
        return Human.bytes(plain) + " → " + Human.bytes(stored);
    }

    /** The difference to the count before, such as {@code  (+1,204)}; empty if there is none to tell. */
    static String change(Long before, long now) {
        return before == null || before == now ? ""
                : " (" + (now > before ? "+" : "−") + Human.count(Math.abs(now - before)) + ")";
    }

    private static String layers(BackupReport report) {
        return ("none".equals(report.compression()) ? "not compressed" : report.compression())
                + (report.encrypted() ? ", age" : ", not encrypted");
    }

    private static String stores(BackupReport report, Paint paint) {
        return report.stores().stream()
                .map(s -> Clean.line(s.store()) + " "
                        + (s.ok() ? paint.apply(Tone.GOOD, "✓") : paint.apply(Tone.BAD, "✗")))
                .collect(Collectors.joining("  "));
    }

    /** All backups in the given order, one table for each job. */
    public static List<String> list(List<BackupEntry> entries, Instant now, int width, Paint paint) {
        Map<String, List<BackupEntry>> jobs = new LinkedHashMap<>();
        entries.forEach(e -> jobs.computeIfAbsent(e.job(), _ -> new ArrayList<>()).add(e));
        List<String> lines = new ArrayList<>();
        jobs.forEach((job, backups) -> {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            long stored = backups.stream().mapToLong(BackupEntry::storedBytes).sum();
            lines.add(paint.apply(Tone.STRONG, Clean.line(job)) + "  " + Human.plural(backups.size(), "backup") + ", "
                    + Human.bytes(stored) + " stored");
            lines.addAll(table(backups, now).lines(width, paint));
        });
        return lines;
    }

    /** The backups as a table; with their tiers if there are any. */
    private static Table table(List<BackupEntry> backups, Instant now) {
        boolean tiers = backups.stream().anyMatch(e -> !e.tiers().isEmpty());
        List<Column> columns = new ArrayList<>(List.of(Column.left("BACKUP"), Column.right("AGE"), Column.left("TYPE"),
                Column.right("ROWS"), Column.right("SIZE"), Column.right("STORED"), Column.left("PROVEN"),
                Column.left("STORES")));
        if (tiers) {
            columns.add(TIER_AT, Column.left("TIER"));
        }
        Table table = new Table(columns.toArray(Column[]::new));
        for (BackupEntry e : backups) {
            List<Cell> cells = new ArrayList<>(List.of(Cell.of(e.id()), Cell.of(Age.of(e.started(), now)),
                    Cell.of(e.type()), Cell.of(Human.count(e.rows())), Cell.of(Human.bytes(e.plainBytes())),
                    Cell.of(Human.bytes(e.storedBytes())), proof(e, now),
                    Cell.of(String.join(", ", e.stores()) + notes(e))));
            if (tiers) {
                cells.add(TIER_AT, Cell.of(String.join(", ", e.tiers())));
            }
            table.row(cells.toArray(Cell[]::new));
        }
        return table;
    }

    /** When the backup was proven, or that a drill or check failed since. */
    static Cell proof(BackupEntry entry, Instant now) {
        if (entry.failed() != null) {
            return new Cell("FAILED " + Age.ago(entry.failed(), now), Tone.BAD);
        }
        return new Cell(Age.ago(entry.proven(), now), entry.proven() == null ? Tone.DIM : Tone.GOOD);
    }

    private static String notes(BackupEntry entry) {
        return ("safety".equals(entry.kind()) ? " (safety)" : "")
                + (entry.suspect() ? " (suspect)" : "") + (entry.encrypted() ? "" : " (not encrypted)");
    }

    /** Numbered backups to choose from, the first as 1. */
    public static List<String> choice(List<BackupEntry> backups, Instant now, int width, Paint paint) {
        Table table = new Table(Column.right("#"), Column.left("JOB"), Column.left("BACKUP"), Column.right("AGE"),
                Column.right("ROWS"), Column.right("SIZE"), Column.left("PROVEN"), Column.left(""));
        int number = 1;
        for (BackupEntry e : backups) {
            table.row(Cell.of(String.valueOf(number++)), Cell.of(e.job()), Cell.of(e.id()),
                    Cell.of(Age.of(e.started(), now)), Cell.of(Human.count(e.rows())),
                    Cell.of(Human.bytes(e.plainBytes())), proof(e, now), Cell.of(notes(e)));
        }
        return table.lines(width, paint);
    }
}
