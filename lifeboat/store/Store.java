package lifeboat.store;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import lifeboat.base.BlockOutput;

/**
 * A place that keeps named byte sequences. Keys are relative paths of {@code [A-Za-z0-9._-]} segments joined by
 * {@code /}; anything else is refused, so that a key can never leave the store's root (see {@link StoreKey}). What an
 * operation that returned normally has stored is durable and is seen by each later call. Safe for use by several
 * threads.
 *
 * <p>Failures of the store itself are {@link lifeboat.base.UserError}s that name the store; {@code IOException}s
 * from streams mean the same and are turned into them by the callers.
 */
public interface Store extends AutoCloseable {

    /** The store as people may see it: no secret. */
    String describe();

    /** Whether what is stored here leaves the machine. */
    boolean remote();

    /**
     * Begins storing a new key of any length. Nothing is visible under the key before {@link Upload#commit}; an
     * existing key is replaced by it.
     *
     * @param expectedBytes about how long it will be, 0 if unknown
     */
    Upload create(String key, long expectedBytes) throws IOException;

    /** Stores a small document, replacing what is there, atomically. */
    void put(String key, byte[] bytes) throws IOException;

    /** Stores a small document only if the key does not exist yet, atomically; false if it did exist. */
    boolean putIfAbsent(String key, byte[] bytes) throws IOException;

    /** Reads a key from its start; empty if there is none. Close the stream. */
    Optional<InputStream> read(String key) throws IOException;

    /** The size of a key in bytes; empty if there is none. */
    Optional<Long> size(String key) throws IOException;

    /**
     * The names of the folders directly below a folder ({@code ""} is the root), sorted; empty if it does not exist.
     * A folder is there while it holds a key; with some stores also while it holds an unfinished upload.
     */
    List<String> folders(String folder) throws IOException;

    /** The keys directly in a folder, sorted, with their sizes; unfinished uploads are not among them. */
    List<Entry> entries(String folder) throws IOException;

    /**
     * All keys anywhere below a folder ({@code ""} is the root) with their sizes, sorted; unfinished uploads are not
     * among them. A store that can list without folders does it in as few requests as it can.
     */
    default List<Entry> tree(String folder) throws IOException {
        List<Entry> all = new ArrayList<>(entries(folder));
        for (String name : folders(folder)) {
            all.addAll(tree(folder.isEmpty() ? name : folder + "/" + name));
        }
        all.sort(Comparator.comparing(Entry::key));
        return all;
    }

    /** Removes a key; one that is not there is fine. */
    void delete(String key) throws IOException;

    /**
     * Removes what unfinished uploads left anywhere below a folder ({@code ""} is the root), if they were begun or
     * last written to before the given time; returns how many. Nothing that is visible under a key is touched.
     */
    default int sweep(String folder, Instant olderThan) throws IOException {
        return 0;
    }

    /** The time by the clock of the store's server; empty if it has none of its own. */
    default Optional<Instant> clock() throws IOException {
        return Optional.empty();
    }

    /**
     * What the store itself does, or did, to keep a key from being removed, whoever asks; empty if nothing, or if there
     * is no such key.
     */
    default Optional<Retained> retained(String key) throws IOException {
        return Optional.empty();
    }

    /** Has the store keep a key from being removed until then, never for a shorter time than it does already. */
    default void retain(String key, Instant until) throws IOException {
        throw new UnsupportedOperationException(describe() + " retains nothing");
    }

    /** Releases connections. */
    @Override
    void close();

    /**
     * Why a key cannot be removed.
     *
     * @param by    such as {@code governance} or {@code legal hold}
     * @param until from when on it can be; empty if nobody knows
     */
    record Retained(String by, Optional<Instant> until) {
        /** Whether it cannot be removed at that time. */
        public boolean at(Instant time) {
            return until.isEmpty() || until.get().isAfter(time);
        }
    }

    /** A key and its size in bytes. */
    record Entry(String key, long size) {}

    /**
     * An upload in progress. Write, then {@link #commit}; closing without a commit removes what was sent. One thread
     * at a time.
     */
    abstract class Upload extends BlockOutput {
        /**
         * Makes the key visible and durable; returns when the store has confirmed that it holds these bytes. To be
         * called once, before {@link #close}.
         */
        public abstract void commit() throws IOException;

        /** Ends the upload; without a commit nothing stays. */
        @Override
        public abstract void close();
    }
}
