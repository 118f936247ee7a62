package lifeboat.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import lifeboat.base.Human;
import lifeboat.base.Thrown;
import lifeboat.base.UserError;

/**
 * A store whose operations end: one that does not return within a deadline is a {@link UserError}, and its thread is
 * left behind. A commit may take a second more for each MiB, as a store may have to read back what it was sent.
 * Neither writing to an upload nor reading from an opened stream is limited here.
 */
public final class Impatient implements Store {
    /** How long one operation may take. */
    public static final Duration DEADLINE = Duration.ofMinutes(5);

    private final Store store;
    private final Duration deadline;
    private final ExecutorService threads = Executors.newCachedThreadPool(
            work -> Thread.ofPlatform().daemon().name("store-call").unstarted(work));

    /** With the usual deadline; closes the store when it is closed. */
    public Impatient(Store store) {
        this(store, DEADLINE);
    }

    Impatient(Store store, Duration deadline) {
        this.store = store;
        this.deadline = deadline;
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
        return new ImpatientUpload(key, within("begin [" + key + "]", deadline, () -> store.create(key,
                expectedBytes)));
    }

    @Override
    public void put(String key, byte[] bytes) throws IOException {
        within("write [" + key + "]", deadline, () -> {
            store.put(key, bytes);
            return null;
        });
    }

    @Override
    public boolean putIfAbsent(String key, byte[] bytes) throws IOException {
        return within("create [" + key + "]", deadline, () -> store.putIfAbsent(key, bytes));
    }

    @Override
    public Optional<InputStream> read(String key) throws IOException {
        return within("read [" + key + "]", deadline, () -> store.read(key));
    }

    @Override
    public Optional<Long> size(String key) throws IOException {
        return within("look at [" + key + "]", deadline, () -> store.size(key));
    }

    @Override
    public List<String> folders(String folder) throws IOException {
        return within("list [" + folder + "]", deadline, () -> store.folders(folder));
    }

    @Override
    public List<Entry> entries(String folder) throws IOException {
        return within("list [" + folder + "]", deadline, () -> store.entries(folder));
    }

    @Override
    public List<Entry> tree(String folder) throws IOException {
        return within("list [" + folder + "]", deadline, () -> store.tree(folder));
    }

    @Override
    public void delete(String key) throws IOException {
        within("remove [" + key + "]", deadline, () -> {
            store.delete(key);
            return null;
        });
    }

    @Override
    public int sweep(String folder, Instant olderThan) throws IOException {
        return within("sweep [" + folder + "]", deadline, () -> store.sweep(folder, olderThan));
    }

    @Override
    public Optional<Instant> clock() throws IOException {
        return within("tell the time", deadline, store::clock);
    }

    @Override
    public Optional<Retained> retained(String key) throws IOException {
        return within("look at [" + key + "]", deadline, () -> store.retained(key));
    }

    @Override
    public void retain(String key, Instant until) throws IOException {
        within("lock [" + key + "]", deadline, () -> {
            store.retain(key, until);
            return null;
        });
    }

    @Override
    public void close() {
        threads.shutdownNow();
        store.close();
    }

    private <T> T within(String what, Duration limit, Callable<T> call) throws IOException {
        Future<T> future = threads.submit(call);
        try {
            return future.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            future.cancel(true);
            throw UserError.of("store [" + describe() + "] did not " + what + " within [" + Human.duration(limit) + "]",
                    "see that it can be reached: `verify doctor`");
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw (InterruptedIOException) new InterruptedIOException("interrupted").initCause(e);
        } catch (ExecutionException e) {
            throw Thrown.io(e.getCause());
        }
    }

    /** An upload whose end is limited. */
    private final class ImpatientUpload extends ForwardingUpload {
        private final String key;
        private long written;

        ImpatientUpload(String key, Upload upload) {
            super(upload);
            this.key = key;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            super.write(bytes, offset, length);
            written += length;
        }

        @Override
        public void commit() throws IOException {
            within("put [" + key + "] in place", deadline.plusSeconds(written >> 20), () -> {
                super.commit();
                return null;
            });
        }

        @Override
        public void close() {
            boolean interrupted = Thread.interrupted();
            try {
                within("end the upload of [" + key + "]", deadline, () -> {
                    super.close();
                    return null;
                });
            } catch (IOException e) {
                throw UserError.of("cannot end the upload of [" + key + "] in store [" + describe() + "]: "
                        + e.getMessage(), null).because(e);
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
