package lifeboat.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.List;
import lifeboat.base.BlockInput;
import lifeboat.base.UserError;

/**
 * Reads one part back: stored bytes in, plain bytes out. One thread reads, digests and decrypts what is stored, a
 * second decompresses and digests the plain bytes, each up to 4 MiB ahead. When {@code read} returns -1, sizes and
 * digests of both were those expected. Whatever is wrong is thrown before that, as a BAD_BACKUP, though perhaps after
 * bytes were delivered: keep them apart until the end. Never delivers more than the expected plain bytes. To be used by
 * one thread at a time.
 */
public final class PartReader extends BlockInput {

    /** What is compared. */
    public enum Checks {
        /** Sizes and digests, stored and plain. */
        ALL,
        /** Nothing but what the layers check themselves: the last resort for a backup known to be damaged. */
        LAYERS_ONLY
    }

    private final InputStream source;
    private final StoredBytes stored;
    private final List<Layer> layers;
    private final PartDigests expected;
    private final boolean all;
    private final ReadAhead ahead;

    private PartReader(InputStream source, List<Layer> layers, PartDigests expected, Checks checks) {
        this.source = source;
        this.stored = new StoredBytes(source);
        this.layers = List.copyOf(layers);
        this.expected = expected;
        this.all = checks == Checks.ALL;
        this.ahead = new ReadAhead("part-reader", this::open);
    }

    /**
     * Begins reading. Closing the result closes {@code stored} and ends the threads.
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
    public int read(byte[] buffer, int offset, int length) throws IOException {
        return ahead.read(buffer, offset, length);
    }

    @Override
    public void close() throws IOException {
        ahead.stop();
        try {
            source.close();
        } finally {
            ahead.close();
        }
    }

    private InputStream open() throws IOException {
        try {
            return new Checked(unwrapped());
        } catch (UserError e) {
            throw explained(e);
        }
    }

    /** The innermost layer, which takes most, has a thread to itself. */
    private InputStream unwrapped() throws IOException {
        if (layers.isEmpty()) {
            return stored;
        }
        ReadAhead compressed = new ReadAhead("part-source", () -> unwrap(layers.subList(1, layers.size())));
        try {
            return layers.getFirst().unwrap(compressed);
        } catch (Throwable e) {
            compressed.close();
            throw e;
        }
    }

    private InputStream unwrap(List<Layer> outer) throws IOException {
        InputStream in = stored;
        for (Layer layer : outer.reversed()) {
            in = layer.unwrap(in);
        }
        return in;
    }

    /** What a layer stumbled over is explained better by the stored bytes, if those were read to their end. */
    private UserError explained(UserError found) {
        if (all && stored.ended) {
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

    /**
     * The plain bytes: not more than expected, and at their end these and all that is stored are what they should be.
     */
    private final class Checked extends BlockInput {
        private final InputStream in;
        private final Digests plain = new Digests();

        Checked(InputStream in) {
            this.in = in;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                int n = in.read(buffer, offset, length);
                if (n < 0) {
                    end();
                } else {
                    plain.add(buffer, offset, n);
                    requireNotMore();
                }
                return n;
            } catch (UserError e) {
                throw explained(e);
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }

        private void requireNotMore() {
            if (all && plain.size() > expected.plainSize()) {
                throw UserError.badBackup("the part holds more than the [" + expected.plainSize()
                        + "] plain bytes the manifest says", DecodedStream.HINT);
            }
        }

        private void end() throws IOException {
            stored.drain();
            if (all) {
                compareStored(stored.digests, expected);
                compare("plain", plain, expected.plainSize(), expected.plainSha256());
            }
        }
    }

    /** Digests what passes and notices the end; does not close the source. */
    private static final class StoredBytes extends BlockInput {
        private final InputStream source;
        private final Digests digests = new Digests();
        private volatile boolean ended;

        StoredBytes(InputStream source) {
            this.source = source;
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
