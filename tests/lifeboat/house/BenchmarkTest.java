package lifeboat.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import lifeboat.base.Tool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./jbang benchmark} on little data. How long anything takes is not looked at. */
class BenchmarkTest {
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
    private static SmallBenchmark small;
    private static Tool.Result result;

    @BeforeAll
    @Timeout(value = 6, unit = TimeUnit.MINUTES)
    static void run_it() throws IOException {
        small = new SmallBenchmark();
        result = small.run("--runs", "1", "--rehearsals", "1", "--json", folder.resolve("all.json").toString());
    }

    @AfterAll
    static void remove_the_data() {
        small.close();
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
    void the_table_shows_every_job_and_what_was_left_out() {
        for (String row : ROWS) {
            String job = row.replaceFirst("OURS ", "OURS lifeboat ").replaceFirst("^\\w+ \\w+ ", "");
            assertTrue(result.out().contains(job), job + " is not in\n" + result.out());
        }
        assertTrue(result.out().contains(", restic | ") || result.out().contains("not installed: restic"),
                result.out());
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
