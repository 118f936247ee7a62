package lifeboat.pipeline;

import java.io.IOException;
import java.io.InputStream;
import lifeboat.base.BlockInput;

/**
 * Reads another stream up to 4 MiB ahead, in a thread of its own, which opens and closes it. What that throws is
 * thrown here once all before it is read. To be used by one thread at a time.
 */
final class ReadAhead extends BlockInput {

    /** Opens what is read ahead. */
    @FunctionalInterface
    interface Opener {
        InputStream open() throws IOException;
    }

    private final Ring ring = new Ring();
    private final Thread worker;
    private Ring.Block current;
    private int position;

    /** @param name the thread's */
    ReadAhead(String name, Opener opener) {
        this.worker = Thread.ofPlatform().daemon().name(name).start(() -> work(opener));
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (current == null) {
            current = ring.take();
            position = 0;
            if (current == null) {
                return -1;
            }
        }
        int n = Math.min(length, current.length - position);
        System.arraycopy(current.bytes, position, buffer, offset, n);
        position += n;
        if (position == current.length) {
            ring.release(current);
            current = null;
        }
        return n;
    }

    /** Tells the thread to end, without waiting for it. */
    void stop() {
        ring.stop(new IOException("the part was closed"));
        worker.interrupt();
    }

    /** Ends the thread, waiting for it. */
    @Override
    public void close() {
        stop();
        boolean interrupted = false;
        while (worker.isAlive()) {
            try {
                worker.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(Opener opener) {
        try (InputStream in = opener.open()) {
            deliver(in);
        } catch (Throwable e) {
            ring.end(e);
        }
    }

    /** Tells what failed before the stream is closed, which may have to wait for a store. */
    private void deliver(InputStream in) {
        try {
            for (Ring.Block block = fill(in); block.length > 0; block = fill(in)) {
                ring.put(block);
            }
            ring.end(null);
        } catch (Throwable e) {
            ring.end(e);
        }
    }

    private Ring.Block fill(InputStream in) throws IOException {
        Ring.Block block = ring.empty();
        block.length = in.readNBytes(block.bytes, 0, Ring.BLOCK);
        return block;
    }
}
