package lifeboat.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an index of a rowid table holds: an entry for each row, of some of its columns and the rowid.
 *
 * @param root   the root page of its b-tree
 * @param parts  what an entry is made of, the rowid last
 * @param keys   how many of the parts are the key
 * @param unique whether no key without NULL may come twice
 */
record IndexShape(long root, List<Part> parts, int keys, boolean unique) {
    /** Stands for the rowid in place of a column. */
    static final int ROWID = -1;

    /**
     * One value of an entry.
     *
     * @param column the column's place in the table's record
     */
    record Part(int column, boolean descending, Collation collation) {}

    /** The indexes of a table; empty if there is one that we cannot compare with the table: then SQLite must do it. */
    static Optional<List<IndexShape>> of(Connection connection, TableShape table, Map<String, Long> roots)
            throws SQLException {
        List<IndexShape> found = new ArrayList<>();
        if (table.withoutRowid()) {
            return Optional.empty();
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT name, \"unique\", partial FROM pragma_index_list(?)")) {
            statement.setString(1, table.name());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Long root = roots.get(rows.getString(1));
                    Optional<List<Part>> parts = rows.getInt(3) != 0 || root == null ? Optional.empty()
                            : parts(connection, rows.getString(1), table);
                    if (parts.isEmpty()) {
                        return Optional.empty();
                    }
                    found.add(new IndexShape(root, parts.get(), parts.get().size() - 1, rows.getInt(2) != 0));
                }
            }
        }
        return Optional.of(found);
    }

    /** The root pages of all indexes by name. */
    static Map<String, Long> roots(Connection connection) throws SQLException {
        Map<String, Long> roots = new HashMap<>();
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(
                "SELECT name, rootpage FROM sqlite_schema WHERE type = 'index'")) {
            while (rows.next()) {
                roots.put(rows.getString(1), rows.getLong(2));
            }
        }
        return roots;
    }

    private static Optional<List<Part>> parts(Connection connection, String index, TableShape table)
            throws SQLException {
        List<Part> parts = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT cid, name, desc, coll, key FROM pragma_index_xinfo(?) ORDER BY seqno")) {
            statement.setString(1, index);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    int column = rows.getInt(1) == -1 ? ROWID : table.names().indexOf(rows.getString(2));
                    Optional<Collation> collation = Collation.named(rows.getString(4));
                    boolean known = rows.getInt(1) == -1 || rows.getInt(1) >= 0 && column >= 0;
                    if (!known || collation.isEmpty()) {
                        return Optional.empty();
                    }
                    parts.add(new Part(column, rows.getInt(3) != 0, collation.get()));
                }
            }
        }
        return parts.isEmpty() || parts.getLast().column() != ROWID ? Optional.empty() : Optional.of(parts);
    }
}
