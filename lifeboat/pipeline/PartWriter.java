package lifeboat.pipeline;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import lifeboat.base.BlockOutput;
import lifeboat.base.Thrown;

/**
 * Writes one part: what is written here goes through the layers to every sink, and both ends are counted and
 * digested. The layers and sinks work in a thread of their own, up to 4 MiB behind the writer.
 *
 * <p>A sink that fails is left out and remembered in {@link #failures}; writing throws when none is left, and whatever
 * a layer throws. End with {@link #finish} and close in any case: closing without it abandons the part, and nothing
 * reaches a sink after that. The sinks stay open, for their owner to commit. To be used by one thread at a time.
 */
public final class PartWriter extends BlockOutput {
    private final Ring ring = new Ring();
    private final Digests plain = new Digests();
    private final FanOut fanOut;
    private final OutputStream layered;
    private final Thread worker;
    private Ring.Block current;
    private boolean finished;

    /**
     * Begins a part.
     *
     * @param layers innermost first
     * @param sinks  where the stored bytes go; none only counts and digests
     */
    public PartWriter(List<Layer> layers, List<? extends OutputStream> sinks) throws IOException {
        fanOut = new FanOut(sinks);
        OutputStream out = fanOut;
        for (Layer layer : layers.reversed()) {
            out = layer.wrap(out);
        }
        layered = out;
        worker = Thread.ofPlatform().daemon().name("part-writer").start(this::work);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            if (current == null) {
                current = ring.empty();
            }
            int n = Math.min(length - done, Ring.BLOCK - current.length);
            System.arraycopy(bytes, offset + done, current.bytes, current.length, n);
            current.length += n;
            done += n;
            if (current.full()) {
                handOver();
            }
        }
    }

    /** Ends the layers and returns when the sinks that did not fail have taken everything. */
    public PartDigests finish() throws IOException {
        if (finished) {
            throw new IllegalStateException("finished twice");
        }
        if (current != null) {
            handOver();
        }
        ring.end(null);
        try {
            worker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (InterruptedIOException) new InterruptedIOException("interrupted").initCause(e);
        }
        if (ring.cause() != null) {
            throw Thrown.io(ring.cause());
        }
        finished = true;
        return new PartDigests(plain.size(), plain.sha256(), fanOut.digests().size(), fanOut.digests().sha256());
    }

    /** The sinks that failed, by their place in the list, and why. */
    public Map<Integer, Exception> failures() {
        return fanOut.failures();
    }

    /** Abandons the part unless it was finished; returns when the worker has ended. */
    @Override
    public void close() {
        ring.stop(new InterruptedIOException("the part was abandoned"));
        worker.interrupt();
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

    private void handOver() {
        ring.put(current);
        current = null;
    }

    private void work() {
        try {
            for (Ring.Block block = ring.take(); block != null; block = ring.take()) {
                plain.add(block.bytes, 0, block.length);
                layered.write(block.bytes, 0, block.length);
                ring.release(block);
            }
            layered.close();
        } catch (Throwable e) {
            ring.stop(e);
            abandon(e);
        }
    }

    /** Frees what the layers hold, native memory too, without letting their endings reach a sink. */
    private void abandon(Throwable cause) {
        fanOut.discard();
        try {
            layered.close();
        } catch (IOException | RuntimeException e) {
            cause.addSuppressed(e);
        }
    }
}
