package lifeboat.pipeline;

import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One sink of a fan-out and the thread that writes to it. All lanes of a fan-out share one monitor, which guards every
 * field here; only the sink is used without it.
 */
final class Lane {
    private final Object monitor;
    private final SharedBlocks blocks;
    private final OutputStream sink;
    private final Deque<SharedBlocks.Block> queue = new ArrayDeque<>();
    private SharedBlocks.Block writing;
    private Thread thread;
    private long since;
    private boolean busy;
    private boolean ending;
    private boolean ended;
    private Exception failure;

    Lane(Object monitor, SharedBlocks blocks, OutputStream sink) {
        this.monitor = monitor;
        this.blocks = blocks;
        this.sink = sink;
    }

    /** Why it takes nothing more, null if it does. */
    Exception failure() {
        return failure;
    }

    /** Whether it needs nothing more: all is written and flushed, or it failed. */
    boolean over() {
        return ended || failure != null;
    }

    /** Queues a block, which it counts as used until it is written. */
    void add(SharedBlocks.Block block) {
        if (thread == null) {
            thread = Thread.ofPlatform().daemon().name("part-sink").start(this::work);
        }
        queue.add(block);
        blocks.use(block);
        monitor.notifyAll();
    }

    /** Nothing more comes: flush, and end. */
    void end() {
        ending = true;
        monitor.notifyAll();
        if (thread == null) {
            thread = Thread.ofPlatform().daemon().name("part-sink").start(this::work);
        }
    }

    /** Nanoseconds that its sink has not returned, 0 if it waits for work. */
    long stalled(long now) {
        return busy && !over() ? now - since : 0;
    }

    /** Nothing more reaches the sink from here; a call that it does not return from is left to its thread. */
    void stop(Exception cause) {
        failure = failure == null ? cause : failure;
        queue.forEach(blocks::release);
        queue.clear();
        if (writing != null) {
            blocks.lose(writing);
            writing = null;
        }
        if (thread != null) {
            thread.interrupt();
        }
        monitor.notifyAll();
    }

    /** Its thread, null if none was started. */
    Thread thread() {
        return thread;
    }

    private void work() {
        try {
            for (SharedBlocks.Block block = next(); block != null; block = next()) {
                sink.write(block.bytes, 0, block.length);
            }
            sink.flush();
            synchronized (monitor) {
                ended = true;
                busy = false;
                monitor.notifyAll();
            }
        } catch (Exception e) {
            failed(e);
        } catch (Error e) {
            failed(new IllegalStateException(e));
        }
    }

    /** Gives the written block back and waits for the next; null when there will be none. */
    private SharedBlocks.Block next() throws InterruptedException {
        synchronized (monitor) {
            if (writing != null) {
                blocks.release(writing);
                writing = null;
            }
            busy = false;
            monitor.notifyAll();
            while (queue.isEmpty() && !ending && failure == null) {
                monitor.wait();
            }
            if (failure != null) {
                throw new InterruptedException();
            }
            busy = true;
            since = System.nanoTime();
            writing = queue.poll();
            return writing;
        }
    }

    private void failed(Exception e) {
        synchronized (monitor) {
            busy = false;
            stop(e);
        }
    }
}
