package bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import lifeboat.base.Json;
import lifeboat.base.UserError;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code benchmark}. */
@Command(name = "benchmark", sortOptions = false, usageHelpWidth = 100, mixinStandardHelpOptions = false,
        description = "Measures Lifeboat and other ways to back up and restore, in turn, on the same data.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:some run failed; the table leaves it out", "2:could not run"})
public final class Benchmark implements Callable<Integer> {
    private static final long ROWS = 3_000_000;
    private static final long SMALL_ROWS = 30_000;
    private static final int MANY = 1_000;
    private static final int SMALL_MANY = 10;
    private static final long TABLES = 10_000;
    private static final long SMALL_TABLES = 100;
    private static final List<String> PARTS = List.of("postgres", "sqlite", "start", "tables");

    @Option(names = "--dir", paramLabel = "DIR",
            description = "where the data are kept from run to run; default lifeboat-bench among the temporary files")
    private Path dir = Path.of(Optional.ofNullable(System.getenv("TMPDIR")).filter(t -> !t.isEmpty()).orElse("/tmp"),
            "lifeboat-bench");

    @Option(names = "--runs", paramLabel = "N", description = "rounds in which every job runs once; default 3")
    private int rounds = 3;

    @Option(names = "--rows", paramLabel = "N",
            description = "rows of the largest table; default 3000000, about 1.2 GB of dump and 500 MiB of SQLite")
    private long rows;

    @Option(names = "--small", description = "little data and no waiting: only shows that everything works")
    private boolean small;

    @Option(names = "--quiet", paramLabel = "SECONDS",
            description = "wait at most so long for a quiet second before each run; default 15")
    private Integer patience;

    @Option(names = "--rehearsals", paramLabel = "N", description = "how often each command of Lifeboat runs on little "
            + "data first, as on a machine that has made backups before; default 3, with --small 0")
    private Integer rehearsals;

    @Option(names = "--postgres", paramLabel = "URL",
            description = "measure this PostgreSQL database; it is only read")
    private String postgres;

    @Option(names = "--restores",
            description = "with --postgres: also restore, into a new database lifeboat_bench of that server")
    private boolean restores;

    @Option(names = "--sqlite", paramLabel = "FILE", description = "measure this SQLite file; it is only read")
    private Path sqlite;

    @Option(names = "--s3", description = "store in an S3 server that the benchmark starts, instead of on the disk")
    private boolean s3;

    @Option(names = "--only", paramLabel = "WHAT", split = ",",
            description = "postgres, sqlite, start, or several of them with commas; default all; --growth also knows "
                    + "tables")
    private List<String> only = PARTS;

    @Option(names = "--json", paramLabel = "FILE", description = "write everything measured to a file, as JSON")
    private Path json;

    @Option(names = "--growth", description = "measure Lifeboat alone, once, on data of its own that grow to --rows "
            + "and --tables in two steps of ten; the data are removed")
    private boolean growth;

    @Option(names = "--tables", paramLabel = "N", description = "with --growth: the most tables; default 10000")
    private long tables;

    @Option(names = "--clean", description = "remove the data and do nothing else")
    private boolean clean;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this help")
    private boolean help;

    private final PrintStream log = System.err;
    private final Programs programs = new Programs();
    private Path checkout;
    private Place place;
    private Shell shell;

    private Benchmark() {}

    /** Runs it with these arguments in the checkout that is the current folder; returns the exit code. */
    public static int run(String[] args) {
        return new CommandLine(new Benchmark()).setExecutionExceptionHandler((e, line, _) -> {
            if (!(e instanceof UserError error)) {
                throw e;
            }
            line.getErr().println("error: " + error.getMessage());
            error.hint().ifPresent(hint -> line.getErr().println("hint: " + hint));
            return 2;
        }).execute(args);
    }

    @Override
    public Integer call() throws IOException {
        checkout = Path.of("").toAbsolutePath();
        if (!Files.isRegularFile(checkout.resolve("bench/postgres.sql"))) {
            throw UserError.usage("[" + checkout + "] is not a checkout of Lifeboat",
                    "change to the checkout's folder");
        }
        if (rounds < 1 || !PARTS.containsAll(only)) {
            throw UserError.usage("--runs is at least 1, and --only knows postgres, sqlite, start and tables", null);
        }
        try (Place opened = Place.open(dir)) {
            place = opened;
            place.begin();
            shell = new Shell(place.work());
            if (clean) {
                return remove();
            }
            if (growth) {
                return grow();
            }
            try (Cluster cluster = cluster()) {
                return measure(cluster);
            }
        }
    }

