package lifeboat.sqlite;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.DB;

/**
 * A database in use as of the moment this was opened, held still by a read transaction until it is closed. In WAL mode
 * that holds up no writer; with a rollback journal they wait. Read from the files by {@link LivePages}, or where that
 * cannot be, by SQLite's online backup, in one step.
 */
public final class SqliteSnapshot implements AutoCloseable {
    private static final int DONE = 101;

    private final SQLiteConnection connection;
    private final String journalMode;
    private final long size;
    private final Optional<LivePages> pages;

    private SqliteSnapshot(SQLiteConnection connection, String journalMode, long size, Optional<LivePages> pages) {
        this.connection = connection;
        this.journalMode = journalMode;
        this.size = size;
        this.pages = pages;
    }

    /**
     * Takes one; the caller closes it.
     *
     * @param busy    how long to wait for the locks of others
     * @param scratch a file that may be made meanwhile
     */
    public static SqliteSnapshot of(Path file, Duration busy, Path scratch) throws SQLException, IOException {
        Path real = file.toRealPath();
        Optional<Object> key = KeptChannels.key(real);
        SQLiteConnection connection = SqliteDatabase.reading(file, busy);
        try {
            SqliteDatabase.run(connection, "BEGIN");
            SqliteDatabase.number(connection, "SELECT count(*) FROM sqlite_schema");
            String mode = SqliteDatabase.text(connection, "PRAGMA journal_mode");
            int pageSize = (int) SqliteDatabase.number(connection, "PRAGMA page_size");
            long count = SqliteDatabase.number(connection, "PRAGMA page_count");
            Optional<LivePages> pages = LivePages.of(real, key, "wal".equals(mode), pageSize, count, scratch);
            return new SqliteSnapshot(connection, mode, pages.map(LivePages::size).orElse(count * pageSize), pages);
        } catch (SQLException | IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** The database's journal mode, as SQLite names it. */
    public String journalMode() {
        return journalMode;
    }

    /** Whether nobody can commit as long as this is open. */
    public boolean holdsUpWriters() {
        return !"wal".equals(journalMode);
    }

    /** Its size in bytes. */
    public long size() {
        return size;
    }

    /**
     * Writes it to a file that is there and empty. The thread must not be interrupted.
     *
     * @param copied  gets how much of the file, from its beginning, is final
     * @param stopped whether to end early, where that is possible
     */
    public void copyTo(Path copy, LongConsumer copied, BooleanSupplier stopped) throws SQLException, IOException {
        if (pages.isPresent()) {
            pages.get().copyTo(copy, copied, stopped);
            return;
        }
        int code = connection.getDatabase().backup("main", copy.toString(), null, 100, 50, -1);
        if (code != 0 && code != DONE) {
            throw DB.newSQLException(code, "the online backup ended with code " + code);
        }
        copied.accept(size);
    }

    /** Ends the transaction. */
    @Override
    public void close() throws SQLException, IOException {
        try (connection) {
            SqliteDatabase.run(connection, "ROLLBACK");
        } finally {
            if (pages.isPresent()) {
                pages.get().close();
            }
        }
    }
}
