package lifeboat.source;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import lifeboat.base.Tool;
import lifeboat.base.UserError;
import lifeboat.postgres.ArchiveContents;
import lifeboat.postgres.ArchiveScanner;

/** One pg_dump that runs, and the archive that it sends. Closing it ends pg_dump; another thread may do that. */
final class ArchiveDump implements AutoCloseable {
    private static final Duration END = Duration.ofMinutes(2);

    private final Tool.Running running;
    private final Started archive;

    /** @param begun what to do when the first bytes come */
    ArchiveDump(Tool tool, Runnable begun) {
        running = tool.start();
        archive = new Started(running.stdout(), begun);
    }

    /**
     * Passes all of it on and says what it holds.
     *
     * @throws UserError   if pg_dump failed, or what it sent is not a whole archive
     * @throws IOException only what {@code out} threw
     */
    ArchiveContents write(OutputStream out) throws IOException {
        ArchiveContents contents = null;
        try {
            running.stdin().close();
            contents = ArchiveScanner.scan(archive, out);
            int code = running.waitFor(END);
            if (code == 0) {
                return contents;
            }
            contents = null;
            throw failure(code);
        } catch (UserError e) {
            throw contents == null ? explain(e) : e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserError.of("interrupted while pg_dump ran", null).because(e);
        } finally {
            running.close();
        }
    }

    @Override
    public void close() {
        running.close();
    }

    /** pg_dump's own words if it ended and failed, else what is wrong with what it sent, or with the output. */
    private UserError explain(UserError error) {
        try {
            int code = archive.ended ? running.waitFor(END) : 0;
            return code == 0 ? error : failure(code);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return error;
        }
    }

    private UserError failure(int code) {
        String errors = running.errors();
        String said = last(errors);
        String hint = errors.contains("LOCK TABLE") && errors.contains("timeout")
                ? "something holds a conflicting lock: try again later, or allow a longer lock_wait"
                : errors.contains("snapshot")
                ? "connect to the server itself: a pooler in transaction mode gives each client another session"
                : errors.contains("startup parameter") ? "connect to the server itself, not to a pooler"
                : errors.contains("permission denied")
                ? "grant it to the user, or leave it out by exclude_schemas or exclude_tables"
                : errors.contains("row-level security") ? "the user needs BYPASSRLS: ALTER ROLE … BYPASSRLS"
                : errors.isBlank() ? "did somebody end it, or the system for want of memory? run the backup again"
                : "look into the server's log";
        return UserError.of("pg_dump " + Tool.end(code) + (said.isEmpty() ? "" : ": " + said), hint);
    }

    /** What a PostgreSQL program said last that tells something, on one line; empty if that is nothing. */
    static String last(String errors) {
        List<String> lines = errors.lines().filter(line -> !line.isBlank() && !line.contains("warning:")).toList();
        List<String> tail = lines.subList(Math.max(0, lines.size() - 3), lines.size());
        return tail.stream().map(line -> line.replaceFirst("^pg_dump(all)?: ", "").strip())
                .collect(Collectors.joining("; "));
    }

    private static final class Started extends FilterInputStream {
        private final Runnable begun;
        private boolean started;
        private boolean ended;

        Started(InputStream in, Runnable begun) {
            super(in);
            this.begun = begun;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            ended = read < 0;
            if (!started) {
                started = true;
                begun.run();
            }
            return read;
        }
    }
}
