package lifeboat.run;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import lifeboat.store.ForwardingStore;
import lifeboat.store.ForwardingUpload;
import lifeboat.store.Store;

/** A real store behind something that breaks: at a byte of an upload, or in every call while it is down. */
final class FaultyStore extends ForwardingStore {
    private long failAfter = Long.MAX_VALUE;
    private boolean down;
    private String guarded = "";

    FaultyStore(Store store) {
        super(store);
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

    /** Keys with that in them cannot be removed, and other ones than the lock not be created either. */
    FaultyStore guarding(String part) {
        guarded = part;
        return this;
    }

    @Override
    public boolean putIfAbsent(String key, byte[] bytes) throws IOException {
        refuse(key.endsWith("lock.json") ? "" : key);
        return super.putIfAbsent(key, bytes);
    }

    @Override
    public void delete(String key) throws IOException {
        refuse(key);
        super.delete(key);
    }

    private void refuse(String key) throws IOException {
        if (!guarded.isEmpty() && key.contains(guarded)) {
            throw new IOException("permission denied");
        }
    }

    @Override
    protected Store store() throws IOException {
        if (down) {
            throw new IOException("connection refused");
        }
        return super.store();
    }

    @Override
    public Upload create(String key, long expectedBytes) throws IOException {
        return new ForwardingUpload(super.create(key, expectedBytes)) {
            private long written;

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                written += length;
                if (written > failAfter) {
                    throw new IOException("connection reset by peer");
                }
                super.write(bytes, offset, length);
            }
        };
    }

    @Override
    public Optional<InputStream> read(String key) throws IOException {
        Optional<InputStream> in = super.read(key);
        if (in.isEmpty()) {
            return in;
        }
        try (InputStream all = in.get()) {
            return Optional.of(new ByteArrayInputStream(all.readAllBytes()));
        }
    }
}
