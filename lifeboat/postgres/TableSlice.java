package lifeboat.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lifeboat.fingerprint.TableFingerprint;

/**
 * What one connection reads of a table: all of it, or the rows of some of its blocks, so that a large table does not
 * occupy one connection while the others have nothing left to do.
 *
 * @param condition selects the rows; null for all that the table's own filter takes
 */
record TableSlice(TableFingerprint table, String condition) {
    /** Blocks of a slice, 128 MiB where they have the usual size. */
    static final long BLOCKS = 16 << 10;
    private static final int RANGE_SCANS = 140000;
    private static final String LARGE = """
            SELECT n.nspname, c.relname, pg_catalog.pg_relation_size(c.oid) / b.size
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_am a ON a.oid = c.relam AND a.amname = 'heap',
            (SELECT pg_catalog.current_setting('block_size')::bigint AS size) b
            WHERE c.relkind = 'r' AND pg_catalog.pg_relation_size(c.oid) / b.size > ?""";

    /** The slices of these tables, the larger tables first; before version 14 a slice would take as long as all. */
    static List<TableSlice> of(Connection connection, List<TableFingerprint> tables, long blocks) throws SQLException {
        Map<String, Long> large = PostgresConnection.serverVersion(connection) < RANGE_SCANS ? Map.of()
                : large(connection, blocks);
        List<TableSlice> slices = new ArrayList<>();
        tables.stream().sorted(Comparator.comparingLong(TableFingerprint::rows).reversed()).forEach(table -> {
            boolean whole = table.digest() == null || table.filter() != null && !table.filter().isBlank();
            cut(table, whole ? 0 : large.getOrDefault(table.title(), 0L), blocks, slices);
        });
        return slices;
    }

    private static void cut(TableFingerprint table, long size, long blocks, List<TableSlice> slices) {
        if (size <= blocks) {
            slices.add(new TableSlice(table, null));
            return;
        }
        for (long from = 0; from < size; from += blocks) {
            // the last one has no end: it takes what was added meanwhile
            slices.add(new TableSlice(table, "ctid >= '(" + from + ",0)'"
                    + (from + blocks < size ? " AND ctid < '(" + (from + blocks) + ",0)'" : "")));
        }
    }

    private static Map<String, Long> large(Connection connection, long blocks) throws SQLException {
        Map<String, Long> sizes = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(LARGE)) {
            statement.setLong(1, blocks);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    sizes.put(rows.getString(1) + "." + rows.getString(2), rows.getLong(3));
                }
            }
        }
        return sizes;
    }
}
