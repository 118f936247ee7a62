package bench;

import bench.Job.Group;
import bench.Job.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Measures Lifeboat alone on data that become ten times as many twice, to see what does not grow in proportion. */
final class Growth {
    private static final int BATCH = 200;

    private final Shell shell;
    private final Meter meter;
    private final Place place;
    private final Path checkout;
    private final Checks checks;
    private final Consumer<String> note;
    private final List<Point> points = new ArrayList<>();

    /**
     * One run.
     *
     * @param series what grows
     * @param size   how many there are
     */
    record Point(String series, long size, String job, Run run) {}

    Growth(Shell shell, Meter meter, Place place, Path checkout, Checks checks, Consumer<String> note) {
        this.shell = shell;
        this.meter = meter;
        this.place = place;
        this.checkout = checkout;
        this.checks = checks;
        this.note = note;
    }

    List<Point> points() {
        return points;
    }

    /** PostgreSQL with ever more tables of 20 rows. */
    void tables(Database database, long most) {
        for (long count : curve(most)) {
            note.accept("making " + count + " tables");
            database.create(shell);
            for (long first = 1; first <= count; first += BATCH) {
                shell.must("psql -qX -v ON_ERROR_STOP=1 -v first=\"$1\" -v last=\"$2\" -f \"$3\" >/dev/null",
                        String.valueOf(first), String.valueOf(Math.min(count, first + BATCH - 1)),
                        checkout.resolve("bench/tables.sql").toString());
            }
            postgres("PostgreSQL tables", count);
        }
    }

    /** PostgreSQL with ever more rows. */
    void rows(Database database, long most) {
        for (long count : curve(most)) {
            note.accept("making " + count + " events in PostgreSQL");
            database.load(shell, checkout.resolve("bench/postgres.sql"), count);
            postgres("PostgreSQL events", count);
        }
    }

    /** SQLite with ever more rows. */
    void sqlite(long most) throws IOException {
        for (long count : curve(most)) {
            note.accept("making " + count + " events in SQLite");
            SqliteFile file = SqliteFile.make(shell, place.work().resolve("grown/events.db"),
                    checkout.resolve("bench/sqlite.sql"), count);
            Path restored = place.work().resolve("restored.db");
            series("SQLite events", count, "sqlite:" + file.path(), "sqlite:" + restored,
                    "rm -f \"$WORK\"/restored.db*", _ -> checks.sqlite(file.path(), restored));
            Files.deleteIfExists(restored);
            Files.delete(file.path());
        }
    }

    private void postgres(String series, long size) {
        series(series, size, Database.url("bench"), Database.url(Jobs.RESTORED),
                "psql -qX -c 'DROP DATABASE IF EXISTS " + Jobs.RESTORED + "' 2>/dev/null",
                _ -> checks.postgres("bench", Jobs.RESTORED));
    }

    private void series(String series, long size, String source, String target, String fresh, Job.Check restored) {
        Path store = place.work().resolve("store");
        add(series, size, Job.of("backup", Group.POSTGRES_BACKUP, Role.OURS,
                "\"$LIFEBOAT\" backup --source '" + source + "' --to \"$WORK/store\" --job grown --json")
                .before("rm -rf \"$WORK/store\"").storing(store).checked(checks::backup));
        add(series, size, Job.of("restore", Group.POSTGRES_RESTORE, Role.OURS,
                "\"$LIFEBOAT\" restore grown --store \"$WORK/store\" --to '" + target + "' --yes --json")
                .before(fresh).checked(restored));
        add(series, size, Job.of("verify (drill)", Group.POSTGRES_RESTORE, Role.OURS,
                "\"$LIFEBOAT\" verify grown --target local --store \"$WORK/store\" --json").checked(checks::drill));
    }

    private void add(String series, long size, Job job) {
        Run run = meter.measure(job, points.size());
        points.add(new Point(series, size, job.name(), run));
        note.accept(String.format(Locale.ROOT, "%8.2f s  %s %d: %s%s", run.wall(), series, size, job.name(),
                run.ok() ? "" : "  FAILED: " + run.error()));
    }

    private static List<Long> curve(long most) {
        return List.of(Math.max(1, most / 100), Math.max(1, most / 10), most);
    }

    /** The table; a factor of 10 in the last columns would be growth in proportion, less is better. */
    List<String> markdown() {
        List<String> lines = new ArrayList<>(List.of("| what grows | to | job | wall s | client CPU s | peak RSS MiB"
                + " | stored MiB | wall × | client CPU × |", "|---|---:|---" + "|---:".repeat(6) + "|"));
        for (Point point : points) {
            Run run = point.run;
            Run before = points.stream().filter(p -> p.series.equals(point.series) && p.job.equals(point.job)
                    && p.size < point.size && p.run.ok()).reduce((_, last) -> last).map(Point::run).orElse(null);
            lines.add(run.ok() ? String.format(Locale.ROOT, "| %s | %d | %s | %.2f | %.1f | %.0f | %s | %s | %s |",
                    point.series, point.size, point.job, run.wall(), run.client(), run.rssKib() / 1024.0,
                    run.bytes() == null ? "" : String.format(Locale.ROOT, "%.1f", run.bytes() / 1048576.0),
                    factor(before == null ? 0 : before.wall(), run.wall()),
                    factor(before == null ? 0 : before.client(), run.client()))
                    : "| " + point.series + " | " + point.size + " | " + point.job + " | failed: " + run.error()
                    + " | | | | | |");
        }
        return lines;
    }

    private static String factor(double before, double now) {
        return before == 0 ? "" : String.format(Locale.ROOT, "%.1f", now / before);
    }
}
