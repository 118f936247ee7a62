package lifeboat.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lifeboat.base.UserError;
import org.junit.jupiter.api.Test;

/** What every store promises. */
abstract class StoreContract {

    /** Another view of the same, at the start of each test empty, store. */
    abstract Store open() throws Exception;

    @Test
    void a_document_is_read_back_and_replaced() throws Exception {
        try (Store store = open()) {
            store.put("job/manifest.json", bytes("one"));
            assertEquals("one", text(store, "job/manifest.json"));
            store.put("job/manifest.json", bytes("second"));
            assertEquals("second", text(store, "job/manifest.json"));
            assertEquals(Optional.of(6L), store.size("job/manifest.json"));
        }
    }

    @Test
    void what_was_stored_is_seen_by_another_client() throws Exception {
        try (Store one = open(); Store two = open()) {
            one.put("job/a", bytes("a"));
            assertEquals("a", text(two, "job/a"));
            two.delete("job/a");
            assertEquals(Optional.empty(), one.read("job/a"));
        }
    }

    @Test
    void an_upload_is_visible_only_after_its_commit() throws Exception {
        try (Store store = open()) {
            try (Store.Upload upload = store.create("job/id/part.zst", 0)) {
                upload.write(bytes("hello"));
                assertEquals(List.of(), store.entries("job/id"));
                assertEquals(Optional.empty(), store.size("job/id/part.zst"));
                assertEquals(Optional.empty(), store.read("job/id/part.zst"));
                upload.commit();
                assertEquals(List.of(new Store.Entry("job/id/part.zst", 5)), store.entries("job/id"));
            }
            assertEquals("hello", text(store, "job/id/part.zst"));
        }
    }

    @Test
    void an_upload_without_a_commit_leaves_nothing() throws Exception {
        try (Store store = open()) {
            try (Store.Upload upload = store.create("job/id/part", 0)) {
                upload.write(new byte[100_000]);
            }
            assertEquals(List.of(), store.entries("job/id"));
            assertEquals(List.of(), store.folders("job"));
            assertEquals(List.of(), store.folders(""));
            assertEquals(Optional.empty(), store.size("job/id/part"));
        }
    }

    @Test
    void an_upload_keeps_what_it_replaces_until_its_commit() throws Exception {
        try (Store store = open()) {
            store.put("job/part", bytes("old"));
            try (Store.Upload upload = store.create("job/part", 3)) {
                upload.write(bytes("broken"));
            }
            assertEquals("old", text(store, "job/part"));
            try (Store.Upload upload = store.create("job/part", 3)) {
                upload.write(bytes("new"));
                assertEquals("old", text(store, "job/part"));
                upload.commit();
            }
            assertEquals("new", text(store, "job/part"));
        }
    }

    @Test
    void a_large_upload_in_odd_pieces_comes_back_whole() throws Exception {
        byte[] data = new byte[20 << 20];
        Random random = new Random(7);
        random.nextBytes(data);
        try (Store store = open()) {
            try (Store.Upload upload = store.create("job/large", 1000)) {
                upload.write(data[0]);
                for (int at = 1; at < data.length; ) {
                    int n = Math.min(data.length - at, random.nextInt(3_000_000));
                    upload.write(data, at, n);
                    at += n;
                }
                upload.commit();
            }
            assertEquals(Optional.of((long) data.length), store.size("job/large"));
            assertArrayEquals(data, all(store, "job/large"));
        }
    }

    @Test
    void an_empty_upload_is_a_key_of_no_bytes() throws Exception {
        try (Store store = open()) {
            try (Store.Upload upload = store.create("job/empty", 0)) {
                upload.commit();
            }
            assertEquals(Optional.of(0L), store.size("job/empty"));
            assertEquals("", text(store, "job/empty"));
        }
    }

    @Test
    void put_if_absent_never_replaces() throws Exception {
        try (Store store = open()) {
            assertTrue(store.putIfAbsent("job/lock.json", bytes("first")));
            assertFalse(store.putIfAbsent("job/lock.json", bytes("other")));
            assertEquals("first", text(store, "job/lock.json"));
            store.delete("job/lock.json");
            assertTrue(store.putIfAbsent("job/lock.json", bytes("third")));
        }
    }

