package lifeboat.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import lifeboat.base.Tool;
import lifeboat.base.Workspace;
import lifeboat.testing.Shell;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./jbang benchmark} on little data. How long anything takes is not looked at. */
class BenchmarkTest {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final List<String> ROWS = List.of(
            "POSTGRES_BACKUP LIMIT pg_dump -Fc -Z0 >/dev/null",
            "POSTGRES_BACKUP PIPELINE pg_dump, zstd -3 -T2, age, sync",
            "POSTGRES_BACKUP PEER pg_dump, gzip, gpg, sync",
            "POSTGRES_BACKUP OURS backup",
            "POSTGRES_RESTORE LIMIT pg_restore -j2, plain local file",
            "POSTGRES_RESTORE PIPELINE age -d, zstd -d, psql",
            "POSTGRES_RESTORE OURS restore",
            "POSTGRES_RESTORE OURS verify (drill)",
            "SQLITE_BACKUP LIMIT .backup",
            "SQLITE_BACKUP PIPELINE VACUUM INTO, zstd -3 -T2, age, sync",
            "SQLITE_BACKUP PEER .backup, gzip, gpg, sync",
            "SQLITE_BACKUP OURS backup",
            "SQLITE_RESTORE LIMIT cp, sync",
            "SQLITE_RESTORE PIPELINE age -d, zstd -d, sync",
            "SQLITE_RESTORE OURS restore",
            "SQLITE_RESTORE OURS verify (drill)",
            "START LIMIT launch of an empty script",
            "START OURS backup --version",
            "START OURS backup --help",
            "START OURS backup list, 10 backups");

    @TempDir
    private static Path folder;
    private static Path data;
    private static Tool.Result result;

    @BeforeAll
    @Timeout(value = 6, unit = TimeUnit.MINUTES)
    static void run_it() throws IOException {
        data = Files.createTempDirectory("lifeboat-bench-test-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
        result = benchmark("--runs", "1", "--json", folder.resolve("all.json").toString()).run(LIMIT);
    }

    @AfterAll
    static void remove_the_data() {
        Workspace.deleteTree(data);
    }

    private static Tool benchmark(String... options) {
        return Tool.of(Stream.concat(Stream.of(Checkout.ROOT.resolve("jbang").toString(), "benchmark", "--small",
                "--dir", data.toString()), Stream.of(options)).toList()).in(Checkout.ROOT);
    }

    @Test
    void growth_is_measured_in_steps_of_ten() {
        Tool.Result grown = benchmark("--growth", "--only", "sqlite", "--rows", "1500").run(LIMIT);
        assertTrue(grown.ok(), grown.errors());
        for (int size : new int[] {7, 70, 700}) {
            for (String job : List.of("backup", "restore", "verify (drill)")) {
                String row = "(?s).*SQLite events \\| " + size + " \\| \\Q" + job + "\\E \\| [0-9].*";
                assertTrue(grown.out().matches(row), size + " " + job + ": " + grown.out());
            }
        }
        assertFalse(Files.exists(data.resolve("growth")));
    }

    @Test
    void every_job_ran_and_every_backup_was_verified() throws IOException {
        assertEquals(0, result.code(), result.out() + result.errors());
        JsonObject report = JsonParser.parseString(Files.readString(folder.resolve("all.json"))).getAsJsonObject();
        List<String> rows = new ArrayList<>();
        for (JsonElement element : report.getAsJsonArray("rows")) {
            JsonObject row = element.getAsJsonObject();
            rows.add(row.get("group").getAsString() + " " + row.get("role").getAsString() + " "
                    + row.get("job").getAsString());
            assertTrue(row.getAsJsonObject("wall").get("min").getAsDouble() > 0, row::toString);
            assertEquals(1, row.getAsJsonArray("runs").size(), row::toString);
        }
        rows.removeIf(row -> row.endsWith("restic"));
        assertEquals(ROWS, rows);
        assertEquals(2, report.getAsJsonArray("backups").size());
        report.getAsJsonArray("backups").forEach(backup ->
                assertTrue(backup.getAsJsonObject().get("verified").getAsBoolean(), backup::toString));
    }

    @Test
    void backups_in_an_s3_server_are_verified_too() throws IOException {
        Path json = folder.resolve("s3.json");
        Tool.Result run = benchmark("--runs", "1", "--s3", "--only", "sqlite", "--json", json.toString()).run(LIMIT);
        assertEquals(0, run.code(), run.out() + run.errors());
        JsonObject report = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
        JsonObject backup = report.getAsJsonArray("backups").get(0).getAsJsonObject();
        assertTrue(backup.get("verified").getAsBoolean(), run.out());
        assertFalse(Shell.in(folder).must("ps -e -o args=").contains(data.resolve("work").toString()));
    }

    @Test
    void the_table_shows_every_job_and_what_was_left_out() {
        for (String row : ROWS) {
            String job = row.replaceFirst("OURS ", "OURS lifeboat ").replaceFirst("^\\w+ \\w+ ", "");
            assertTrue(result.out().contains(job), job + " is not in\n" + result.out());
        }
        assertTrue(result.out().contains(", restic | ") || result.out().contains("not installed: restic"),
                result.out());
    }

    @Test
    void an_interrupted_run_leaves_no_server_and_no_scratch_files() throws InterruptedException {
        Path pid = data.resolve("postgres/data/postmaster.pid");
        try (Tool.Running running = benchmark("--only", "postgres").start()) {
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (!Files.exists(data.resolve("work/store/pg"))) {
                assertTrue(running.alive() && System.nanoTime() < deadline, running.errors());
                Thread.onSpinWait();
            }
            assertTrue(Files.exists(pid));
            Shell.in(folder).must("kill -TERM " + running.pid());
            assertEquals(143, running.waitFor(LIMIT), running.errors());
        }
        assertFalse(Files.exists(pid));
        assertFalse(Files.exists(data.resolve("work")));
        assertFalse(Shell.in(folder).must("ps -e -o args=").contains(data.toString()));
    }

    @Test
    void it_compiles_without_a_warning() throws IOException {
        StringWriter messages = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            compiler.getTask(messages, files, null, List.of("-Xlint:all,-path", "-proc:none", "-d",
                    folder.toString(), "-sourcepath", Checkout.ROOT.toString(), "-cp",
                    System.getProperty("java.class.path")), null,
                    files.getJavaFileObjectsFromPaths(Checkout.java("bench"))).call();
        }
        assertEquals("", messages.toString());
    }
}
