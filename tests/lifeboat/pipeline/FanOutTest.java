package lifeboat.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import lifeboat.base.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FanOutTest {

    @Test
    void a_sink_that_hangs_is_given_up_and_the_others_get_everything() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        byte[] bytes = Samples.random(30_000_000);
        ByteArrayOutputStream good = new ByteArrayOutputStream();
        FanOut out = new FanOut(List.of(stuck(release), good), Duration.ofMillis(300));
        out.write(bytes);
        out.close();
        assertEquals(Set.of(0), out.failures().keySet());
        assertTrue(out.failures().get(0).getMessage().contains("took nothing for"), out.failures().get(0).getMessage());
        assertArrayEquals(bytes, good.toByteArray());
        release.countDown();
    }

    @Test
    void a_sink_that_hangs_while_flushing_is_given_up_too() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        OutputStream bad = new ByteArrayOutputStream() {
            @Override
            public void flush() {
                awaitQuietly(release);
            }
        };
        FanOut out = new FanOut(List.of(bad, new ByteArrayOutputStream()), Duration.ofMillis(300));
        out.write(new byte[10]);
        out.close();
        assertEquals(Set.of(0), out.failures().keySet());
        release.countDown();
    }

    @Test
    void when_every_sink_hangs_writing_throws() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        FanOut out = new FanOut(List.of(stuck(release)), Duration.ofMillis(300));
        UserError error = assertThrows(UserError.class, () -> {
            while (true) {
                out.write(new byte[1 << 20]);
            }
        });
        assertSame(error, out.failures().get(0));
        release.countDown();
        out.discard();
    }

    @Test
    void a_slow_sink_loses_nothing_and_the_fast_one_is_never_far_ahead() throws Exception {
        AtomicLong slowHas = new AtomicLong();
        AtomicLong furthest = new AtomicLong();
        ByteArrayOutputStream slow = new ByteArrayOutputStream() {
            @Override
            public void write(byte[] bytes, int offset, int length) {
                LockSupport.parkNanos(5_000_000);
                super.write(bytes, offset, length);
                slowHas.addAndGet(length);
            }
        };
        AtomicLong fastHas = new AtomicLong();
        OutputStream fast = new OutputStream() {
            @Override
            public void write(int b) {
                throw new IllegalStateException();
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                furthest.accumulateAndGet(fastHas.addAndGet(length) - slowHas.get(), Math::max);
            }
        };
        byte[] bytes = Samples.random(60_000_000);
        FanOut out = new FanOut(List.of(slow, fast), Duration.ofSeconds(20));
        out.write(bytes);
        out.close();
        assertTrue(out.failures().isEmpty());
        assertArrayEquals(bytes, slow.toByteArray());
        assertEquals(bytes.length, fastHas.get());
        assertTrue(furthest.get() <= (long) SharedBlocks.BLOCKS * Ring.BLOCK, "was " + furthest.get() + " ahead");
    }

    @Test
    void sinks_are_written_at_the_same_time() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        AtomicInteger met = new AtomicInteger();
        OutputStream sink = new OutputStream() {
            @Override
            public void write(int b) {
                throw new IllegalStateException();
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                both.countDown();
                met.addAndGet(awaitQuietly(both) ? 1 : 0);
            }
        };
        FanOut out = new FanOut(List.of(sink, sink), Duration.ofSeconds(20));
        out.write(new byte[100]);
        out.close();
        assertEquals(2, met.get());
    }

    /** Does not return before it is released, not even when interrupted. */
    private static OutputStream stuck(CountDownLatch release) {
        return new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[1], 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                while (release.getCount() > 0) {
                    awaitQuietly(release);
                }
            }
        };
    }

    private static boolean awaitQuietly(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            return false;
        }
    }
}
