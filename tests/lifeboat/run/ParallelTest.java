package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import lifeboat.base.Tool;
import lifeboat.testing.PostgresServer;
import lifeboat.testing.Shell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several jobs at the same time, on one server and in one store. */
class ParallelTest {
    @TempDir
    Path folder;

    private final PostgresServer server = PostgresServer.installed();

    @Test
    void results_are_in_order_and_no_more_run_at_once_than_asked_for() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CyclicBarrier both = new CyclicBarrier(2);
        List<Supplier<Integer>> tasks = IntStream.range(0, 10).<Supplier<Integer>>mapToObj(i -> () -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            meet(both);
            running.decrementAndGet();
            return i;
        }).toList();
        assertEquals(IntStream.range(0, 10).boxed().toList(), Parallel.run(2, tasks));
        assertEquals(2, most.get());
    }

    @Test
    void what_one_throws_is_thrown_after_the_others_have_ended() {
        CountDownLatch thrown = new CountDownLatch(1);
        List<Integer> done = new ArrayList<>();
        List<Supplier<Integer>> tasks = List.of(() -> {
            thrown.countDown();
            throw new IllegalArgumentException("first");
        }, () -> {
            meet(thrown);
            done.add(2);
            return 2;
        });
        assertEquals("first", assertThrows(IllegalArgumentException.class, () -> Parallel.run(2, tasks)).getMessage());
        assertEquals(List.of(2), done);
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void meet(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Scene scene() throws IOException {
        Scene scene = new Scene(folder);
        scene.sqlite("app.db", "CREATE TABLE t (x)", "INSERT INTO t VALUES (1), (2)");
        String database = server.createDatabase();
        server.execute(database, "CREATE SCHEMA a", "CREATE SCHEMA b",
                "CREATE TABLE a.t AS SELECT i, repeat(md5(i::text), 20) AS x FROM generate_series(1, 60000) i",
                "CREATE TABLE b.t AS SELECT i, repeat(md5(i::text), 20) AS x FROM generate_series(1, 70000) i");
        Files.writeString(folder.resolve("lifeboat.yaml"), """
                stores: { local: { type: directory, path: backups } }
                jobs:
                  one:  { source: { type: postgres, url: "%1$s", schemas: [a] } }
                  none: { source: { type: sqlite, path: none.db } }
                  two:  { source: { type: postgres, url: "%1$s", schemas: [b] } }
                  app:  { source: { type: sqlite, path: app.db } }
                """.formatted(server.url(database)));
        return scene.with("LIFEBOAT_CONFIG", folder.resolve("lifeboat.yaml").toString());
    }

    private static List<String> jobs(String json, String array) {
        JsonArray jobs = JsonParser.parseString(json).getAsJsonObject().getAsJsonArray(array);
        return jobs.asList().stream().map(job -> job.getAsJsonObject().get("job").getAsString()).toList();
    }

    @Test
    void parallel_jobs_are_backed_up_drilled_and_checked_and_told_in_the_order_of_the_configuration()
            throws IOException {
        Scene scene = scene();
        Path report = folder.resolve("report.json");
        Scene.Ran ran = scene.run("backup", "--parallel", "3", "--output", report).expect(3);
        assertEquals(List.of("one", "none", "two", "app"), jobs(Files.readString(report), "jobs"));
        assertTrue(ran.out().contains("3 of 4 jobs backed up without trouble"), ran.out());
        assertTrue(ran.err().contains("backup of [none] failed"), ran.err());
        assertEquals(60_000, scene.backups("one").getFirst().fingerprint().rows());
        assertEquals(70_000, scene.backups("two").getFirst().fingerprint().rows());
        Scene.Ran drill = scene.run("verify", "--parallel", "2", "--target", "local", "--json").expect(6);
        assertEquals(List.of("none", "one", "two", "app"), jobs(drill.out(), "backups"));
        Scene.Ran check = scene.run("verify", "check", "--parallel", "2", "--json").expect(6);
        assertEquals(List.of("one", "two", "app"), jobs(check.out(), "backups"));
    }

    @Test
    void each_line_of_a_job_that_runs_beside_others_says_whose_it_is() throws IOException {
        Scene scene = scene().without("LIFEBOAT_RECIPIENTS").without("LIFEBOAT_IDENTITY");
        Scene.Ran ran = scene.run("backup", "one", "two", "--parallel", "2").expect(0);
        for (String job : List.of("one", "two")) {
            assertTrue(ran.err().contains("warning: " + job + ": job [" + job + "] is stored unencrypted"), ran.err());
            List<String> lines = ran.out().lines().toList();
            int first = IntStream.range(0, lines.size()).filter(i -> lines.get(i).startsWith("✓ " + job)).findFirst()
                    .orElseThrow();
            assertTrue(lines.get(first + 1).startsWith("       1 table"), "its lines stay together: " + ran.out());
        }
    }

    @Test
    void a_wrong_number_is_refused() throws IOException {
        Scene scene = scene();
        assertTrue(scene.run("backup", "--parallel", "0").expect(2).err().contains("--parallel [0]"));
        assertTrue(scene.run("verify", "--parallel", "65").expect(2).err().contains("--parallel [65]"));
    }

    @Test
    void parallel_jobs_that_are_interrupted_leave_nothing() throws IOException, InterruptedException {
        Path scratch = Files.createDirectory(folder.resolve("scratch"));
        Scene scene = scene().with("TMPDIR", scratch.toString());
        String database = server.createDatabase();
        server.execute(database,
                "CREATE TABLE t AS SELECT i, repeat(md5(i::text), 20) AS x FROM generate_series(1, 600000) i");
        Files.writeString(folder.resolve("lifeboat.yaml"), """
                stores: { local: { type: directory, path: %2$s } }
                jobs:
                  one: "%1$s"
                  two: "%1$s"
                  three: "%1$s"
                """.formatted(server.url(database), scene.store).replaceAll("(?m): (\"post.*)$", ": { source: $1 }"));
        for (String signal : List.of("INT", "TERM")) {
            try (Tool.Running running = scene.start("backup", "--parallel", "2")) {
                InterruptionTest.await(() -> grows(scene, "one") && grows(scene, "two"));
                Shell.in(folder).must("kill -" + signal + " " + running.pid());
                assertEquals(signal.equals("INT") ? 130 : 143, running.waitFor(Duration.ofSeconds(60)),
                        running.errors());
                assertTrue(running.errors().contains("interrupted"), running.errors());
            }
            assertEquals(List.of(), scene.files());
            assertEquals("", Shell.in(scratch).must("find . -mindepth 1"));
            InterruptionTest.await(() -> server.query("postgres",
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = '" + database + "'").equals("0"));
        }
        scene.run("backup", "--parallel", "3").expect(0);
    }

    private static boolean grows(Scene scene, String job) {
        try (var files = Files.walk(scene.store.resolve(job))) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith(".tmp"));
        } catch (IOException | java.io.UncheckedIOException _) {
            return false;
        }
    }
}
