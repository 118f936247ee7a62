package lifeboat.store;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A store that leaves everything to another, which is closed with it. What differs is overridden. */
public abstract class ForwardingStore implements Store {
    private final Store store;

    /** Stands before a store. */
    protected ForwardingStore(Store store) {
        this.store = store;
    }

    /** The store that a call is left to: the other one, unless it cannot be reached. */
    protected Store store() throws IOException {
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
        return store().create(key, expectedBytes);
    }

    @Override
    public Optional<Instant> clock() throws IOException {
        return store().clock();
    }

    @Override
    public void put(String key, byte[] bytes) throws IOException {
        store().put(key, bytes);
    }

    @Override
    public boolean putIfAbsent(String key, byte[] bytes) throws IOException {
        return store().putIfAbsent(key, bytes);
    }

    @Override
    public Optional<InputStream> read(String key) throws IOException {
        return store().read(key);
    }

    @Override
    public Optional<Long> size(String key) throws IOException {
        return store().size(key);
    }

    @Override
    public List<String> folders(String folder) throws IOException {
        return store().folders(folder);
    }

    @Override
    public List<Entry> entries(String folder) throws IOException {
        return store().entries(folder);
    }

    @Override
    public List<Entry> tree(String folder) throws IOException {
        return store().tree(folder);
    }

    @Override
    public void delete(String key) throws IOException {
        store().delete(key);
    }

    @Override
    public int sweep(String folder, Instant olderThan) throws IOException {
        return store().sweep(folder, olderThan);
    }

    @Override
    public Optional<Retained> retained(String key) throws IOException {
        return store().retained(key);
    }

    @Override
    public void retain(String key, Instant until) throws IOException {
        store().retain(key, until);
    }

    @Override
    public void close() {
        store.close();
    }
}
