package lifeboat.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lifeboat.base.Environment;
import lifeboat.base.Human;
import lifeboat.base.Output;
import lifeboat.base.UserError;
import lifeboat.config.Config;
import lifeboat.config.JobConfig;
import lifeboat.config.KeysConfig;
import lifeboat.config.SourceConfig;
import lifeboat.config.StoreConfig;
import lifeboat.demo.SampleShop;
import lifeboat.demo.ShopWriter;
import lifeboat.report.BackupReport;
import lifeboat.report.DrillReport;
import lifeboat.report.RestoreReport;

/** Shows on a sample shop what Lifeboat does; needs no server, and every step is the real thing. */
public final class DemoRun {
    private static final String JOB = "shop";

    private final Output out;
    private final Path folder;
    private final Path shop;
    private final Context context;

    private DemoRun(Environment env, Output out, Path folder) throws IOException {
        this.out = out;
        this.folder = folder;
        this.shop = folder.resolve("shop.db");
        Path identity = folder.resolve(InitRun.IDENTITY);
        String recipient = InitRun.newKey(identity);
        Config config = new Config(Optional.empty(),
                Map.of("backups", new StoreConfig.Directory("backups", folder.resolve("backups"))),
                new KeysConfig(List.of(recipient), Optional.empty(), Optional.of(identity)),
                Map.of(JOB, new JobConfig(JOB, new SourceConfig.Sqlite(shop), List.of("backups"),
                        JobConfig.Compression.DEFAULT, JobConfig.Encryption.AGE, Optional.empty())));
        this.context = new Context(env, quiet(out), Clock.systemUTC(), config);
    }

    /** Runs the demo in a folder that does not exist yet or is empty, and leaves everything there to look at. */
    public static void run(Environment env, Output out, Path folder) {
        try {
            if (Files.exists(folder) && (!Files.isDirectory(folder) || !isEmpty(folder))) {
                throw UserError.usage("[" + folder + "] exists already",
                        "remove it, or choose another folder with --dir");
            }
            Files.createDirectories(folder);
            new DemoRun(env, out, folder).all();
        } catch (IOException | SQLException e) {
            throw UserError.of("the demo cannot write into [" + folder + "]: " + e.getMessage(),
                    "choose another folder with --dir").because(e);
        }
    }

    private void all() throws IOException, SQLException {
        long start = System.nanoTime();
        make();
        String first = backUpWhileWriting();
        SampleShop.change(shop);
        String second = backUp("2  changed some rows, backed up again");
        list(first, second);
        drill();
        long before = rows(shop).get("order_items");
        long lost = SampleShop.accident(shop);
        out.line("");
        out.line("5  the accident: DELETE FROM order_items, without WHERE. " + Human.count(lost) + " rows are gone.");
        restore(before);
        out.line("");
        out.line("Done in " + Human.duration(Duration.ofNanos(System.nanoTime() - start)) + ". All of it is in "
                + folder + "; each backup's RECOVERY.md says");
        out.line("how to open it with age, zstd and sqlite3 alone. Next: backup init");
    }

    private void make() throws IOException, SQLException {
        long start = System.nanoTime();
        SampleShop.create(shop);
        out.line("A shop in SQLite: " + Human.count(rows(shop).values().stream().mapToLong(Long::longValue).sum())
                + " rows, " + Human.bytes(Files.size(shop))
                + ", made in " + Human.duration(Duration.ofNanos(System.nanoTime() - start)) + "; an age key pair");
        out.line("");
    }

    private String backUpWhileWriting() throws SQLException {
        try (ShopWriter writer = SampleShop.startWriter(shop)) {
            String id = backUp("1  backed up while the shop kept selling");
            out.line("     " + Human.plural(writer.commits(), "order")
                    + " committed meanwhile; the copy is one moment of the shop");
            return id;
        }
    }

    private String backUp(String title) {
        BackupReport report = BackupRun.run(context, context.config().jobs().get(JOB));
        if (!report.ok()) {
            throw UserError.of(UserError.Kind.BACKUP_FAILED, report.error(), report.hint());
        }
        out.line(title);
        out.line("     " + Human.bytes(report.plainBytes()) + " -> " + Human.bytes(report.storedBytes())
                + " (zstd, age), " + Human.count(report.rows()) + " rows in " + Human.plural(report.tables(), "table")
                + ", "
                + Human.duration(Duration.ofMillis(report.millis())));
        return report.id();
    }

    private void list(String first, String second) {
        out.line("");
        out.line("3  in the store");
        ListRun.list(context, Optional.of(JOB), Optional.empty()).backups().forEach(entry -> out.line("     "
                + entry.id() + "   " + Human.count(entry.rows()) + " rows   " + Human.bytes(entry.storedBytes())
                + (entry.id().equals(second) ? "   latest" : entry.id().equals(first) ? "   first" : "")));
    }

    private void drill() {
        DrillReport report = DrillRun.run(context,
                new DrillRequest(Optional.of(JOB), new DrillRequest.One("latest"), Optional.empty(), Optional.empty()))
                .getFirst();
        if (report.verdict() != DrillReport.Verdict.PASSED) {
            String why = report.error() != null ? report.error() : report.comparison().differences().getFirst();
            throw UserError.badBackup("the drill did not pass: " + why, report.hint());
        }
        out.line("");
        out.line("4  drilled the latest: restored into a throw-away file and compared");
        report.comparison().tables().stream().filter(table -> table.expected().rows() > 0)
                .sorted((a, b) -> Long.compare(b.expected().rows(), a.expected().rows())).limit(6)
                .forEach(table -> out.line(String.format("     %-22s %,10d rows   content %s", table.title(),
                        table.actual().rows(), table.detail())));
        out.line("     and " + (report.comparison().tables().size() + report.comparison().checks().size() - 6)
                + " more checks, all equal");
        out.line("     negative control: " + report.control());
        out.line("     PROVEN in " + Human.duration(Duration.ofMillis(report.millis())));
    }

    private void restore(long before) {
        Path rescued = folder.resolve("rescued.db");
        RestoreReport report = RestoreRun.run(context,
                new RestoreRequest(JOB, "proven", "sqlite:" + rescued, Optional.empty(),
                false, true, false, (what, word) -> false));
        out.line("6  restored " + report.id() + " into " + rescued.getFileName() + ": order_items has "
                + Human.count(rows(rescued).get("order_items")) + " rows again (before the accident "
                + Human.count(before) + ")");
    }

    private Map<String, Long> rows(Path file) {
        return Wiring.restorer(context, new SourceConfig.Sqlite(file)).inspect().rows();
    }

    private static Output quiet(Output out) {
        return new Output() {
            @Override
            public void line(String text) {}

            @Override
            public void warn(String text) {
                out.warn(text);
            }

            @Override
            public Progress progress(String label, long totalBytes) {
                return Output.SILENT.progress(label, totalBytes);
            }
        };
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }
}
