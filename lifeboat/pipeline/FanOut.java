package lifeboat.pipeline;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes to several sinks in turn, on its way making the digest of the bytes. A sink that fails is left out from then
 * on; only when none is left does writing throw. Does not close the sinks.
 */
final class FanOut extends OutputStream {
    private final List<? extends OutputStream> sinks;
    private final Map<Integer, Exception> failures = new TreeMap<>();
    private final Digests digests = new Digests();
    private boolean discarding;

    FanOut(List<? extends OutputStream> sinks) {
        this.sinks = List.copyOf(sinks);
    }

    /** From now on nothing reaches the sinks. */
    void discard() {
        discarding = true;
    }

    Digests digests() {
        return digests;
    }

    synchronized Map<Integer, Exception> failures() {
        return new TreeMap<>(failures);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (!discarding) {
            digests.add(bytes, offset, length);
            toEach(sink -> sink.write(bytes, offset, length));
        }
    }

    /** Flushes the sinks. */
    @Override
    public void close() throws IOException {
        if (!discarding) {
            toEach(OutputStream::flush);
        }
    }

    private interface Action {
        void on(OutputStream sink) throws IOException;
    }

    private synchronized void toEach(Action action) throws IOException {
        for (int i = 0; i < sinks.size(); i++) {
            if (!failures.containsKey(i)) {
                try {
                    action.on(sinks.get(i));
                } catch (IOException | RuntimeException e) {
                    failures.put(i, e);
                }
            }
        }
        if (!sinks.isEmpty() && failures.size() == sinks.size()) {
            throw Ring.rethrow(failures.get(0));
        }
    }
}
