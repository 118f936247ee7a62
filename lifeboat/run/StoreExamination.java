package lifeboat.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import lifeboat.base.Cleanup;
import lifeboat.base.Human;
import lifeboat.base.UserError;
import lifeboat.run.Examination.Found;
import lifeboat.store.Store;

/**
 * Tries in a store all that backups need of it, in a folder of its own that is removed at the end: it takes about 21
 * MiB and a thousand tiny keys for a moment.
 */
final class StoreExamination {
    private static final String AREA = "store";
    private static final int LARGE = 20 << 20;
    private static final int CHUNK = 1 << 20;
    private static final Duration CLOCKS_AGREE = Duration.ofMinutes(1);
    private static final int MANY = 1005;
    private static final int AT_ONCE = 16;
    private static final byte[] SMALL = "a small document".getBytes(StandardCharsets.UTF_8);

    private final Examination examination;
    private final String name;
    private final Store store;
    private final String folder = String.format("lifeboat-doctor-%08x", new SecureRandom().nextInt());
    private final long seed = new SecureRandom().nextLong();
    private boolean written;

    StoreExamination(Examination examination, String name, Store store) {
        this.examination = examination;
        this.name = name;
        this.store = store;
    }

    /** Tries everything; what cannot work after a failure is left out. */
    void run() {
        try (Cleanup.Handle leftovers = Cleanup.onExit(this::removeAll)) {
            if (check("put and get", this::putAndGet)) {
                check("compare clocks", this::clocks);
                check("create only once", this::createOnce);
                if (check("upload " + Human.bytes(LARGE), this::upload)) {
                    check("read it back", this::readBack);
                    check("read its beginning", this::readBeginning);
                }
                check("give up an upload", this::giveUp);
                check("list " + Human.count(MANY) + " keys", this::list);
                check("delete", this::delete);
            }
            leftovers.dismiss();
            clean();
        }
    }

    private boolean check(String title, Examination.Check check) {
        return examination.check(AREA, name, title, check);
    }

    private Found putAndGet() throws IOException {
        store.put(key("small"), SMALL);
        written = true;
        requireSame("small", SMALL);
        require(store.size(key("small")).equals(Optional.of((long) SMALL.length)),
                "the store tells another size than was stored");
        require(store.read(key("none")).isEmpty(), "a key that does not exist can be read");
        return Found.ok(store.remote() ? null : store.describe());
    }

    /** Ids, retention and locks go by this machine's clock, signatures by both. */
    private Found clocks() throws IOException {
        Instant before = Instant.now();
        Optional<Instant> there = store.clock();
        if (there.isEmpty()) {
            return Found.skipped("the store has no clock of its own");
        }
        Instant between = before.plus(Duration.between(before, Instant.now()).dividedBy(2));
        Duration ahead = Duration.between(there.get(), between);
        if (ahead.abs().compareTo(CLOCKS_AGREE) <= 0) {
            return Found.ok("they agree to [" + (ahead.abs().toSeconds() + 1) + " s]");
        }
        return Found.warning("this machine's clock is [" + Human.duration(ahead.abs()) + "] "
                + (ahead.isNegative() ? "behind" : "ahead of") + " the store's: set it, else ids, retention and locks"
                + " go wrong, and the store may refuse requests");
    }

    /** Without it two runs could both write one manifest. */
    private Found createOnce() throws IOException {
        byte[] other = "another document".getBytes(StandardCharsets.UTF_8);
        require(store.putIfAbsent(key("once"), SMALL), "a new key was refused as if it existed");
        require(!store.putIfAbsent(key("once"), other), "a key that existed was written again");
        requireSame("once", SMALL);
        return Found.ok(null);
    }

    private Found upload() throws IOException {
        Random random = new Random(seed);
        byte[] chunk = new byte[CHUNK];
        try (Store.Upload upload = store.create(key("large"), LARGE)) {
            for (int done = 0; done < LARGE; done += CHUNK) {
                random.nextBytes(chunk);
                upload.write(chunk);
            }
            require(store.size(key("large")).isEmpty(), "an upload can be seen before it is complete");
            upload.commit();
        }
        return Found.moved(LARGE);
    }

