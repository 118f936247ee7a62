package lifeboat.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import lifeboat.base.UserError;
import org.junit.jupiter.api.Test;

class PartWriterTest {
    private final AgeKeys keys = AgeKeys.generate();
    private final List<Layer> layers =
            List.of(new Zstd(3, 2), Age.of(List.of(keys.recipient()), Optional.of(keys.identity())));

    @Test
    void plain_and_stored_bytes_are_counted_and_digested() throws Exception {
        for (int size : List.of(0, 1, Ring.BLOCK, 9_000_000)) {
            byte[] plain = Samples.rows(size);
            ByteArrayOutputStream sink = new ByteArrayOutputStream();
            PartDigests digests = write(layers, plain, sink);
            byte[] stored = sink.toByteArray();
            assertEquals(new PartDigests(size, sha256(plain), stored.length, sha256(stored)), digests);
        }
    }

    @Test
    void without_layers_the_stored_bytes_are_the_plain_ones() throws Exception {
        byte[] plain = Samples.random(3_000_000);
        ByteArrayOutputStream sink = new ByteArrayOutputStream();
        PartDigests digests = write(List.of(), plain, sink);
        assertArrayEquals(plain, sink.toByteArray());
        assertEquals(digests.plainSha256(), digests.sha256());
    }

    @Test
    void every_sink_gets_the_same_bytes() throws Exception {
        ByteArrayOutputStream one = new ByteArrayOutputStream();
        ByteArrayOutputStream two = new ByteArrayOutputStream();
        write(layers, Samples.rows(3_000_000), one, two);
        assertArrayEquals(one.toByteArray(), two.toByteArray());
    }

    @Test
    void a_sink_that_fails_is_left_out_and_the_others_go_on() throws Exception {
        for (int after : List.of(0, 300_000, 1_000_000)) {
            byte[] plain = Samples.random(3_000_000);
            Failing bad = new Failing(after);
            ByteArrayOutputStream good = new ByteArrayOutputStream();
            try (PartWriter writer = new PartWriter(layers, List.of(good, bad))) {
                writer.write(plain);
                PartDigests digests = writer.finish();
                assertEquals(Set.of(1), writer.failures().keySet());
                assertSame(bad.error, writer.failures().get(1));
                assertEquals(sha256(good.toByteArray()), digests.sha256());
            }
            assertEquals(1, bad.refused, "writes after the failure");
        }
    }

    @Test
    void a_sink_that_cannot_flush_is_left_out_too() throws Exception {
        OutputStream bad = new ByteArrayOutputStream() {
            @Override
            public void flush() {
                throw UserError.of("no space left in [there]", null);
            }
        };
        try (PartWriter writer = new PartWriter(layers, List.of(bad, new ByteArrayOutputStream()))) {
            writer.write(1);
            writer.finish();
            assertInstanceOf(UserError.class, writer.failures().get(0));
        }
    }

    @Test
    void when_no_sink_is_left_writing_throws() throws Exception {
        Failing one = new Failing(0);
        Failing two = new Failing(2_000_000);
        try (PartWriter writer = new PartWriter(layers, List.of(one, two))) {
            IOException error = assertThrows(IOException.class, () -> {
                while (true) {
                    writer.write(Samples.random(1 << 20));
                }
            });
            assertSame(one.error, error);
            assertThrows(IOException.class, writer::finish);
            assertEquals(Map.of(0, one.error, 1, two.error), writer.failures());
        }
        assertNoWorkers();
    }

    @Test
    void a_failure_at_the_very_end_is_thrown_by_finish() throws Exception {
        Failing bad = new Failing(10);
        try (PartWriter writer = new PartWriter(List.of(new Gzip(6)), List.of(bad))) {
            writer.write(Samples.rows(100));
            assertSame(bad.error, assertThrows(IOException.class, writer::finish));
        }
    }

    @Test
    void an_abandoned_part_gets_no_ending() throws Exception {
        ByteArrayOutputStream sink = new ByteArrayOutputStream();
        try (PartWriter writer = new PartWriter(layers, List.of(sink))) {
            writer.write(Samples.random(5_000_000));
        }
        assertNoWorkers();
        byte[] stored = sink.toByteArray();
        assertThrows(UserError.class, () -> {
            try (InputStream in = layers.getLast().unwrap(new ByteArrayInputStream(stored))) {
                in.readAllBytes();
            }
        });
    }

    @Test
    void an_interrupted_writer_stops_waiting_for_a_sink_that_hangs() throws Exception {
        Hanging hanging = new Hanging();
        Thread writerThread = Thread.currentThread();
        Thread.ofVirtual().start(() -> {
            hanging.await();
            writerThread.interrupt();
        });
        try (PartWriter writer = new PartWriter(List.of(), List.of(hanging))) {
            assertThrows(InterruptedIOException.class, () -> {
                while (true) {
                    writer.write(new byte[1 << 20]);
                }
            });
        }
        assertTrue(Thread.interrupted());
        assertNoWorkers();
    }

    @Test
    void a_layer_that_cannot_start_is_reported_at_once() {
        Layer nobody = Age.of(List.of(), Optional.empty());
        assertThrows(UserError.class, () -> new PartWriter(List.of(nobody), List.of()));
        assertNoWorkers();
    }

    private static PartDigests write(List<Layer> layers, byte[] plain, OutputStream... sinks) throws IOException {
        try (PartWriter writer = new PartWriter(layers, List.of(sinks))) {
            int half = plain.length / 2;
            for (int i = 0; i < Math.min(half, 100); i++) {
                writer.write(plain[i]);
            }
            int done = Math.min(half, 100);
            writer.write(plain, done, half - done);
            writer.write(plain, half, plain.length - half);
            PartDigests digests = writer.finish();
            assertTrue(writer.failures().isEmpty());
            return digests;
        }
    }

    static void assertNoWorkers() {
        assertFalse(Thread.getAllStackTraces().keySet().stream().anyMatch(t -> t.getName().startsWith("part-")));
    }

    static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    /** Takes some bytes, then refuses. */
    private static final class Failing extends OutputStream {
        private final IOException error = new IOException("connection reset");
        private int left;
        private int refused;

        Failing(int left) {
            this.left = left;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[1], 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            left -= length;
            if (left < 0) {
                refused++;
                throw error;
            }
        }
    }

    /** Blocks in its first write until it is interrupted. */
    private static final class Hanging extends OutputStream {
        private final CountDownLatch entered = new CountDownLatch(1);

        void await() {
            try {
                assertTrue(entered.await(20, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void write(int b) throws IOException {
            entered.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw (IOException) new InterruptedIOException("interrupted").initCause(e);
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            write(0);
        }
    }
}
