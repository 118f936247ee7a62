package lifeboat.postgres;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import lifeboat.base.Tool;
import lifeboat.base.UserError;
import lifeboat.fingerprint.RowDigest;

/**
 * Rows that psql reads, in a process of its own: the driver wants a whole row in our memory, and a row may have up to
 * 1 GB.
 */
final class LargeRows {
    private static final int BUFFER = 256 << 10;

    private LargeRows() {}

    /** A statement whose rows do not fit into our memory; the connection that sent it is of no use any more. */
    static final class Unfit extends Exception {
        private static final long serialVersionUID = 1L;
        private final String statements;

        /** @param statements the settings of the session and then that statement, each with its semicolon */
        Unfit(String statements, OutOfMemoryError cause) {
            super(cause);
            this.statements = statements;
        }
    }

    /**
     * Counts and digests what the statements copy out.
     *
     * @throws UserError if psql is not there or fails
     */
    static RowDigest of(PostgresUrl url, PostgresClients clients, Unfit rows) {
        if (!clients.has("psql")) {
            throw UserError.of("there is no psql in [" + clients.folder() + "]", "install the whole client package");
        }
        Tool psql = clients.tool(url, "psql", List.of("-X", "-q", "-w", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d",
                url.conninfo(), "-f", "-")).env("LC_ALL", "C").env("PGCLIENTENCODING", "UTF8");
        try (Tool.Running running = psql.start()) {
            running.stdin().write(rows.statements.getBytes(StandardCharsets.UTF_8));
            running.stdin().close();
            ArchiveInput in = new ArchiveInput(running.stdout(), OutputStream.nullOutputStream(), BUFFER);
            CopyDigest digest = new CopyDigest();
            while (in.more()) {
                digest.take(in, in.end);
            }
            if (running.waitFor(ArchiveLoader.LIMIT) != 0) {
                throw failed(url, running.errors());
            }
            return digest.digest();
        } catch (IOException e) {
            throw failed(url, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserError.of("interrupted while database [" + url.database() + "] was read", null).because(e);
        }
    }

    private static UserError failed(PostgresUrl url, String errors) {
        return UserError.of("psql cannot read database [" + url.database() + "]: "
                + errors.lines().findFirst().orElse("no reason given"), "look into the server's log");
    }
}