    private int remove() {
        cluster().remove();
        place.remove();
        return 0;
    }

    private Cluster cluster() {
        return new Cluster(shell, programs.server().orElse(Path.of("/")), place.file("postgres"),
                place.file("keys/postgres"));
    }

    private int measure(Cluster cluster) throws IOException {
        Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Checks checks = new Checks(shell, programs);
        Preparation ready = new Preparation(shell, programs, place, checkout, new Jobs(place.work(), checks),
                this::note);
        ready.settings();
        try (ObjectStore server = s3 ? ObjectStore.start(shell, place.work(), place.log()) : null) {
            if (server != null) {
                ready.storeIn(server);
            }
            prepare(ready, cluster);
            Meter meter = new Meter(shell, place.log(), patience != null ? patience : small ? 0 : 15,
                    ready.serverCpu());
            List<Report.Row> measured = rounds(meter, ready.possible());
            return show(new Report(started, rounds, programs.versions(shell), ready.data(),
                    Report.compared(measured), ready.leftOut(), checks.backups()));
        }
    }

    private void prepare(Preparation ready, Cluster cluster) throws IOException {
        long size = rows > 0 ? rows : small ? SMALL_ROWS : ROWS;
        if (only.contains("postgres")) {
            ready.postgres(cluster, size, Optional.ofNullable(postgres), restores);
        }
        if (only.contains("sqlite")) {
            ready.sqlite(size, Optional.ofNullable(sqlite));
        }
        ready.scripts(rehearsals(), only.contains("start"), small ? SMALL_MANY : MANY);
    }

    private int rehearsals() {
        return rehearsals != null ? rehearsals : small ? 0 : 3;
    }

    private int show(Report report) throws IOException {
        report.markdown().forEach(System.out::println);
        if (json != null) {
            Files.writeString(json, Json.pretty(report) + "\n");
        }
        return report.ok() ? 0 : 1;
    }

    private int grow() throws IOException {
        Checks checks = new Checks(shell, programs);
        Preparation ready = new Preparation(shell, programs, place, checkout, new Jobs(place.work(), checks),
                this::note);
        ready.settings();
        ready.scripts(rehearsals(), false, 0);
        int seconds = patience != null ? patience : small ? 0 : 15;
        Growth growing = new Growth(shell, new Meter(shell, place.log(), seconds, Optional.empty()), place, checkout,
                checks, this::note);
        long size = rows > 0 ? rows : small ? SMALL_ROWS : ROWS;
        try (Cluster cluster = new Cluster(shell, programs.server().orElse(Path.of("/")), place.file("growth"),
                place.file("keys/growth"))) {
            if (only.contains("tables") || only.contains("postgres")) {
                cluster.remove();
                Database database = cluster.start("-c max_locks_per_transaction=1024 -c max_wal_size=4GB");
                database.apply(shell);
                if (only.contains("tables")) {
                    growing.tables(database, tables > 0 ? tables : small ? SMALL_TABLES : TABLES);
                }
                if (only.contains("postgres")) {
                    growing.rows(database, size);
                }
                cluster.remove();
            }
        }
        if (only.contains("sqlite")) {
            growing.sqlite(Math.max(1, size * 7 / 15));
        }
        growing.markdown().forEach(System.out::println);
        if (json != null) {
            Files.writeString(json, Json.pretty(growing.points()) + "\n");
        }
        return growing.points().stream().allMatch(point -> point.run().ok()) ? 0 : 1;
    }

    private List<Report.Row> rounds(Meter meter, List<Job> jobs) {
        Map<Job, List<Run>> runs = new LinkedHashMap<>();
        for (int round = 1; round <= rounds; round++) {
            for (Job job : jobs) {
                Run run = meter.measure(job, round);
                runs.computeIfAbsent(job, _ -> new ArrayList<>()).add(run);
                note(String.format(Locale.ROOT, "round %d of %d  %8.2f s  %s: %s%s", round, rounds, run.wall(),
                        job.group().title(), job.name(), run.ok() ? "" : "  FAILED: " + run.error()));
            }
        }
        return runs.entrySet().stream().map(entry -> Report.Row.of(entry.getKey(), entry.getValue())).toList();
    }

    private void note(String text) {
        log.println(LocalTime.now().truncatedTo(ChronoUnit.SECONDS) + "  " + text);
    }
}