    @Test
    void of_eight_threads_that_create_a_key_one_wins() throws Exception {
        try (Store store = open()) {
            for (int round = 0; round < 10; round++) {
                String key = "job/journal/" + round;
                CyclicBarrier start = new CyclicBarrier(8);
                List<Boolean> won = together(8, n -> {
                    start.await();
                    return store.putIfAbsent(key, bytes("writer " + n));
                });
                assertEquals(1, won.stream().filter(w -> w).count(), "winners of " + key);
                assertEquals("writer " + won.indexOf(true), text(store, key));
            }
        }
    }

    @Test
    void all_keys_below_a_folder_are_listed_at_once() throws Exception {
        try (Store store = open()) {
            store.put("job/id/part", bytes("five5"));
            store.put("job/journal/entry", bytes("1"));
            store.put("job/lock", bytes(""));
            store.put("jobs/id/part", bytes("other"));
            try (Store.Upload upload = store.create("job/id/unfinished", 0)) {
                upload.write(bytes("half"));
                assertEquals(List.of(new Store.Entry("job/id/part", 5), new Store.Entry("job/journal/entry", 1),
                        new Store.Entry("job/lock", 0)), store.tree("job"));
            }
            assertEquals(4, store.tree("").size());
            assertEquals(List.of(), store.tree("none"));
        }
    }

    @Test
    void of_two_uploads_to_a_key_the_last_commit_stays_whole() throws Exception {
        try (Store store = open()) {
            try (Store.Upload one = store.create("job/part", 0); Store.Upload two = store.create("job/part", 0)) {
                one.write(bytes("one one one"));
                two.write(bytes("two"));
                one.commit();
                two.commit();
            }
            assertEquals("two", text(store, "job/part"));
            assertEquals(List.of(new Store.Entry("job/part", 3)), store.entries("job"));
        }
    }

    @Test
    void many_threads_may_use_it() throws Exception {
        try (Store store = open()) {
            together(8, n -> {
                for (int i = 0; i < 10; i++) {
                    store.put("job/" + n + "/" + i, bytes(n + ":" + i));
                    assertEquals(n + ":" + i, text(store, "job/" + n + "/" + i));
                    if (i % 2 == 1) {
                        store.delete("job/" + n + "/" + i);
                    }
                }
                return null;
            });
            assertEquals(List.of("0", "1", "2", "3", "4", "5", "6", "7"), store.folders("job"));
            assertEquals(5, store.entries("job/3").size());
        }
    }

    @Test
    void folders_that_come_and_go_do_not_disturb_writers() throws Exception {
        try (Store store = open()) {
            together(4, n -> {
                for (int i = 0; i < 100; i++) {
                    store.put("job/shared/" + n, bytes("x"));
                    assertEquals("x", text(store, "job/shared/" + n));
                    store.delete("job/shared/" + n);
                }
                return null;
            });
            assertEquals(List.of(), store.folders(""));
        }
    }

    @Test
    void listings_are_sorted_and_hold_only_what_is_directly_there() throws Exception {
        try (Store store = open()) {
            for (String key : List.of("top.json", "b/2", "b/10", "b/1", "b/sub/x", "a.b/c", "a/z/y/x", "B/1")) {
                store.put(key, bytes(key));
            }
            assertEquals(List.of("B", "a", "a.b", "b"), store.folders(""));
            assertEquals(List.of("sub"), store.folders("b"));
            assertEquals(List.of("z"), store.folders("a"));
            assertEquals(List.of(new Store.Entry("top.json", 8)), store.entries(""));
            assertEquals(List.of("b/1", "b/10", "b/2"), store.entries("b").stream().map(Store.Entry::key).toList());
            assertEquals(List.of(), store.entries("a"));
        }
    }

