package lifeboat.restore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import lifeboat.base.UserError;
import lifeboat.catalog.Manifest;
import lifeboat.sqlite.SqliteCopy;
import lifeboat.sqlite.SqliteDatabase;
import lifeboat.sqlite.SqliteSpace;
import org.sqlite.SQLiteConnection;

/**
 * Restores SQLite backups into a file. The new database is built and checked as a hidden file beside the target and
 * renamed over it, which is one step for every process that opens it then; see {@link SqliteSwap} for what comes first.
 */
public final class SqliteRestorer implements Restorer {
    private static final Duration BUSY = Duration.ofSeconds(5);

    private final Path target;
    private final Duration busy;

    /** A restorer into this file, which need not be there; its folder must. */
    public SqliteRestorer(Path target) {
        this(target, BUSY);
    }

    /** The same, waiting at most {@code busy} for other processes' locks. */
    SqliteRestorer(Path target, Duration busy) {
        this.target = target.toAbsolutePath();
        this.busy = busy;
    }

    @Override
    public String describe() {
        return "sqlite:" + target;
    }

    @Override
    public TargetState inspect() {
        Path file = real();
        try {
            if (!Files.exists(file)) {
                return new TargetState(false, Map.of());
            }
            return new TargetState(true, Files.size(file) == 0 ? Map.of() : rows(file));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public Optional<Path> nearby() {
        return Optional.of(folder(real()));
    }

    private static Path folder(Path file) {
        Path folder = file.getParent();
        if (!Files.isDirectory(folder)) {
            throw UserError.of("there is no folder [" + folder + "] for the target", "create it first");
        }
        return folder;
    }

    @Override
    public Staged stage(Manifest manifest, Map<String, Path> parts) {
        if (!"sqlite".equals(manifest.source().type())) {
            throw UserError.usage("the backup is of type [" + manifest.source().type()
                            + "], the target is an SQLite file",
                    "name a target of the same type");
        }
        Path part = parts.get("data");
        if (part == null) {
            throw UserError.badBackup("the backup [" + manifest.id() + "] has no data part", null);
        }
        Path file = real();
        Path folder = folder(file);
        boolean near = folder.equals(part.toAbsolutePath().getParent().getParent());
        Path aside = near ? part : folder.resolve("." + file.getFileName() + ".lifeboat-"
                + UUID.randomUUID().toString().substring(0, 8));
        SqliteStaged staged = new SqliteStaged(file, aside, busy);
        try {
            if (!near) {
                copy(part, aside);
            }
            staged.check();
            return staged;
        } catch (IOException e) {
            staged.close();
            throw UserError.of("cannot write [" + aside + "]: " + e.getMessage(),
                    "is the folder writable for this user?").because(e);
        } catch (RuntimeException e) {
            staged.close();
            throw e;
        }
    }

    private static void copy(Path part, Path aside) throws IOException {
        SqliteSpace.require(aside.getParent(), Files.size(part),
                "free some; the old database stays until the new one is whole");
        SqliteCopy.make(part, aside);
    }

    /** What a link points to, so that the link itself stays. */
    private Path real() {
        if (Files.isDirectory(target)) {
            throw UserError.of("the target [" + target + "] is a folder", "name the database file in it");
        }
        try {
            return Files.exists(target) ? target.toRealPath() : target.normalize();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private UserError unreadable(IOException e) {
        return UserError.of("cannot read the target [" + target + "]: " + e.getMessage(),
                "run as a user who may read and write it").because(e);
    }

    /** What cannot be read as a database is shown as what it is, so that nobody takes it for nothing. */
    private Map<String, Long> rows(Path file) {
        try (SQLiteConnection connection = SqliteDatabase.reading(file, busy)) {
            Map<String, Long> rows = new TreeMap<>();
            for (String table : SqliteDatabase.texts(connection, "SELECT name FROM sqlite_schema WHERE type = 'table'"
                    + " AND rootpage > 0 AND name <> 'sqlite_sequence'")) {
                rows.put(table, SqliteDatabase.number(connection,
                        "SELECT count(*) FROM main." + SqliteDatabase.quoted(table) + " NOT INDEXED"));
            }
            return rows;
        } catch (SQLException e) {
            return switch (SqliteDatabase.code(e) & 0xff) {
                case 26 -> Map.of("(a file that is not a database)", 0L);
                case 11 -> Map.of("(a damaged database)", 0L);
                default -> throw SqliteDatabase.error(file, busy, e);
            };
        }
    }
}
