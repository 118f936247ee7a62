package lifeboat.run;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lifeboat.store.Store;

/** A real store behind something that breaks: at a byte of an upload, or in every call while it is down. */
final class FaultyStore implements Store {
    private final Store store;
    private long failAfter = Long.MAX_VALUE;
    private boolean down;

    FaultyStore(Store store) {
        this.store = store;
    }

    /** An upload fails when it would go beyond so many bytes. */
    FaultyStore failingAfter(long bytes) {
        failAfter = bytes;
        return this;
    }

    /** Nothing works, or all does again. */
    FaultyStore down(boolean now) {
        down = now;
        return this;
    }

    private Store up() throws IOException {
        if (down) {
            throw new IOException("connection refused");
        }
        return store;
    }

    @Override
    public String describe() {
        return store.describe();
    }

    @Override
    public boolean remote() {
        return store.remote();
    }

    @Override
    public Upload create(String key, long expectedBytes) throws IOException {
        Upload upload = up().create(key, expectedBytes);
        return new Upload() {
            private long written;

            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                written += length;
                if (written > failAfter) {
                    throw new IOException("connection reset by peer");
                }
                upload.write(bytes, offset, length);
            }

            @Override
            public void commit() throws IOException {
                upload.commit();
            }

            @Override
            public void close() {
                upload.close();
            }
        };
    }

    @Override
    public void put(String key, byte[] bytes) throws IOException {
        up().put(key, bytes);
    }

    @Override
    public boolean putIfAbsent(String key, byte[] bytes) throws IOException {
        return up().putIfAbsent(key, bytes);
    }

    @Override
    public Optional<InputStream> read(String key) throws IOException {
        Optional<InputStream> in = up().read(key);
        if (in.isEmpty()) {
            return in;
        }
        try (InputStream all = in.get()) {
            return Optional.of(new ByteArrayInputStream(all.readAllBytes()));
        }
    }

    @Override
    public Optional<Long> size(String key) throws IOException {
        return up().size(key);
    }

    @Override
    public List<String> folders(String folder) throws IOException {
        return up().folders(folder);
    }

    @Override
    public List<Entry> entries(String folder) throws IOException {
        return up().entries(folder);
    }

    @Override
    public void delete(String key) throws IOException {
        up().delete(key);
    }

    @Override
    public int sweep(String folder, Instant olderThan) throws IOException {
        return up().sweep(folder, olderThan);
    }

    @Override
    public void close() {
        store.close();
    }
}
