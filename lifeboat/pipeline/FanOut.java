package lifeboat.pipeline;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lifeboat.base.BlockOutput;
import lifeboat.base.Human;
import lifeboat.base.Thrown;
import lifeboat.base.UserError;

/**
 * Writes to several sinks, each in a thread of its own, on its way making the digest of the bytes. The sinks share
 * {@value SharedBlocks#BLOCKS} buffers, so a slow one holds the others back to its own speed and memory stays the same.
 * A sink that fails, or does not return from one write for a deadline, is left out from then on; only when none is
 * left does writing throw. Does not close the sinks.
 */
final class FanOut extends BlockOutput {
    /** How long one write of at most 1 MiB may take: it may wait for a large part to be sent over a slow line. */
    static final Duration DEADLINE = Duration.ofMinutes(10);
    private static final long GRACE_MILLIS = 5_000;

    private final Object monitor = new Object();
    private final SharedBlocks blocks = new SharedBlocks();
    private final List<Lane> lanes = new ArrayList<>();
    private final long deadline;
    private final Digests digests = new Digests();
    private SharedBlocks.Block current;
    private boolean discarding;

    FanOut(List<? extends OutputStream> sinks) {
        this(sinks, DEADLINE);
    }

    FanOut(List<? extends OutputStream> sinks, Duration deadline) {
        sinks.forEach(sink -> lanes.add(new Lane(monitor, blocks, sink)));
        this.deadline = deadline.toNanos();
    }

    /** From now on nothing reaches the sinks; a sink that does not return even when interrupted is not waited for. */
    void discard() {
        synchronized (monitor) {
            discarding = true;
            lanes.stream().filter(lane -> !lane.over()).forEach(
                    lane -> lane.stop(new InterruptedIOException("the part was abandoned")));
        }
        lanes.forEach(FanOut::join);
    }

    Digests digests() {
        return digests;
    }

    /** The sinks that failed, by their place, and why. */
    Map<Integer, Exception> failures() {
        synchronized (monitor) {
            Map<Integer, Exception> failures = new TreeMap<>();
            for (int i = 0; i < lanes.size(); i++) {
                if (lanes.get(i).failure() != null) {
                    failures.put(i, lanes.get(i).failure());
                }
            }
            return failures;
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (discarding) {
            return;
        }
        digests.add(bytes, offset, length);
        int done = 0;
        while (done < length && !lanes.isEmpty()) {
            if (current == null) {
                current = empty();
            }
            int n = Math.min(length - done, current.bytes.length - current.length);
            System.arraycopy(bytes, offset + done, current.bytes, current.length, n);
            current.length += n;
            done += n;
            if (current.full()) {
                handOver();
            }
        }
    }

    /** Returns when each sink has taken and flushed everything, or failed. */
    @Override
    public void close() throws IOException {
        if (discarding) {
            return;
        }
        if (current != null) {
            handOver();
        }
        synchronized (monitor) {
            lanes.stream().filter(lane -> !lane.over()).forEach(Lane::end);
            while (!lanes.stream().allMatch(Lane::over)) {
                await();
            }
            requireOne();
        }
        lanes.forEach(FanOut::join);
    }

    private SharedBlocks.Block empty() throws IOException {
        synchronized (monitor) {
            requireOne();
            for (SharedBlocks.Block block = blocks.take(); ; block = blocks.take()) {
                if (block != null) {
                    return block;
                }
                await();
                requireOne();
            }
        }
    }

    private void handOver() throws IOException {
        synchronized (monitor) {
            blocks.use(current);
            lanes.stream().filter(lane -> !lane.over()).forEach(lane -> lane.add(current));
            blocks.release(current);
            current = null;
            requireOne();
        }
    }

    /** Waits for some lane to do something, and gives up those that take too long. */
    private void await() throws InterruptedIOException {
        long now = System.nanoTime();
        long longest = 0;
        for (Lane lane : lanes) {
            long stalled = lane.stalled(now);
            if (stalled >= deadline) {
                lane.stop(UserError.of("it took nothing for [" + Human.duration(Duration.ofNanos(deadline))
                        + "] and was given up", "see that it can be reached: `verify doctor`"));
                return;
            }
            longest = Math.max(longest, stalled);
        }
        try {
            monitor.wait(Math.max(1, (deadline - longest) / 1_000_000));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (InterruptedIOException) new InterruptedIOException("interrupted").initCause(e);
        }
    }

    private void requireOne() throws IOException {
        if (!lanes.isEmpty() && lanes.stream().allMatch(lane -> lane.failure() != null)) {
            throw Thrown.io(lanes.getFirst().failure());
        }
    }

    /** A stuck sink's thread is a daemon that ends whenever its call returns. */
    private static void join(Lane lane) {
        if (lane.thread() == null) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        long end = System.nanoTime() + GRACE_MILLIS * 1_000_000;
        for (long left = GRACE_MILLIS; left > 0 && lane.thread().isAlive();
                left = (end - System.nanoTime()) / 1_000_000) {
            try {
                lane.thread().join(left);
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
