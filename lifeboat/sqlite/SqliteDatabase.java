package lifeboat.sqlite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lifeboat.base.Human;
import lifeboat.base.UserError;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteOpenMode;

/**
 * Connections to SQLite files, and their errors as people understand them. A file that any connection of this process
 * may have open is never opened by other means: closing it would drop the locks that SQLite holds on it.
 */
public final class SqliteDatabase {

    private SqliteDatabase() {}

    /**
     * A connection that reads an existing file beside its other users and changes nothing; the caller closes it.
     * Where there is no WAL or journal yet, the file is opened as its users do, so that the empty ones which SQLite
     * makes are removed again at the end; where there is one, strictly for reading, so that it stays as it is.
     */
    public static SQLiteConnection reading(Path file, Duration busy) throws SQLException {
        SQLiteConfig config = config(busy);
        if (beside(file, "-wal") || beside(file, "-journal")) {
            config.setReadOnly(true);
            return open(uri(file), config);
        }
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        SQLiteConnection connection = open(uri(file), config);
        try {
            run(connection, "PRAGMA query_only = ON");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** A connection to a private file that nobody writes: without locks or further files; the caller closes it. */
    public static SQLiteConnection immutable(Path file) throws SQLException {
        SQLiteConfig config = config(Duration.ZERO);
        config.setReadOnly(true);
        return open(uri(file) + "?immutable=1", config);
    }

    /** A connection that may change an existing file; the caller closes it. */
    public static SQLiteConnection readWrite(Path file, Duration busy) throws SQLException {
        SQLiteConfig config = config(busy);
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        return open(uri(file), config);
    }

    /** The name as SQL quotes it. */
    public static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** The first column of the first row as text; null if there is none. */
    public static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : null;
        }
    }

    /** The first column of the first row as a number. */
    public static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    /** The first column of every row as text. */
    public static List<String> texts(Connection connection, String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    /** Runs one statement. */
    public static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** What SQLite said about the file, as an error for people. */
    public static UserError error(Path file, Duration waited, SQLException e) {
        String name = "[" + file + "]";
        UserError error = switch (code(e) & 0xff) {
            case 5, 6 -> UserError.of("the database " + name + " stayed locked for " + Human.duration(waited),
                    "another process holds a lock on it; try again when that one has finished");
            case 8 -> UserError.of("the database " + name + " needs a recovery that reading it cannot do",
                    "its writer was killed; open it once with the application or sqlite3, as a user who may write it");
            case 11 -> UserError.of("the database " + name + " is corrupt: " + plain(e),
                    "restore it from a backup, or rescue what is left by: sqlite3 FILE .recover");
            case 13 -> UserError.of("no space left while working with the database " + name,
                    "free some space, or set LIFEBOAT_TMPDIR to a folder with enough");
            case 14 -> UserError.of("cannot open the database " + name,
                    "may this user read it? in WAL mode its folder must be writable, or hold its -wal and -shm files");
            case 26 -> UserError.of(name + " is not an SQLite database, or it is encrypted",
                    "name the database file itself; an encrypted one must be decrypted first, by sqlcipher_export");
            default -> UserError.of("SQLite failed on the database " + name + ": " + plain(e), null);
        };
        return error.because(e);
    }

    /** SQLite's extended result code, 0 if the exception has none. */
    public static int code(SQLException e) {
        return e instanceof SQLiteException sqlite ? sqlite.getResultCode().code : e.getErrorCode();
    }

    private static String plain(SQLException e) {
        String text = String.valueOf(e.getMessage()).replaceFirst("^\\[[A-Z_]+]\\s*", "");
        return text.replaceAll("[\\r\\n]+", " ").strip();
    }

    private static boolean beside(Path file, String suffix) {
        return Files.exists(file.resolveSibling(file.getFileName() + suffix));
    }

    private static SQLiteConfig config(Duration busy) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout((int) busy.toMillis());
        return config;
    }

    private static SQLiteConnection open(String uri, SQLiteConfig config) throws SQLException {
        return (SQLiteConnection) config.createConnection("jdbc:sqlite:" + uri);
    }

    private static String uri(Path file) {
        return "file:" + file.toAbsolutePath().toUri().getRawPath();
    }
}
