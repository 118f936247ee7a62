package lifeboat.restore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.TreeSet;
import lifeboat.base.UserError;
import lifeboat.sqlite.SqliteCopy;
import lifeboat.sqlite.SqliteDatabase;
import lifeboat.sqlite.SqliteUsers;
import org.sqlite.SQLiteConnection;

/**
 * Takes an old database out of use and puts a new file in its place. The order makes sure that a WAL or journal of the
 * old one never lies beside the new one, wherever the process is killed: first the old database is made whole in its
 * own file, which SQLite permits only while nobody else has it open in WAL mode, and is locked exclusively; then what
 * still lies beside it is moved away; then comes the rename, which is one step. Closing it releases the lock.
 */
final class SqliteSwap implements AutoCloseable {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Path target;
    private final Duration busy;
    private SQLiteConnection old;
    private boolean damaged;
    private boolean wasWal;
    private boolean locked;
    private boolean done;

    SqliteSwap(Path target, Duration busy) {
        this.target = target;
        this.busy = busy;
    }

    /**
     * Locks the old database, its WAL written back into it; a damaged one cannot be locked.
     *
     * @throws UserError if someone uses it
     */
    void lockOld() throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        TreeSet<Long> users = SqliteUsers.of(target);
        if (!users.isEmpty()) {
            throw inUse("by the processes " + users);
        }
        if (Files.size(target) == 0) {
            return;
        }
        try {
            old = SqliteDatabase.readWrite(target, busy);
            wasWal = "wal".equals(SqliteDatabase.text(old, "PRAGMA journal_mode"));
            if (wasWal) {
                SqliteDatabase.run(old, "PRAGMA journal_mode = DELETE");
            }
            SqliteDatabase.run(old, "BEGIN EXCLUSIVE");
            locked = true;
        } catch (SQLException e) {
            int code = SqliteDatabase.code(e) & 0xff;
            if (code == 5 || code == 6) {
                throw inUse("by another process").because(e);
            }
            if (code != 11 && code != 26) {
                throw SqliteDatabase.error(target, busy, e);
            }
            damaged = true;
        }
    }

    /** Gives the new file the old one's owner, group and mode. */
    void keepOwner(Path file) throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        PosixFileAttributes want = Files.readAttributes(target, PosixFileAttributes.class);
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class,
                LinkOption.NOFOLLOW_LINKS);
        PosixFileAttributes have = view.readAttributes();
        try {
            if (!have.owner().equals(want.owner())) {
                view.setOwner(want.owner());
            }
            if (!have.group().equals(want.group())) {
                view.setGroup(want.group());
            }
        } catch (IOException e) {
            throw UserError.of("cannot give the restored file the owner [" + want.owner() + "] and group ["
                    + want.group() + "] of [" + target + "]", "run the restore as that user or as root").because(e);
        }
        view.setPermissions(want.permissions());
    }

    /** Moves away what would be taken for the new file's WAL or journal, keeps a damaged database by another name. */
    void putAside() throws IOException {
        Path keep = target.resolveSibling(target.getFileName() + ".damaged-" + STAMP.format(Instant.now()));
        for (String suffix : List.of("-wal", "-journal")) {
            Path beside = target.resolveSibling(target.getFileName() + suffix);
            if (!Files.exists(beside)) {
                continue;
            }
            if (old != null && !damaged || Files.size(beside) == 0) {
                Files.delete(beside);
            } else {
                Files.move(beside, target.resolveSibling(keep.getFileName() + suffix), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        Files.deleteIfExists(target.resolveSibling(target.getFileName() + "-shm"));
        if (damaged) {
            Files.createLink(keep, target);
        }
        SqliteCopy.sync(target.getParent());
    }

    /** Puts the new file in the old one's place and makes that durable. */
    void rename(Path file) throws IOException {
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        done = true;
        SqliteCopy.sync(target.getParent());
    }

    /** Releases the lock; a database that was not replaced gets its WAL mode back. */
    @Override
    public void close() {
        if (old == null) {
            return;
        }
        try (SQLiteConnection connection = old) {
            if (locked) {
                SqliteDatabase.run(connection, "ROLLBACK");
            }
            if (wasWal && !done) {
                SqliteDatabase.run(connection, "PRAGMA journal_mode = WAL");
            }
        } catch (SQLException e) {
            throw SqliteDatabase.error(target, busy, e);
        }
    }

    private UserError inUse(String who) {
        return UserError.of("the database [" + target + "] is in use " + who,
                "stop the application that uses it, then restore again");
    }
}
