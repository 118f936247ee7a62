package lifeboat.run;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import lifeboat.store.ForwardingStore;
import lifeboat.store.Store;

/** A real store behind something that breaks its promises in silence. */
final class CarelessStore extends ForwardingStore {
    private static final long WHERE = 5 << 20;

    private final boolean overwrites;
    private final boolean flips;

    CarelessStore(Store store, boolean overwrites, boolean flips) {
        super(store);
        this.overwrites = overwrites;
        this.flips = flips;
    }

    @Override
    public boolean remote() {
        return true;
    }

    @Override
    public boolean putIfAbsent(String key, byte[] bytes) throws IOException {
        if (overwrites) {
            put(key, bytes);
            return true;
        }
        return super.putIfAbsent(key, bytes);
    }

    @Override
    public Optional<InputStream> read(String key) throws IOException {
        return super.read(key).map(in -> flips ? flipping(in) : in);
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
}
