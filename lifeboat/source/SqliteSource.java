package lifeboat.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import lifeboat.base.Environment;
import lifeboat.base.Human;
import lifeboat.base.Output;
import lifeboat.base.UserError;
import lifeboat.base.Workspace;
import lifeboat.sqlite.SqliteDatabase;
import lifeboat.sqlite.SqliteSnapshot;
import lifeboat.sqlite.SqliteSpace;
import org.sqlite.SQLiteConnection;

/**
 * An SQLite file, copied while its application goes on writing. The copy is made inside one read transaction, so it
 * neither starts over nor waits; it lies in a private folder below {@code LIFEBOAT_TMPDIR} or {@code TMPDIR} and
 * everything else is done on it. In WAL mode writers are never held up; with a rollback journal they
 * wait while the copy is made, as they do for any reader.
 */
public final class SqliteSource implements Source {
    private static final Duration BUSY = Duration.ofSeconds(30);

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

    /** The copy that goes on after opening is given up when the dump is closed. */
    @Override
    public boolean opensFast() {
        return true;
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
            SqliteSnapshot snapshot = SqliteSnapshot.of(file, busy, workspace.file("wal"));
            return new SqliteDump(workspace, new SqliteCopying(snapshot, file, busy, copy), file,
                    Map.of("journal_mode", snapshot.journalMode()), output);
        } catch (SQLException e) {
            workspace.close();
            throw SqliteDatabase.error(file, busy, e);
        } catch (IOException e) {
            workspace.close();
            throw SqliteCopying.unwritable(file, workspace.folder(), e);
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
}
