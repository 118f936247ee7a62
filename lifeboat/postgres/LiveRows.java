package lifeboat.postgres;

import com.dynatrace.hash4j.hashing.HashStream128;
import com.dynatrace.hash4j.hashing.Hashing;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import lifeboat.fingerprint.RowDigest;
import lifeboat.fingerprint.TableFingerprint;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** Rows and digest of one table of a database, from the same text that a dump has. Not thread-safe. */
final class LiveRows {
    private static final int CHUNK = 1 << 20;
    private static final String WRONG_KIND = "42809";

    private static final String SETTINGS = """
            SET timezone = 'UTC'; SET bytea_output = 'hex'; SET datestyle = 'ISO'; SET intervalstyle = 'postgres';
            SET extra_float_digits = 3; SET search_path = ''; SET row_security = off; SET statement_timeout = 0;
            SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET xmloption = 'content';
            SET synchronize_seqscans = off""";

    private final Connection connection;
    private final String encoding;
    private final String session;

    /**
     * The connection's session is set as dumps are made; {@code settings} are the source's: the encoding of the dump
     * and its locale for money, each the session's where it is not known.
     */
    LiveRows(Connection connection, Map<String, String> settings) throws SQLException {
        this.connection = connection;
        this.encoding = settings.get("dump_encoding");
        SqlText.run(connection, SETTINGS);
        String money = settings.get(MonetaryLocale.SETTING);
        boolean alike = MonetaryLocale.set(connection, settings);
        this.session = SETTINGS + ";\n"
                + (alike && money != null ? "SET lc_monetary = " + SqlText.literal(money) + ";\n" : "");
    }

    /**
     * Counts and digests the rows of the slice's table as that describes them.
     *
     * @throws LargeRows.Unfit if a row does not fit into memory
     */
    RowDigest of(TableSlice slice) throws SQLException, LargeRows.Unfit {
        return isLargeObjects(slice.table()) ? largeObjects() : copy(slice);
    }

    static boolean isLargeObjects(TableFingerprint table) {
        return table.schema().isEmpty() && table.name().equals(ArchiveContents.LARGE_OBJECTS);
    }

    private RowDigest copy(TableSlice slice) throws SQLException, LargeRows.Unfit {
        String name = SqlText.name(slice.table().schema(), slice.table().name());
        try {
            return copy(statement(what(slice, name)));
        } catch (SQLException e) {
            if (!WRONG_KIND.equals(e.getSQLState()) || SqlText.column(connection, "SELECT 1 FROM pg_catalog.pg_class"
                    + " WHERE oid = pg_catalog.to_regclass(" + SqlText.literal(name) + ") AND relkind = 'p'")
                    .isEmpty()) {
                throw e;
            }
            // the server copies a partitioned table only by a query
            return copy(statement("(SELECT " + columns(slice.table()) + " FROM " + name + ")"));
        }
    }

    private RowDigest copy(String statement) throws SQLException, LargeRows.Unfit {
        RowDigest digest = new RowDigest();
        CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(statement);
        boolean lost = false;
        try {
            for (byte[] row = copy.readFromCopy(); row != null; row = copy.readFromCopy()) {
                digest.add(row, 0, row.length - 1);
            }
        } catch (OutOfMemoryError e) {
            lost = true; // the array for this row was not to be had: nothing else is missing
            connection.abort(Runnable::run);
            throw new LargeRows.Unfit(session + statement + ";\n", e);
        } finally {
            if (!lost && copy.isActive()) {
                copy.cancelCopy();
            }
        }
        return digest;
    }

    private static String what(TableSlice slice, String name) {
        String columns = columns(slice.table());
        String condition = slice.condition() != null ? slice.condition() : slice.table().filter();
        return condition == null || condition.isBlank() ? name + (columns.isEmpty() ? "" : " (" + columns + ")")
                : "(SELECT " + columns + " FROM ONLY " + name + " WHERE " + condition + ")";
    }

    private static String columns(TableFingerprint table) {
        return table.columns().stream().map(SqlText::name).collect(Collectors.joining(", "));
    }

    private String statement(String what) {
        return "COPY " + what + " TO STDOUT" + (encoding == null ? "" : " (ENCODING " + SqlText.literal(encoding)
                + ")");
    }

    /** Each large object as one row: its number, four bytes with the highest first, then its content. */
    private RowDigest largeObjects() throws SQLException {
        RowDigest digest = new RowDigest();
        HashStream128 hash = Hashing.xxh3_128().hashStream();
        connection.setAutoCommit(false);
        try (Statement all = connection.createStatement();
                PreparedStatement more = connection.prepareStatement("SELECT pg_catalog.lo_get(?, ?, " + CHUNK + ")")) {
            all.setFetchSize(8);
            try (ResultSet rows = all.executeQuery("SELECT oid, pg_catalog.lo_get(oid, 0, " + CHUNK + ")"
                    + " FROM pg_catalog.pg_largeobject_metadata ORDER BY oid")) {
                while (rows.next()) {
                    long oid = rows.getLong(1);
                    hash.reset();
                    hash.putBytes(new byte[] {(byte) (oid >> 24), (byte) (oid >> 16), (byte) (oid >> 8), (byte) oid});
                    content(oid, rows.getBytes(2), hash, more);
                    digest.add(hash.get());
                }
            }
            connection.commit();
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
        return digest;
    }

    private static void content(long oid, byte[] first, HashStream128 hash,
            PreparedStatement more) throws SQLException {
        byte[] chunk = first;
        hash.putBytes(chunk);
        for (long offset = CHUNK; chunk.length == CHUNK; offset += CHUNK) {
            more.setLong(1, oid);
            more.setLong(2, offset);
            try (ResultSet row = more.executeQuery()) {
                row.next();
                chunk = row.getBytes(1);
            }
            hash.putBytes(chunk);
        }
    }

    /** The exact number of rows of a table that the backup does not have. */
    long count(String schema, String name) throws SQLException {
        List<String> value = SqlText.column(connection, "SELECT count(*) FROM ONLY " + SqlText.name(schema, name));
        return Long.parseLong(value.getFirst());
    }
}