    private Found readBack() throws IOException {
        Random random = new Random(seed);
        byte[] expected = new byte[CHUNK];
        try (InputStream in = opened("large")) {
            for (int done = 0; done < LARGE; done += CHUNK) {
                random.nextBytes(expected);
                require(Arrays.equals(expected, in.readNBytes(CHUNK)),
                        "what was read is not what was stored, near byte ["
                        + done + "]");
            }
            require(in.read() < 0, "more was read than was stored");
        }
        return Found.moved(LARGE);
    }

    private Found readBeginning() throws IOException {
        byte[] expected = new byte[CHUNK];
        new Random(seed).nextBytes(expected);
        try (InputStream in = opened("large")) {
            require(Arrays.equals(expected, in.readNBytes(CHUNK)), "what was read is not what was stored");
        }
        return Found.ok("stopped after " + Human.bytes(CHUNK));
    }

    private Found giveUp() throws IOException {
        try (Store.Upload upload = store.create(key("given-up"), LARGE)) {
            upload.write(new byte[CHUNK]);
        }
        require(store.size(key("given-up")).isEmpty(), "an upload that was given up left a key");
        return Found.ok(null);
    }

    private Found list() throws IOException {
        List<String> keys = IntStream.range(0, MANY).mapToObj(i -> String.format("%s/many/key-%04d", folder,
                i)).toList();
        atOnce(keys, key -> store.put(key, SMALL));
        long start = System.nanoTime();
        List<String> listed = store.entries(folder + "/many").stream().map(Store.Entry::key).toList();
        long millis = (System.nanoTime() - start) / 1_000_000;
        require(listed.equals(keys), "the list holds [" + listed.size() + "] keys, [" + MANY + "] were stored");
        require(store.folders(folder).contains("many"), "the folder of the keys is not listed");
        return Found.ok("listed in " + millis + " ms, the rest was writing them");
    }

    private Found delete() throws IOException {
        removeAll();
        List<Store.Entry> left = store.tree(folder);
        require(left.isEmpty(), "[" + left.size() + "] keys are still listed after they were deleted");
        require(store.size(key("small")).isEmpty(), "a deleted key is still there");
        store.delete(key("small"));
        return Found.ok(null);
    }

    private interface KeyWork {
        void on(String key) throws IOException;
    }

    private static void atOnce(List<String> keys, KeyWork work) throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE, Thread.ofPlatform().daemon().factory());
        try {
            List<Future<Void>> futures = keys.stream().map(key -> threads.<Void>submit(() -> {
                work.on(key);
                return null;
            })).toList();
            for (Future<Void> future : futures) {
                future.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case UserError error -> throw error;
                case IOException error -> throw error;
                default -> throw new IllegalStateException(e.getCause());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void removeAll() throws IOException {
        atOnce(store.tree(folder).stream().map(Store.Entry::key).toList(), store::delete);
    }

    /** Says it only when something stays. */
    private void clean() {
        try {
            removeAll();
        } catch (UserError | IOException e) {
            if (!written) {
                return; // the error of the first attempt to write has told
            }
            check("clean up", () -> {
                throw UserError.of("what was written for this examination could not be removed: " + e.getMessage(),
                        "remove the folder [" + folder + "] from the store by hand");
            });
        }
    }

    private String key(String file) {
        return folder + "/" + file;
    }

    private InputStream opened(String file) throws IOException {
        return store.read(key(file)).orElseThrow(() -> UserError.of("what was stored cannot be found", null));
    }

    private void requireSame(String file, byte[] expected) throws IOException {
        try (InputStream in = opened(file)) {
            require(Arrays.equals(expected, in.readAllBytes()), "what was read is not what was stored");
        }
    }

    private static void require(boolean good, String problem) {
        if (!good) {
            throw UserError.of(problem, "Lifeboat cannot keep its promises there: check the provider and its settings");
        }
    }
}
