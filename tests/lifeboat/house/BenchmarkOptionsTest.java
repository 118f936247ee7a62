package lifeboat.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import lifeboat.base.Tool;
import lifeboat.testing.Shell;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./jbang benchmark} can do beside its usual jobs, on little data. */
class BenchmarkOptionsTest {
    @TempDir
    private static Path folder;
    private static SmallBenchmark small;

    @BeforeAll
    static void make_the_folder() throws IOException {
        small = new SmallBenchmark();
    }

    @AfterAll
    static void remove_the_data() {
        small.close();
    }

    @Test
    void growth_is_measured_in_steps_of_ten() {
        Tool.Result grown = small.run("--growth", "--only", "sqlite", "--rows", "1500");
        assertTrue(grown.ok(), grown.errors());
        for (int size : new int[] {7, 70, 700}) {
            for (String job : List.of("backup", "restore", "verify (drill)")) {
                String row = "(?s).*SQLite events \\| " + size + " \\| \\Q" + job + "\\E \\| [0-9].*";
                assertTrue(grown.out().matches(row), size + " " + job + ": " + grown.out());
            }
        }
        assertFalse(Files.exists(small.data().resolve("growth")));
    }

    @Test
    void backups_in_an_s3_server_are_verified_too() throws IOException {
        Path json = folder.resolve("s3.json");
        Tool.Result run = small.run("--runs", "1", "--s3", "--only", "sqlite", "--json", json.toString());
        assertEquals(0, run.code(), run.out() + run.errors());
        JsonObject report = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
        JsonObject backup = report.getAsJsonArray("backups").get(0).getAsJsonObject();
        assertTrue(backup.get("verified").getAsBoolean(), run.out());
        assertFalse(Shell.in(folder).must("ps -e -o args=").contains(small.data().resolve("work").toString()));
    }

    @Test
    void an_interrupted_run_leaves_no_server_and_no_scratch_files() throws InterruptedException {
        Path pid = small.data().resolve("postgres/data/postmaster.pid");
        try (Tool.Running running = small.command("--only", "postgres").start()) {
            long deadline = System.nanoTime() + SmallBenchmark.LIMIT.toNanos();
            while (!Files.exists(small.data().resolve("work/store/pg"))) {
                assertTrue(running.alive() && System.nanoTime() < deadline, running.errors());
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
            assertTrue(Files.exists(pid));
            Shell.in(folder).must("kill -TERM " + running.pid());
            assertEquals(143, running.waitFor(SmallBenchmark.LIMIT), running.errors());
        }
        assertFalse(Files.exists(pid));
        assertFalse(Files.exists(small.data().resolve("work")));
        assertFalse(Shell.in(folder).must("ps -e -o args=").contains(small.data().toString()));
    }
}
