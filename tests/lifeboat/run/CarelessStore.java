package lifeboat.run;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import lifeboat.store.Store;

/** A real store behind something that breaks its promises in silence. */
record CarelessStore(Store store, boolean overwrites, boolean flips) implements Store {
    private static final long WHERE = 5 << 20;

    @Override
    public String describe() {
        return store.describe();
    }

    @Override
    public boolean remote() {
        return true;
    }

    @Override
    public Upload create(String key, long expectedBytes) throws IOException {
        return store.create(key, expectedBytes);
    }

    @Override
    public void put(String key, byte[] bytes) throws IOException {
        store.put(key, bytes);
    }

    @Override
    public boolean putIfAbsent(String key, byte[] bytes) throws IOException {
        if (overwrites) {
            store.put(key, bytes);
            return true;
        }
        return store.putIfAbsent(key, bytes);
    }

    @Override
    public Optional<InputStream> read(String key) throws IOException {
        return store.read(key).map(in -> flips ? flipping(in) : in);
    }

    private static InputStream flipping(InputStream in) {
        return new FilterInputStream(in) {
            private long position;

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int n = in.read(bytes, offset, length);
                if (n > 0 && position <= WHERE && WHERE < position + n) {
                    bytes[offset + (int) (WHERE - position)] ^= 1;
                }
                position += Math.max(0, n);
                return n;
            }
        };
    }

    @Override
    public Optional<Long> size(String key) throws IOException {
        return store.size(key);
    }

    @Override
    public List<String> folders(String folder) throws IOException {
        return store.folders(folder);
    }

    @Override
    public List<Entry> entries(String folder) throws IOException {
        return store.entries(folder);
    }

    @Override
    public void delete(String key) throws IOException {
        store.delete(key);
    }

    @Override
    public void close() {
        store.close();
    }
}
