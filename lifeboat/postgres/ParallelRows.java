package lifeboat.postgres;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import lifeboat.base.UserError;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Loads the rows of large tables as pg_restore does, but with several connections in the same table where there are no
 * more tables than connections. Each takes the next piece when it has sent one: the rows stay in their order by and
 * large.
 */
final class ParallelRows {
    private static final int HEADER = 1 + Integer.BYTES;
    private static final int BUFFER = 512 << 10;
    /** The settings of pg_restore, and what its texts were written with. */
    private static final String SETTINGS = """
            SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0;
            SET search_path = ''; SET check_function_bodies = false; SET xmloption = content;
            SET client_min_messages = warning; SET row_security = off; SET synchronous_commit = off;
            SET datestyle = 'ISO'; SET intervalstyle = 'postgres'; SELECT pg_catalog.set_config(name, '0', false)
            FROM pg_catalog.pg_settings WHERE name = 'transaction_timeout'""";

    private final PostgresUrl target;
    private final List<Open> open;

    /** A table with pieces that nobody has taken yet. */
    private static final class Open {
        private final ArchiveRows rows;
        private final Iterator<ArchiveRows.Piece> pieces;
        private int connections;

        Open(ArchiveRows rows) {
            this.rows = rows;
            this.pieces = rows.pieces().iterator();
        }
    }

    ParallelRows(PostgresUrl target, List<ArchiveRows> tables) {
        this.target = target;
        this.open = new ArrayList<>(tables.stream().sorted(Comparator.comparingLong(ArchiveRows::size).reversed())
                .map(Open::new).toList());
    }

    /**
     * The tables that several connections can fill: those that are just rows by now, without indexes and triggers.
     *
     * @throws UserError if the database cannot be read
     */
    static List<ArchiveRows> plain(PostgresUrl target, List<ArchiveRows> tables) {
        try (Connection connection = PostgresConnection.open(target)) {
            List<ArchiveRows> plain = new ArrayList<>();
            for (ArchiveRows rows : tables) {
                String name = SqlText.name(rows.entry().schema(), rows.entry().name());
                if (!SqlText.column(connection, "SELECT 1 FROM pg_catalog.pg_class WHERE oid = pg_catalog.to_regclass("
                        + SqlText.literal(name) + ") AND relkind = 'r' AND NOT relhasindex AND NOT relhastriggers")
                        .isEmpty()) {
                    plain.add(rows);
                }
            }
            return plain;
        } catch (SQLException e) {
            throw PostgresConnection.failed("cannot read database [" + target.database() + "]", e);
        }
    }

    /** The work of one connection: returns when there is nothing left to take, or the thread was interrupted. */
    void work() {
        try (Connection connection = PostgresConnection.open(target)) {
            SqlText.run(connection, SETTINGS);
            for (Open next = table(); next != null; next = table()) {
                load(connection, next);
            }
        } catch (SQLException e) {
            throw PostgresConnection.failed("cannot load rows into database [" + target.database() + "]", e);
        }
    }

    /**
     * The table that the fewest connections fill, the largest of these: two in one table wait for each other at times.
     */
    private synchronized Open table() {
        open.removeIf(table -> !table.pieces.hasNext());
        Open best = Thread.currentThread().isInterrupted() ? null
                : open.stream().min(Comparator.comparingInt(table -> table.connections)).orElse(null);
        if (best != null) {
            best.connections++;
        }
        return best;
    }

    private synchronized ArchiveRows.Piece piece(Open table) {
        return table.pieces.hasNext() ? table.pieces.next() : null;
    }

    /** Loads what nobody else takes of the table's pieces. */
    private void load(Connection connection, Open table) throws SQLException {
        CopyIn copy = null;
        try (FileChannel file = FileChannel.open(table.rows.archive(), StandardOpenOption.READ)) {
            copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(table.rows.entry().statement());
            for (ArchiveRows.Piece next = piece(table); next != null; next = piece(table)) {
                send(file, next, copy);
            }
            copy.endCopy();
        } catch (SQLException e) {
            throw LoadFailure.of(target, "COPY into [" + table.rows.entry().title() + "] failed: " + said(e))
                    .because(e);
        } catch (IOException e) {
            throw UserError.of("cannot read the archive: " + e.getMessage(), null).because(e);
        } finally {
            if (copy != null && copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private static String said(SQLException e) {
        return String.valueOf(e.getSQLState()).startsWith("08") ? "ERROR: server closed the connection: "
                + e.getMessage()
                : e.getMessage();
    }

    /** Sends the chunks' bytes without their lengths. */
    private static void send(FileChannel file, ArchiveRows.Piece piece, CopyIn copy) throws IOException, SQLException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
        byte[] bytes = buffer.array();
        long at = piece.from();
        int left = 0;
        while (at < piece.to()) {
            buffer.limit((int) Math.min(BUFFER, buffer.position() + piece.to() - at));
            int read = file.read(buffer, at);
            if (read < 0 || Thread.currentThread().isInterrupted()) {
                throw new IOException(read < 0 ? "it ends early" : "interrupted");
            }
            at += read;
            int end = buffer.position();
            int position = 0;
            int filled = 0;
            while (position < end && (left > 0 || end - position >= HEADER)) {
                if (left == 0) {
                    left = buffer.getInt(position + 1);
                    position += HEADER;
                }
                int n = Math.min(left, end - position);
                System.arraycopy(bytes, position, bytes, filled, n);
                position += n;
                filled += n;
                left -= n;
            }
            copy.writeToCopy(bytes, 0, filled);
            System.arraycopy(bytes, position, bytes, 0, end - position);
            buffer.position(end - position);
        }
    }
}
