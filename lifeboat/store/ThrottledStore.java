package lifeboat.store;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A store that is written to and read from no faster than so many bytes a second, all streams together. */
public final class ThrottledStore extends ForwardingStore {
    private static final int SLICE = 64 << 10;

    private final long bytesPerSecond;
    private long free = System.nanoTime();

    /** Limits a store, which is closed with this. */
    public ThrottledStore(Store store, long bytesPerSecond) {
        super(store);
        this.bytesPerSecond = bytesPerSecond;
    }

    /** Waits until so many bytes may pass. */
    private void pass(int bytes) throws IOException {
        long until;
        synchronized (this) {
            free = Math.max(free, System.nanoTime()) + (long) (bytes * 1e9 / bytesPerSecond);
            until = free;
        }
        for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, TimeUnit.SECONDS.toNanos(1)));
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted");
            }
        }
    }

    @Override
    public Upload create(String key, long expectedBytes) throws IOException {
        return new ForwardingUpload(super.create(key, expectedBytes)) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                for (int at = 0; at < length; at += SLICE) {
                    int n = Math.min(SLICE, length - at);
                    pass(n);
                    super.write(bytes, offset + at, n);
                }
            }
        };
    }

    @Override
    public void put(String key, byte[] bytes) throws IOException {
        pass(bytes.length);
        super.put(key, bytes);
    }

    @Override
    public boolean putIfAbsent(String key, byte[] bytes) throws IOException {
        pass(bytes.length);
        return super.putIfAbsent(key, bytes);
    }

    @Override
    public Optional<InputStream> read(String key) throws IOException {
        return super.read(key).map(in -> new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                pass(1);
                return in.read();
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int n = in.read(buffer, offset, Math.min(length, SLICE));
                pass(Math.max(n, 0));
                return n;
            }
        });
    }
}
