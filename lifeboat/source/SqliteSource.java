package lifeboat.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import lifeboat.base.Environment;
import lifeboat.base.Human;
import lifeboat.base.Output;
import lifeboat.base.UserError;
import lifeboat.base.Workspace;
import lifeboat.sqlite.SqliteDatabase;
import lifeboat.sqlite.SqliteSpace;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.DB;

/**
 * An SQLite file, copied while its application goes on writing. The online backup runs inside one read transaction and
 * in one step, so it neither starts over nor waits; the copy lies in a private folder below {@code LIFEBOAT_TMPDIR} or
 * {@code TMPDIR} and everything else is done on it. In WAL mode writers are never held up; with a rollback journal they
 * wait while the copy is made, as they do for any reader.
 */
public final class SqliteSource implements Source {
    private static final Duration BUSY = Duration.ofSeconds(30);
    private static final int DONE = 101;

    private final Path file;
    private final Environment env;
    private final Output output;
    private final Duration busy;

    /** The database in this file; copies go below the environment's temporary folder, warnings to {@code output}. */
    public SqliteSource(Path file, Environment env, Output output) {
        this(file, env, output, BUSY);
    }

    /** The same, waiting at most {@code busy} for other processes' locks. */
    SqliteSource(Path file, Environment env, Output output, Duration busy) {
        this.file = file;
        this.env = env;
        this.output = output;
        this.busy = busy;
    }

    @Override
    public String type() {
        return "sqlite";
    }

    @Override
    public String describe() {
        return "sqlite:" + file;
    }

    @Override
    public Dump open() {
        requireFile();
        Workspace workspace = Workspace.create(env);
        try {
            SqliteSpace.require(workspace.folder(), size(),
                    "free some, or set LIFEBOAT_TMPDIR to a folder with enough");
            Path copy = workspace.file("copy.db");
            Files.createFile(copy, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return new SqliteDump(workspace, copy, file, copyTo(copy), output);
        } catch (IOException e) {
            workspace.close();
            throw UserError.of("cannot copy [" + file + "] to [" + workspace.folder() + "]: " + e.getMessage(),
                    "set LIFEBOAT_TMPDIR to a writable folder with enough space").because(e);
        } catch (RuntimeException e) {
            workspace.close();
            throw e;
        }
    }

    @Override
    public String probe() {
        requireFile();
        try (SQLiteConnection connection = SqliteDatabase.reading(file, busy)) {
            long tables = SqliteDatabase.number(connection, "SELECT count(*) FROM sqlite_schema WHERE type = 'table'");
            return "SQLite " + SqliteDatabase.text(connection, "SELECT sqlite_version()") + ", "
                    + Human.plural(tables, "table") + ", " + Human.bytes(size());
        } catch (SQLException e) {
            throw SqliteDatabase.error(file, busy, e);
        } catch (IOException e) {
            throw UserError.of("cannot read the database [" + file + "]: " + e.getMessage(), null).because(e);
        }
    }

    private void requireFile() {
        String hint = "give the path of the database file";
        if (Files.isDirectory(file)) {
            throw UserError.of("[" + file + "] is a folder, not an SQLite database", hint);
        }
        if (!Files.exists(file)) {
            throw UserError.of("there is no database [" + file + "]", hint);
        }
        if (!Files.isReadable(file)) {
            throw UserError.of("cannot read the database [" + file + "]", "run as a user who may read it");
        }
        try {
            if (Files.size(file) == 0) {
                throw UserError.of("the database [" + file + "] is an empty file",
                        "a new database is empty until its first table is made; is this the right file?");
            }
        } catch (IOException e) {
            throw UserError.of("cannot read the database [" + file + "]: " + e.getMessage(), hint).because(e);
        }
    }

    private long size() throws IOException {
        Path wal = file.resolveSibling(file.getFileName() + "-wal");
        return Files.size(file) + (Files.exists(wal) ? Files.size(wal) : 0);
    }

    /** Copies the database and returns what is known of the original only. */
    private Map<String, String> copyTo(Path copy) {
        try (SQLiteConnection connection = SqliteDatabase.reading(file, busy)) {
            SqliteDatabase.run(connection, "BEGIN");
            SqliteDatabase.number(connection, "SELECT count(*) FROM sqlite_schema");
            Map<String, String> facts = new TreeMap<>();
            facts.put("journal_mode", SqliteDatabase.text(connection, "PRAGMA journal_mode"));
            int code = connection.getDatabase().backup("main", copy.toString(), null, 100, 50, -1);
            if (code != 0 && code != DONE) {
                throw DB.newSQLException(code, "the online backup ended with code " + code);
            }
            SqliteDatabase.run(connection, "ROLLBACK");
            return facts;
        } catch (SQLException e) {
            throw SqliteDatabase.error(file, busy, e);
        }
    }
}
