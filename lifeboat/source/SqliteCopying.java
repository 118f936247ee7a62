package lifeboat.source;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import lifeboat.base.Thrown;
import lifeboat.base.UserError;
import lifeboat.sqlite.SqliteDatabase;
import lifeboat.sqlite.SqliteSnapshot;

/**
 * A copy of a database that a thread of its own is making; its beginning can be read meanwhile, unless writers wait for
 * the copy: then nothing else is done that would make it take longer.
 */
final class SqliteCopying implements AutoCloseable {
    private final SqliteSnapshot snapshot;
    private final Path original;
    private final Duration busy;
    private final Path copy;
    private final boolean inHaste;
    private final Thread thread;
    private long copied;
    private boolean ended;
    private Throwable failure;
    private volatile boolean stopped;

    /** Copies the snapshot of {@code original} and closes it. */
    SqliteCopying(SqliteSnapshot snapshot, Path original, Duration busy, Path copy) {
        this.snapshot = snapshot;
        this.original = original;
        this.busy = busy;
        this.copy = copy;
        this.inHaste = snapshot.holdsUpWriters();
        this.thread = Thread.ofPlatform().daemon().name("sqlite-copy").start(this::work);
    }

    /** The file. */
    Path file() {
        return copy;
    }

    /** How large it becomes. */
    long size() {
        return snapshot.size();
    }

    /**
     * Waits until more than {@code position} bytes of it are final, or it is finished.
     *
     * @return how many bytes are final
     * @throws UserError if it cannot be made
     */
    synchronized long await(long position) {
        try {
            while (copied <= position && !ended) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserError.of("interrupted while [" + original + "] was copied", null).because(e);
        }
        switch (failure) {
            case null -> { }
            case SQLException e -> throw SqliteDatabase.error(original, busy, e);
            case IOException e -> throw unwritable(original, copy.getParent(), e);
            case Throwable e -> throw Thrown.unchecked(e);
        }
        return copied;
    }

    /** Waits until it is finished. */
    void awaitEnd() {
        await(Long.MAX_VALUE);
    }

    static UserError unwritable(Path original, Path folder, IOException e) {
        return UserError.of("cannot copy [" + original + "] to [" + folder + "]: " + e.getMessage(),
                "set LIFEBOAT_TMPDIR to a writable folder with enough space").because(e);
    }

    private void work() {
        Throwable cause = null;
        try (snapshot) {
            snapshot.copyTo(copy, inHaste ? _ -> { } : this::advance, () -> stopped);
            if (stopped) {
                cause = UserError.of("the copy of [" + original + "] was given up", null);
            }
        } catch (Throwable e) {
            cause = e;
        }
        end(cause);
    }

    private synchronized void advance(long position) {
        copied = position;
        notifyAll();
    }

    private synchronized void end(Throwable cause) {
        failure = cause;
        copied = cause == null ? size() : copied;
        ended = true;
        notifyAll();
    }

    /** Gives it up if it is not finished, and waits until the original is let go. */
    @Override
    public void close() {
        stopped = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
