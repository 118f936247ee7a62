package lifeboat.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import lifeboat.base.Environment;
import lifeboat.base.UserError;
import lifeboat.store.DirectoryStore;
import lifeboat.store.ForwardingStore;
import lifeboat.store.Store;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockTest {
    @TempDir
    Path root;
    private Store store;
    private final HandClock clock = new HandClock();

    @BeforeEach
    void open() {
        store = new DirectoryStore(root);
    }

    @Test
    void a_held_lock_is_refused_with_owner_times_and_a_way_out() {
        try (Lock lock = acquire("process 1")) {
            UserError error = assertThrows(UserError.class, () -> acquire("process 2"));
            assertTrue(error.getMessage().contains("process 1") && error.getMessage().contains("2026-01-15T02:00:00Z"),
                    error.getMessage());
            assertTrue(error.hint().orElseThrow().contains("2026-01-15T02:10:00Z")
                    && error.hint().orElseThrow().contains("shop/lock.json"), error.hint().orElseThrow());
            assertFalse(lock.lost());
        }
    }

    @Test
    void a_released_lock_leaves_nothing_behind() throws IOException {
        acquire("first").close();
        assertEquals(List.of(), locks());
        acquire("second").close();
        assertEquals(List.of(), locks());
    }

    @Test
    void a_lock_that_was_stored_although_the_store_said_otherwise_keeps_nobody_away() throws IOException {
        Store broken = new ForwardingStore(store) {
            @Override
            public boolean putIfAbsent(String key, byte[] bytes) throws IOException {
                super.putIfAbsent(key, bytes);
                throw new IOException("no answer");
            }
        };
        UserError error = assertThrows(UserError.class, () -> Lock.acquire(broken, "shop", "first", clock));
        assertTrue(error.getMessage().contains("no answer"), error.getMessage());
        assertEquals(List.of(), locks());
        acquire("second").close();
    }

    @Test
    void jobs_do_not_lock_each_other() {
        try (Lock shop = acquire("first"); Lock other = Lock.acquire(store, "other", "second", clock)) {
            assertFalse(shop.lost() || other.lost());
        }
    }

    @Test
    void an_expired_lock_is_taken_over_and_its_holder_finds_it_lost() throws IOException {
        Lock slept = acquire("slept");
        clock.advance(Lock.LEASE.plusSeconds(1));
        assertTrue(slept.lost());
        try (Lock taker = acquire("taker")) {
            assertTrue(slept.lost());
            slept.close();
            assertFalse(taker.lost());
            assertThrows(UserError.class, () -> acquire("third"));
        }
        assertEquals(List.of(), locks());
    }

    @Test
    void a_holder_whose_clock_stands_still_finds_that_it_was_taken_over() {
        Lock slept = acquire("slept");
        HandClock later = new HandClock();
        later.advance(Lock.LEASE.plusSeconds(1));
        try (Lock taker = Lock.acquire(store, "shop", "taker", later)) {
            assertTrue(slept.lost());
            slept.close();
            assertFalse(taker.lost());
        }
    }

    @Test
    void takers_that_die_one_after_the_other_can_be_followed() throws IOException {
        for (int i = 0; i < 4; i++) {
            acquire("dies");
            clock.advance(Lock.LEASE.plusSeconds(1));
        }
        assertEquals(4, locks().size());
        try (Lock last = acquire("last")) {
            assertFalse(last.lost());
        }
        assertEquals(List.of(), locks());
    }

    @Test
    void of_many_takers_of_a_free_or_expired_lock_exactly_one_wins() throws Exception {
        for (int round = 0; round < 20; round++) {
            assertEquals(1, winners(8), "round " + round);
            clock.advance(Lock.LEASE.plusSeconds(1));
        }
    }

    @Test
    void a_lock_that_was_removed_by_hand_is_lost() throws IOException {
        Lock removed = acquire("first");
        Files.delete(root.resolve("shop/lock.json"));
        assertTrue(removed.lost());
        try (Lock second = acquire("second")) {
            assertTrue(removed.lost());
            assertFalse(second.lost());
            removed.close();
            assertFalse(second.lost());
        }
    }

    @Test
    void a_living_holder_renews_its_lock() throws Exception {
        Duration lease = Duration.ofMillis(900);
        try (Lock lock = Lock.acquire(store, "shop", "alive", Clock.systemUTC(), lease)) {
            String first = Files.readString(root.resolve("shop/lock.json"));
            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            int changes = 0;
            while (changes < 5 && System.nanoTime() < end) {
                String now = Files.readString(root.resolve("shop/lock.json"));
                changes += now.equals(first) ? 0 : 1;
                first = now;
                TimeUnit.MILLISECONDS.sleep(10);
            }
            assertEquals(5, changes);
            assertFalse(lock.lost());
            assertThrows(UserError.class, () -> Lock.acquire(store, "shop", "other", Clock.systemUTC(), lease));
        }
    }

    @Test
    void a_damaged_lock_is_an_error_that_says_what_to_do() throws IOException {
        store.put("shop/lock.json", "{}".getBytes());
        UserError error = assertThrows(UserError.class, () -> acquire("first"));
        assertTrue(error.getMessage().contains("damaged") && error.hint().orElseThrow().contains("shop/lock.json"));
    }

    @Test
    void the_owner_names_process_machine_and_run() {
        String owner = Lock.owner(new Environment(Map.of("HOSTNAME", "db\n1", "GITHUB_RUN_ID", "42", "PGPASSWORD",
                "x")));
        assertEquals("process " + ProcessHandle.current().pid() + " on db?1 in workflow run 42", owner);
    }

    private int winners(int takers) throws Exception {
        AtomicReference<Throwable> bug = new AtomicReference<>();
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < takers; i++) {
            String owner = "taker " + i;
            tasks.add(() -> {
                try {
                    acquire(owner);
                    return true;
                } catch (UserError e) {
                    return false;
                } catch (Throwable e) {
                    bug.set(e);
                    return false;
                }
            });
        }
        int won = 0;
        try (var threads = Executors.newFixedThreadPool(takers)) {
            for (var result : threads.invokeAll(tasks)) {
                won += result.get() ? 1 : 0;
            }
        }
        assertEquals(null, bug.get());
        return won;
    }

    private Lock acquire(String owner) {
        return Lock.acquire(store, "shop", owner, clock);
    }

    private List<String> locks() throws IOException {
        if (!Files.exists(root.resolve("shop"))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(root.resolve("shop"))) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith("lock")).toList();
        }
    }

    /** A clock that is moved by hand. */
    private static final class HandClock extends Clock {
        private volatile Instant now = Instant.parse("2026-01-15T02:00:00Z");

        void advance(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
