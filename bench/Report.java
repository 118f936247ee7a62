package bench;

import bench.Job.Group;
import bench.Job.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import lifeboat.base.Version;

/** What was measured, as a document and as Markdown. Times are seconds, sizes bytes unless the name says otherwise. */
record Report(String tool, Instant started, int rounds, Map<String, String> machine, Map<String, String> programs,
        Map<String, Long> data, List<Row> rows, List<LeftOut> leftOut, List<Checks.Backup> backups) {

    Report(Instant started, int rounds, Map<String, String> programs, Map<String, Long> data, List<Row> rows,
            List<LeftOut> leftOut, List<Checks.Backup> backups) {
        this("lifeboat " + Version.TEXT, started, rounds, Machine.facts(), programs, data, rows, leftOut, backups);
    }

    /** A job that did not run, and why. */
    record LeftOut(Group group, String job, String reason) {}

    /**
     * One job's runs; the statistics are of those that count, null if there are none.
     *
     * @param timesLimit    its fastest run against the fastest one of the group's limit
     * @param timesPipeline the same against the group's pipeline of stock tools
     */
    record Row(Group group, String job, Role role, Statistics wall, Double timesLimit, Double timesPipeline,
            Statistics client, Statistics machine, Statistics others, Statistics peakRssKib, Statistics bytes,
            int failed, List<Run> runs) {

        static Row of(Job job, List<Run> runs) {
            List<Run> good = runs.stream().filter(Run::ok).toList();
            return new Row(job.group(), job.name(), job.role(), statistics(good, Run::wall), null, null,
                    statistics(good, Run::client), statistics(good, Run::machine), statistics(good, Run::others),
                    statistics(good, run -> run.rssKib() == 0 ? null : (double) run.rssKib()),
                    statistics(good, run -> run.bytes() == null ? null : (double) run.bytes()),
                    runs.size() - good.size(), runs);
        }

        private static Statistics statistics(List<Run> runs, Function<Run, Double> value) {
            List<Double> values = runs.stream().map(value).filter(Objects::nonNull).toList();
            return values.isEmpty() ? null : Statistics.of(values);
        }

        private Row against(List<Row> all) {
            return new Row(group, job, role, wall, ratio(all, Role.LIMIT), ratio(all, Role.PIPELINE), client, machine,
                    others, peakRssKib, bytes, failed, runs);
        }

        private Double ratio(List<Row> all, Role to) {
            Optional<Statistics> other = all.stream().filter(row -> row.group == group && row.role == to)
                    .map(Row::wall).filter(Objects::nonNull).findFirst();
            return wall == null || other.isEmpty() || other.get().min() == 0 ? null : wall.min() / other.get().min();
        }
    }

    /** The rows with their ratios. */
    static List<Row> compared(List<Row> rows) {
        return rows.stream().map(row -> row.against(rows)).toList();
    }

    /** Whether every run counts; a drill that did not pass does not. */
    boolean ok() {
        return rows.stream().allMatch(row -> row.failed == 0);
    }

    /** The tables. */
    List<String> markdown() {
        List<String> lines = new ArrayList<>();
        lines.add("# " + tool + ", " + started + ", rounds: " + rounds);
        lines.add("");
        machine.forEach((name, value) -> lines.add("- " + name + ": " + value));
        data.forEach((name, bytes) -> lines.add(String.format(Locale.ROOT, "- %s: %.1f MiB", name, bytes / 1048576.0)));
        programs.forEach((name, version) -> lines.add("- " + name + ": " + version));
        for (Group group : Group.values()) {
            List<Row> those = rows.stream().filter(row -> row.group == group).toList();
            if (!those.isEmpty()) {
                lines.addAll(table(group, those));
            }
        }
        lines.add("");
        backups.forEach(backup -> lines.add("- backup of " + backup.job() + " [" + backup.id() + "]: "
                + (backup.verified() ? "verified by a drill" : "not verified")));
        leftOut.forEach(left -> lines.add("- left out: " + left.group().title() + ": " + left.job() + " ("
                + left.reason() + ")"));
        rows.stream().flatMap(row -> row.runs.stream().filter(run -> !run.ok()).map(run -> "- failed: "
                + row.group.title() + ": " + row.job + ": " + run.error())).forEach(lines::add);
        return lines;
    }

    private static List<String> table(Group group, List<Row> rows) {
        List<String> lines = new ArrayList<>(List.of("", "## " + group.title(), ""));
        rows.stream().filter(row -> row.role == Role.LIMIT).findFirst()
                .ifPresent(limit -> lines.addAll(List.of("Limit: `" + limit.job + "`.", "")));
        lines.add("| job | wall s: min | median | max | × limit | × pipeline | client CPU s | machine CPU s "
                + "| others' CPU s | max | peak RSS MiB | stored MiB |");
        lines.add("|---" + "|---:".repeat(11) + "|");
        for (Row row : rows) {
            String name = (row.role == Role.OURS ? "**lifeboat " + row.job + "**" : row.job)
                    + (row.failed > 0 ? " (" + row.failed + " failed)" : "");
            lines.add("| " + String.join(" | ", Stream.concat(Stream.of(name), cells(row)).toList()) + " |");
        }
        return lines;
    }

    private static Stream<String> cells(Row row) {
        Function<Statistics, Double> median = Statistics::median;
        return Stream.of(cell(row.wall, Statistics::min, "%.2f", 1), cell(row.wall, median, "%.2f", 1),
                cell(row.wall, Statistics::max, "%.2f", 1), ratio(row.timesLimit), ratio(row.timesPipeline),
                cell(row.client, median, "%.1f", 1), cell(row.machine, median, "%.1f", 1),
                cell(row.others, median, "%.1f", 1), cell(row.others, Statistics::max, "%.1f", 1),
                cell(row.peakRssKib, Statistics::max, "%.0f", 1024), cell(row.bytes, median, "%.1f", 1 << 20));
    }

    private static String cell(Statistics statistics, Function<Statistics, Double> which, String format, int unit) {
        String text = statistics == null ? "" : String.format(Locale.ROOT, format, which.apply(statistics) / unit);
        return text.equals("-0.0") ? "0.0" : text;
    }

    private static String ratio(Double ratio) {
        return ratio == null ? "" : String.format(Locale.ROOT, "%.2f", ratio);
    }
}
