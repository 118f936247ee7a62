package lifeboat.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import lifeboat.store.DirectoryStore;
import lifeboat.store.ForwardingStore;
import lifeboat.store.Store;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final Instant START = Instant.parse("2026-01-15T02:00:00Z");

    @TempDir
    Path root;
    private Journal journal;

    @BeforeEach
    void open() {
        journal = new Journal(new DirectoryStore(root), "shop");
    }

    @Test
    void an_entry_is_read_as_it_was_written() {
        Event event = Event.of(Event.RESTORE, START, true).withId("20260115T020000Z-7f3a").withMessage("restored\nall")
                .withStore("local").withTarget("sqlite").withMillis(Map.of("fetch", 12L)).withDetail("safety", "x");
        journal.append(event);
        assertEquals(List.of(event), journal.read());
        assertEquals("restored all", journal.read().getFirst().message());
        String name = files().getFirst().getFileName().toString();
        assertTrue(name.matches("20260115T020000\\.000Z-restore-[0-9a-f]{8}\\.json"), name);
    }

    @Test
    void entries_are_sorted_by_time_and_found_by_event() {
        append(Event.DRILL, 3);
        append(Event.BACKUP, 1);
        append(Event.CHECK, 2);
        assertEquals(List.of(Event.BACKUP, Event.CHECK, Event.DRILL), journal.read().stream().map(Event::event)
                .toList());
        assertEquals(1, journal.read(Event.DRILL).size());
        assertEquals(List.of(), journal.verify());
    }

    @Test
    void reading_one_kind_of_event_opens_no_other_entry() {
        for (int i = 0; i < 30; i++) {
            append(i % 10 == 0 ? Event.DRILL : Event.BACKUP, i);
        }
        AtomicInteger reads = new AtomicInteger();
        try (Store counting = new Counting(new DirectoryStore(root), reads)) {
            assertEquals(3, new Journal(counting, "shop").read(Event.DRILL).size());
        }
        assertEquals(3, reads.get());
    }

    @Test
    void a_removed_entry_is_noticed() throws IOException {
        for (int i = 0; i < 4; i++) {
            append(Event.BACKUP, i);
        }
        Path second = files().get(1);
        Files.delete(second);
        List<String> problems = journal.verify();
        assertEquals(1, problems.size());
        assertTrue(problems.getFirst().contains(second.getFileName().toString())
                && problems.getFirst().contains("missing"));
    }

    @Test
    void a_changed_entry_is_noticed_even_if_its_own_digest_is_right_or_it_is_the_newest() throws IOException {
        for (int i = 0; i < 3; i++) {
            append(Event.BACKUP, i);
        }
        Path newest = files().get(2);
        Files.writeString(newest, Files.readString(newest).replace("\"ok\": true", "\"ok\": false"));
        assertTrue(journal.verify().getFirst().contains("was changed after it was written"),
                journal.verify().toString());
        assertEquals(2, journal.read().size());
        Path first = files().getFirst();
        Event forged = journal.read().getFirst().withMessage("all is well");
        Files.write(first, Documents.seal(forged));
        assertTrue(journal.verify().stream().anyMatch(p -> p.contains(first.getFileName().toString())
                && p.contains("was changed")), journal.verify().toString());
    }

    @Test
    void entries_written_at_once_are_all_there_and_all_watched() throws Exception {
        append(Event.BACKUP, 0);
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> writers = Stream.iterate(1, i -> i + 1).limit(6).map(i -> Thread.ofPlatform().start(() -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            append(Event.BACKUP, 1);
        })).toList();
        go.countDown();
        for (Thread writer : writers) {
            writer.join();
        }
        append(Event.BACKUP, 2);
        assertEquals(8, journal.read().size());
        assertEquals(List.of(), journal.verify());
        List<Path> files = files();
        for (Path file : files.subList(0, 7)) {
            byte[] bytes = Files.readAllBytes(file);
            Files.delete(file);
            assertTrue(!journal.verify().isEmpty(), "removal of " + file + " went unnoticed");
            Files.write(file, bytes);
        }
    }

    @Test
    void the_newest_drill_of_each_backup_counts() {
        journal.append(Event.of(Event.DRILL, START, false).withId("a"));
        journal.append(Event.of(Event.DRILL, START.plusSeconds(2), true).withId("a"));
        journal.append(Event.of(Event.DRILL, START.plusSeconds(1), false).withId("a"));
        journal.append(Event.of(Event.DRILL, START, false).withId("b"));
        assertEquals(Map.of("a", true, "b", false), Map.of("a", journal.latestDrills().get("a").ok(),
                "b", journal.latestDrills().get("b").ok()));
    }

    @Test
    void files_that_are_no_entries_are_left_alone() throws IOException {
        append(Event.BACKUP, 0);
        Files.writeString(root.resolve("shop/journal/notes.txt"), "hello");
        assertEquals(1, journal.read().size());
        assertEquals(List.of(), journal.verify());
    }

    @Test
    void an_event_needs_a_time_and_a_word() {
        assertThrows(IllegalArgumentException.class, () -> Event.of("../x", START, true));
        assertThrows(IllegalArgumentException.class, () -> Event.of(Event.DRILL, null, true));
    }

    private void append(String event, int second) {
        journal.append(Event.of(event, START.plusSeconds(second), true));
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(root.resolve("shop/journal"))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Counts how many keys are read. */
    private static final class Counting extends ForwardingStore {
        private final AtomicInteger reads;

        Counting(Store store, AtomicInteger reads) {
            super(store);
            this.reads = reads;
        }

        @Override
        public Optional<InputStream> read(String key) throws IOException {
            reads.incrementAndGet();
            return super.read(key);
        }
    }
}
