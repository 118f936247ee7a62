package lifeboat.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import lifeboat.base.Tool;
import lifeboat.testing.SqliteFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteSnapshotTest {
    private static final Duration BUSY = Duration.ofSeconds(20);
    private static final String ROWS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 4000)"
            + " SELECT i, 100, randomblob(900) FROM n";
    private static final String TOTAL = "SELECT (SELECT sum(n) FROM a) + (SELECT sum(n) FROM b)";

    @TempDir
    private Path folder;
    private SqliteFile file;
    private int copies;

    /** Two tables of some megabytes each; only a change of both together leaves the sum as it is. */
    @BeforeEach
    void make_a_database() throws Exception {
        file = new SqliteFile(folder.resolve("live.db")).run("CREATE TABLE a(id INTEGER PRIMARY KEY, n, x)",
                "CREATE TABLE b(id INTEGER PRIMARY KEY, n, x)", "CREATE INDEX bn ON b(n)",
                "INSERT INTO a " + ROWS, "INSERT INTO b " + ROWS);
    }

    @Test
    void beside_writers_and_every_kind_of_checkpoint_the_copy_is_one_committed_state() throws Exception {
        file.run("PRAGMA journal_mode = WAL");
        for (String after : List.of("SELECT 1", "PRAGMA wal_checkpoint(PASSIVE)", "PRAGMA wal_checkpoint(FULL)",
                "PRAGMA wal_checkpoint(RESTART)", "PRAGMA wal_checkpoint(TRUNCATE)")) {
            try (Traffic traffic = new Traffic(file, after)) {
                for (int i = 0; i < 4; i++) {
                    traffic.awaitMore(3);
                    SqliteFile copy = copyOf(snapshot(), _ -> traffic.awaitMore(2));
                    assertEquals("800000", copy.text(TOTAL), after);
                    assertSound(copy);
                }
            }
        }
    }

    @Test
    void beside_a_writer_with_a_rollback_journal_the_copy_is_one_committed_state()
            throws Exception {
        for (String mode : List.of("DELETE", "TRUNCATE", "PERSIST")) {
            try (Traffic traffic = new Traffic(file, "PRAGMA journal_mode = " + mode)) {
                for (int i = 0; i < 5; i++) {
                    traffic.awaitMore(3);
                    SqliteFile copy = copyOf(snapshot(), _ -> { });
                    assertEquals("800000", copy.text(TOTAL), mode);
                    assertSound(copy);
                }
            }
        }
    }

    @Test
    void a_log_that_was_all_written_back_and_begins_anew_does_not_reach_the_copy() throws Exception {
        try (Connection writer = file.connect(); Statement sql = writer.createStatement()) {
            sql.execute("PRAGMA journal_mode = WAL");
            sql.execute("PRAGMA wal_autocheckpoint = 0");
            sql.execute("UPDATE a SET n = 1");
            sql.execute("UPDATE a SET n = 2");
            sql.execute("PRAGMA wal_checkpoint(PASSIVE)");
            SqliteSnapshot snapshot = snapshot();
            long log = Files.size(folder.resolve("live.db-wal"));
            sql.execute("UPDATE a SET n = 3 WHERE id < 100");
            assertEquals(log, Files.size(folder.resolve("live.db-wal")), "the log did not begin anew");
            sql.execute("UPDATE a SET n = 4");
            sql.execute("PRAGMA wal_checkpoint(PASSIVE)");
            SqliteFile copy = copyOf(snapshot, _ -> { });
            assertEquals("2 2", copy.text("SELECT min(n) || ' ' || max(n) FROM a"));
            assertSound(copy);
        }
    }

    @Test
    void a_log_that_begins_anew_while_it_is_copied_is_copied_again() throws Exception {
        try (Connection writer = file.connect(); Statement sql = writer.createStatement()) {
            sql.execute("PRAGMA journal_mode = WAL");
            sql.execute("PRAGMA wal_autocheckpoint = 0");
            sql.execute("UPDATE a SET n = 1");
            sql.execute("PRAGMA wal_checkpoint(PASSIVE)");
            AtomicInteger copied = new AtomicInteger();
            Path wal = folder.resolve("live.db-wal");
            try (WalFrames before = WalFrames.copy(wal, scratch(), 4096).orElseThrow()) {
                assertTrue(before.holds(500));
            }
            try (WalFrames frames = WalFrames.copy(wal, scratch(), 4096, () -> {
                if (copied.incrementAndGet() == 1) {
                    update(sql);
                }
            }).orElseThrow()) {
                assertEquals(2, copied.get());
                assertFalse(frames.holds(500), "it holds frames of the round before");
            }
        }
    }

    private static void update(Statement sql) {
        try {
            sql.execute("UPDATE a SET n = 2 WHERE id = 1");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void what_is_only_in_the_log_is_copied_and_what_is_not_committed_is_not() throws Exception {
        try (Connection writer = file.connect(); Statement sql = writer.createStatement()) {
            sql.execute("PRAGMA journal_mode = WAL");
            sql.execute("PRAGMA wal_autocheckpoint = 0");
            long size = Files.size(file.path());
            sql.execute("INSERT INTO a SELECT id + 4000, n, x FROM a");
            sql.execute("PRAGMA cache_size = 10");
            sql.execute("BEGIN");
            sql.execute("UPDATE b SET n = 7, x = randomblob(900)");
            assertEquals(size, Files.size(file.path()));
            SqliteFile copy = copyOf(snapshot(), _ -> { });
            assertTrue(Files.size(copy.path()) > size);
            assertEquals("8000", copy.text("SELECT count(*) FROM a"));
            assertEquals("400000", copy.text("SELECT sum(n) FROM b"));
            assertSound(copy);
            sql.execute("ROLLBACK");
        }
    }

    @Test
    void a_database_that_became_smaller_in_the_log_is_copied_as_small_as_it_is() throws Exception {
        try (Connection writer = file.connect(); Statement sql = writer.createStatement()) {
            sql.execute("PRAGMA journal_mode = WAL");
            sql.execute("PRAGMA wal_autocheckpoint = 0");
            sql.execute("DROP TABLE a");
            sql.execute("VACUUM");
            SqliteFile copy = copyOf(snapshot(), _ -> { });
            assertTrue(Files.size(copy.path()) < Files.size(file.path()) * 6 / 10);
            assertEquals("4000", copy.text("SELECT count(*) FROM b"));
            assertSound(copy);
        }
    }

    @Test
    void pages_of_every_size_are_copied() throws Exception {
        for (int size : new int[] {512, 65536}) {
            SqliteFile other = new SqliteFile(folder.resolve("pages" + size + ".db")).run("PRAGMA page_size = " + size,
                    "PRAGMA journal_mode = WAL", "CREATE TABLE a(id INTEGER PRIMARY KEY, n, x)");
            try (Connection writer = other.connect(); Statement sql = writer.createStatement()) {
                sql.execute("PRAGMA wal_autocheckpoint = 0");
                sql.execute("INSERT INTO a " + ROWS);
                SqliteFile copy = copyOf(SqliteSnapshot.of(other.path(), BUSY, scratch()), _ -> { });
                assertEquals("4000", copy.text("SELECT count(*) FROM a"));
                assertSound(copy);
            }
        }
    }

    @Test
    void a_log_that_is_none_is_left_to_sqlite() throws Exception {
        file.run("PRAGMA journal_mode = WAL");
        Files.write(folder.resolve("live.db-wal"), new byte[100_000]);
        AtomicInteger steps = new AtomicInteger();
        SqliteFile copy = copyOf(snapshot(), _ -> steps.incrementAndGet());
        assertEquals(1, steps.get());
        assertEquals("800000", copy.text(TOTAL));
        assertSound(copy);
    }

    @Test
    void closing_a_snapshot_leaves_the_lock_of_another_in_place() throws Exception {
        try (SqliteSnapshot other = snapshot()) {
            copyOf(snapshot(), _ -> { });
            assertTrue(other.holdsUpWriters());
            Tool.Result refused = insertElsewhere();
            assertFalse(refused.ok());
            assertTrue(refused.errors().contains("locked"), refused.errors());
        }
        Tool.Result taken = insertElsewhere();
        assertTrue(taken.ok(), taken.errors());
    }

    private Tool.Result insertElsewhere() {
        return Tool.of("sqlite3", file.path().toString(), "INSERT INTO a(n) VALUES (1)").run(Duration.ofSeconds(10));
    }

    private SqliteSnapshot snapshot() throws Exception {
        return SqliteSnapshot.of(file.path(), BUSY, scratch());
    }

    private Path scratch() {
        return folder.resolve("scratch" + copies++);
    }

    /** Copies it and closes it. */
    private SqliteFile copyOf(SqliteSnapshot snapshot, LongConsumer copied) throws Exception {
        Path copy = Files.createFile(folder.resolve("copy" + copies++));
        try (snapshot) {
            snapshot.copyTo(copy, copied, () -> false);
            assertEquals(snapshot.size(), Files.size(copy));
        }
        return new SqliteFile(copy);
    }

    private static void assertSound(SqliteFile copy) throws SQLException {
        assertEquals("ok", copy.text("PRAGMA integrity_check"));
    }

    /** Transactions that move something from one table to the other, each followed by a statement. */
    private static final class Traffic implements AutoCloseable {
        private final AtomicBoolean stop = new AtomicBoolean();
        private final AtomicInteger commits = new AtomicInteger();
        private final Queue<Exception> failures = new ConcurrentLinkedQueue<>();
        private final Thread thread;

        Traffic(SqliteFile file, String after) {
            thread = Thread.ofPlatform().start(() -> {
                try (Connection connection = file.connect(); Statement sql = connection.createStatement()) {
                    sql.execute("PRAGMA busy_timeout = 20000");
                    while (!stop.get()) {
                        move(sql, commits.get());
                        sql.execute(after);
                    }
                } catch (Exception e) {
                    failures.add(e);
                    commits.set(Integer.MAX_VALUE / 2);
                }
            });
        }

        private void move(Statement sql, int round) throws SQLException {
            sql.execute("BEGIN IMMEDIATE");
            sql.execute("UPDATE a SET n = n - 1, x = randomblob(900) WHERE id % 97 = " + round % 97);
            sql.execute("UPDATE b SET n = n + 1, x = randomblob(900) WHERE id % 97 = " + round % 97);
            sql.execute("COMMIT");
            commits.incrementAndGet();
        }

        /** Waits for so many commits, for a tenth of a second at most: a checkpoint may wait for the snapshot. */
        void awaitMore(int count) {
            int wanted = commits.get() + count;
            long end = System.nanoTime() + 100_000_000;
            while (commits.get() < wanted && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
        }

        @Override
        public void close() {
            stop.set(true);
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            assertEquals(List.of(), List.copyOf(failures));
        }
    }
}
