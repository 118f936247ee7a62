package lifeboat.pipeline;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import lifeboat.base.Thrown;

/**
 * Hands blocks of bytes from one thread to another through a few buffers that are used again and again. Either side
 * can end it with a failure, which the other side then gets to see; whoever waits is woken.
 */
final class Ring {
    /** The size of a block. */
    static final int BLOCK = 1 << 20;
    private static final int BLOCKS = 4;

    /** A buffer and how much of it is used. */
    static final class Block {
        final byte[] bytes = new byte[BLOCK];
        int length;

        boolean full() {
            return length == BLOCK;
        }
    }

    private final Deque<Block> empty = new ArrayDeque<>();
    private final Deque<Block> filled = new ArrayDeque<>();
    private int made;
    private boolean ended;
    private boolean stopped;
    private Throwable failure;

    /** Producer: an empty block, as soon as there is one. Throws what the consumer stopped with. */
    synchronized Block empty() throws IOException {
        while (!stopped && empty.isEmpty() && made == BLOCKS) {
            await();
        }
        if (stopped) {
            throw Thrown.io(failure);
        }
        if (empty.isEmpty()) {
            made++;
            return new Block();
        }
        return empty.poll();
    }

    /** Producer: hands a block over. */
    synchronized void put(Block block) {
        filled.add(block);
        notifyAll();
    }

    /** Producer: nothing more comes, because of a failure if one is given. */
    synchronized void end(Throwable cause) {
        ended = true;
        failure = failure == null ? cause : failure;
        notifyAll();
    }

    /** Consumer: the next block, null at the end. Throws what the producer ended with, once all before it is taken. */
    synchronized Block take() throws IOException {
        while (filled.isEmpty() && !ended && !stopped) {
            await();
        }
        Block block = stopped ? null : filled.poll();
        if (block == null && (stopped || failure != null)) {
            throw Thrown.io(failure);
        }
        return block;
    }

    /** Consumer: gives a block back. */
    synchronized void release(Block block) {
        block.length = 0;
        empty.add(block);
        notifyAll();
    }

    /** Either side: ends it at once because of a failure. */
    synchronized void stop(Throwable cause) {
        stopped = true;
        failure = failure == null ? cause : failure;
        notifyAll();
    }

    /** What it ended with, null if nothing failed. */
    synchronized Throwable cause() {
        return failure;
    }

    private void await() throws InterruptedIOException {
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (InterruptedIOException) new InterruptedIOException("interrupted").initCause(e);
        }
    }
}
