package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import lifeboat.base.Environment;
import lifeboat.base.Output;
import lifeboat.source.Dump;
import lifeboat.source.Source;
import lifeboat.source.SqliteSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetStartTest {
    @TempDir
    Path folder;

    private Scene scene;
    private Path file;

    @BeforeEach
    void make() {
        scene = new Scene(folder);
        file = scene.sqlite("a.db", "CREATE TABLE t (x)", "INSERT INTO t VALUES (1)");
    }

    private Source source() {
        return new SqliteSource(file, new Environment(scene.variables()), Output.SILENT);
    }

    private static void waits(Thread thread) throws InterruptedException {
        InterruptionTest.await(() -> thread.getState() == Thread.State.WAITING);
    }

    @Test
    void no_member_is_written_out_before_each_has_its_view_and_then_one_after_the_other() throws Exception {
        SetStart start = new SetStart(2, 1);
        FutureTask<Dump> first = new FutureTask<>(() -> start.turn().of(source()).open());
        Thread one = Thread.ofPlatform().start(first);
        waits(one);
        assertFalse(first.isDone());
        scene.execute(file, "INSERT INTO t VALUES (2)");
        FutureTask<Dump> second = new FutureTask<>(() -> start.turn().of(source()).open());
        Thread two = Thread.ofPlatform().start(second);
        InterruptionTest.await(() -> first.isDone() || second.isDone());
        Thread waiting = first.isDone() ? two : one;
        waits(waiting);
        Dump begun = first.isDone() ? first.get() : second.get();
        FutureTask<Dump> other = first.isDone() ? second : first;
        assertFalse(other.isDone(), "only one is written out at a time");
        long rows = rows(begun);
        begun.close();
        try (Dump next = other.get()) {
            assertEquals(3, rows + rows(next), "each has the data of the moment when it was opened");
        }
        assertTrue(start.spread().isPositive());
    }

    private static long rows(Dump dump) throws IOException {
        dump.write(dump.parts().getFirst(), new ByteArrayOutputStream());
        return dump.finish().fingerprint().rows();
    }

    @Test
    void a_member_that_ends_before_it_has_a_view_does_not_hold_up_the_others() throws Exception {
        SetStart start = new SetStart(2, 1);
        FutureTask<Dump> first = new FutureTask<>(() -> start.turn().of(source()).open());
        Thread one = Thread.ofPlatform().start(first);
        waits(one);
        start.turn().close();
        try (Dump dump = first.get()) {
            assertEquals(1, rows(dump));
        }
    }
}
