package lifeboat.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.List;
import lifeboat.base.UserError;

/**
 * Reads one part back: stored bytes in, plain bytes out. The layers work in a thread of their own, up to 4 MiB ahead.
 * When {@code read} returns -1, sizes and digests of both were those expected. Whatever is wrong is thrown before
 * that, as a BAD_BACKUP, though perhaps after bytes were delivered: keep them apart until the end. Never delivers more
 * than the expected plain bytes. To be used by one thread at a time.
 */
public final class PartReader extends InputStream {

    /** What is compared. */
    public enum Checks {
        /** Sizes and digests, stored and plain. */
        ALL,
        /** Nothing but what the layers check themselves: the last resort for a backup known to be damaged. */
        LAYERS_ONLY
    }

    private final Ring ring = new Ring();
    private final Digests plain = new Digests();
    private final InputStream source;
    private final StoredBytes stored;
    private final List<Layer> layers;
    private final PartDigests expected;
    private final boolean all;
    private final Thread worker;
    private Ring.Block current;
    private int position;
    private boolean ended;

    private PartReader(InputStream source, List<Layer> layers, PartDigests expected, Checks checks) {
        this.source = source;
        this.stored = new StoredBytes(source);
        this.layers = List.copyOf(layers);
        this.expected = expected;
        this.all = checks == Checks.ALL;
        this.worker = Thread.ofPlatform().daemon().name("part-reader").start(this::work);
    }

    /**
     * Begins reading. Closing the result closes {@code stored} and ends the thread.
     *
     * @param layers   innermost first
     * @param expected what the manifest says
     */
    public static PartReader open(InputStream stored, List<Layer> layers, PartDigests expected, Checks checks) {
        return new PartReader(stored, layers, expected, checks);
    }

    /**
     * Reads all stored bytes and compares them with what is expected of them; needs no identity. Leaves the stream
     * open.
     *
     * @throws UserError of kind BAD_BACKUP if they differ
     */
    public static void checkStored(InputStream stored, PartDigests expected) throws IOException {
        StoredBytes counted = new StoredBytes(stored);
        byte[] buffer = new byte[Ring.BLOCK];
        while (counted.read(buffer) >= 0) {
            if (Thread.interrupted()) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        }
        compareStored(counted.digests, expected);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (current == null && !next()) {
            return -1;
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

    @Override
    public void close() throws IOException {
        ring.stop(new IOException("the part was closed"));
        worker.interrupt();
        try {
            source.close();
        } finally {
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
    }

    private boolean next() throws IOException {
        if (ended) {
            return false;
        }
        current = ring.take();
        position = 0;
        if (current != null) {
            plain.add(current.bytes, 0, current.length);
            return true;
        }
        if (all) {
            compare("plain", plain, expected.plainSize(), expected.plainSha256());
        }
        ended = true;
        return false;
    }

    private void work() {
        try (InputStream in = unwrapped()) {
            long total = 0;
            for (Ring.Block block = fill(in); block.length > 0; block = fill(in)) {
                total += block.length;
                if (all && total > expected.plainSize()) {
                    throw UserError.badBackup("the part holds more than the [" + expected.plainSize()
                            + "] plain bytes the manifest says", DecodedStream.HINT);
                }
                ring.put(block);
            }
            stored.drain();
            if (all) {
                compareStored(stored.digests, expected);
            }
            ring.end(null);
        } catch (Throwable e) {
            ring.end(explained(e));
        }
    }

    private InputStream unwrapped() throws IOException {
        InputStream in = stored;
        for (Layer layer : layers.reversed()) {
            in = layer.unwrap(in);
        }
        return in;
    }

    private Ring.Block fill(InputStream in) throws IOException {
        Ring.Block block = ring.empty();
        block.length = in.readNBytes(block.bytes, 0, Ring.BLOCK);
        return block;
    }

    /** What a layer stumbled over is explained better by the stored bytes, if those were read to their end. */
    private Throwable explained(Throwable found) {
        if (all && stored.ended && found instanceof UserError) {
            try {
                compareStored(stored.digests, expected);
            } catch (UserError e) {
                e.addSuppressed(found);
                return e;
            }
        }
        return found;
    }

    private static void compareStored(Digests digests, PartDigests expected) {
        compare("stored", digests, expected.size(), expected.sha256());
    }

    private static void compare(String which, Digests found, long size, String sha256) {
        if (found.size() != size) {
            throw UserError.badBackup("the part is damaged: it has [" + found.size() + "] " + which
                    + " bytes, the manifest says [" + size + "]", DecodedStream.HINT);
        }
        String digest = found.sha256();
        if (!digest.equals(sha256)) {
            throw UserError.badBackup("the part is damaged: the SHA-256 of its " + which + " bytes is [" + digest
                    + "], the manifest says [" + sha256 + "]", DecodedStream.HINT);
        }
    }

    /** Digests what passes and notices the end; does not close the source. */
    private static final class StoredBytes extends InputStream {
        private final InputStream source;
        private final Digests digests = new Digests();
        private boolean ended;

        StoredBytes(InputStream source) {
            this.source = source;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = source.read(buffer, offset, length);
            if (n < 0) {
                ended = true;
            } else {
                digests.add(buffer, offset, n);
            }
            return n;
        }

        void drain() throws IOException {
            byte[] buffer = new byte[64 << 10];
            while (!ended) {
                read(buffer);
            }
        }
    }
}