    @Test
    void what_is_not_there_is_empty_and_may_be_deleted() throws Exception {
        try (Store store = open()) {
            assertEquals(List.of(), store.folders(""));
            assertEquals(List.of(), store.entries(""));
            assertEquals(List.of(), store.folders("no/such"));
            assertEquals(List.of(), store.entries("no/such"));
            assertEquals(Optional.empty(), store.read("no/such"));
            assertEquals(Optional.empty(), store.size("no/such"));
            store.delete("no/such");
            assertEquals(0, store.sweep("no", Instant.now()));
        }
    }

    @Test
    void a_folder_is_no_key() throws Exception {
        try (Store store = open()) {
            store.put("job/id/manifest.json", bytes("{}"));
            assertEquals(Optional.empty(), store.read("job/id"));
            assertEquals(Optional.empty(), store.size("job/id"));
            store.delete("job/id");
            assertEquals("{}", text(store, "job/id/manifest.json"));
        }
    }

    @Test
    void deleting_the_last_key_of_a_folder_removes_the_folder() throws Exception {
        try (Store store = open()) {
            store.put("job/id/a", bytes("a"));
            store.put("job/id/b", bytes("b"));
            store.delete("job/id/a");
            assertEquals(List.of("id"), store.folders("job"));
            store.delete("job/id/b");
            assertEquals(List.of(), store.folders("job"));
            assertEquals(List.of(), store.folders(""));
        }
    }

    @Test
    void keys_that_could_leave_the_root_or_hide_are_refused() throws Exception {
        List<String> wrong = List.of("", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/.", "a/..", ".hidden",
                "a/.tmp-1", "a b", "a\\b", "a\0b", "a\nb", "ä", "a:b", "a*", "x".repeat(201), "x/".repeat(500) + "x");
        try (Store store = open()) {
            for (String key : wrong) {
                assertThrows(UserError.class, () -> store.put(key, bytes("x")), key);
                assertThrows(UserError.class, () -> store.putIfAbsent(key, bytes("x")), key);
                assertThrows(UserError.class, () -> store.create(key, 0), key);
                assertThrows(UserError.class, () -> store.read(key), key);
                assertThrows(UserError.class, () -> store.size(key), key);
                assertThrows(UserError.class, () -> store.delete(key), key);
                if (!key.isEmpty()) {
                    assertThrows(UserError.class, () -> store.entries(key), key);
                    assertThrows(UserError.class, () -> store.folders(key), key);
                    assertThrows(UserError.class, () -> store.sweep(key, Instant.now()), key);
                }
            }
            assertEquals(List.of(), store.folders(""));
            assertEquals(List.of(), store.entries(""));
        }
    }

    @Test
    void the_longest_keys_are_kept() throws Exception {
        String key = ("x".repeat(200) + "/").repeat(4) + "Az09._-" + "y".repeat(80);
        try (Store store = open()) {
            store.put(key, bytes("far"));
            assertTrue(store.putIfAbsent(key + "2", bytes("away")));
            assertEquals("far", text(store, key));
        }
    }

    @Test
    void sweeping_spares_keys_and_uploads_that_are_young() throws Exception {
        try (Store store = open()) {
            store.put("job/id/kept", bytes("kept"));
            try (Store.Upload upload = store.create("job/id/part", 0)) {
                upload.write(bytes("part"));
                assertEquals(0, store.sweep("", Instant.now().minusSeconds(3600)));
                assertEquals(0, store.sweep("job", Instant.now().minusSeconds(3600)));
                upload.commit();
            }
            store.sweep("job", Instant.now().plusSeconds(3600));
            assertEquals("kept", text(store, "job/id/kept"));
            assertEquals("part", text(store, "job/id/part"));
        }
    }

    /** Runs the task in several threads at once, with their numbers, and returns what each returned. */
    static <T> List<T> together(int threads, Numbered<T> task) throws Exception {
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Callable<T>> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int number = i;
                tasks.add(() -> task.run(number));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : pool.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        }
    }

    /** A task that knows its number. */
    interface Numbered<T> {
        T run(int number) throws Exception;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] all(Store store, String key) throws IOException {
        try (InputStream in = store.read(key).orElseThrow()) {
            return in.readAllBytes();
        }
    }

    static String text(Store store, String key) throws IOException {
        return new String(all(store, key), StandardCharsets.UTF_8);
    }
}
