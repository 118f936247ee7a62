package lifeboat.sqlite;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How a table's rows lie in its file.
 *
 * @param name         its name
 * @param root         the root page of its b-tree
 * @param withoutRowid whether rows are the keys of an index b-tree
 * @param shadow       whether it belongs to a virtual table
 * @param columns      the stored columns in the order of the record
 */
record TableShape(String name, long root, boolean withoutRowid, boolean shadow, List<Column> columns) {

    /**
     * A stored column.
     *
     * @param real    whether integers in it stand for reals
     * @param rowid   whether the row's key is its value
     * @param initial its value in rows that are older than the column: null, Long, Double, String or byte[]
     */
    record Column(String name, boolean real, boolean rowid, Object initial) {}

    /** The names of the stored columns. */
    List<String> names() {
        return columns.stream().map(Column::name).toList();
    }

    /** All tables that have rows in the file, shadow tables included; sorted by name. */
    static List<TableShape> all(Connection connection) throws SQLException {
        Map<String, String[]> kinds = new HashMap<>();
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(
                "SELECT name, type, wr, strict FROM pragma_table_list WHERE schema = 'main'")) {
            while (rows.next()) {
                kinds.put(rows.getString(1), new String[] {rows.getString(2), rows.getString(3), rows.getString(4)});
            }
        }
        List<TableShape> found = new ArrayList<>();
        Map<String, Object> defaults = new HashMap<>();
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(
                "SELECT name, rootpage FROM sqlite_schema WHERE type = 'table' AND rootpage > 0"
                        + " AND name <> 'sqlite_sequence' ORDER BY name")) {
            while (rows.next()) {
                String name = rows.getString(1);
                String[] kind = kinds.getOrDefault(name, new String[] {"table", "0", "0"});
                boolean withoutRowid = kind[1].equals("1");
                found.add(new TableShape(name, rows.getLong(2), withoutRowid, kind[0].equals("shadow"),
                        columns(connection, name, withoutRowid, kind[2].equals("1"), defaults)));
            }
        }
        return found;
    }

    private static List<Column> columns(Connection connection, String table, boolean withoutRowid, boolean strict,
            Map<String, Object> defaults) throws SQLException {
        boolean alias = !withoutRowid && keyIsRowid(connection, table);
        Map<Integer, Column> byId = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT cid, name, type, dflt_value, pk, hidden FROM pragma_table_xinfo(?) ORDER BY cid")) {
            statement.setString(1, table);
            ResultSet rows = statement.executeQuery();
            while (rows.next()) {
                if (rows.getInt(6) != 2) {
                    String affinity = affinity(rows.getString(3), strict);
                    byId.put(rows.getInt(1), new Column(rows.getString(2), affinity.equals("REAL"),
                            alias && rows.getInt(5) > 0, initial(affinity, rows.getString(4), defaults)));
                }
            }
        }
        if (!withoutRowid) {
            return List.copyOf(byId.values());
        }
        List<Column> ordered = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT cid FROM pragma_index_xinfo(?) ORDER BY seqno")) {
            statement.setString(1, table);
            ResultSet rows = statement.executeQuery();
            while (rows.next()) {
                ordered.add(byId.get(rows.getInt(1)));
            }
        }
        return List.copyOf(ordered);
    }

    /** An INTEGER PRIMARY KEY is the rowid itself; every other primary key has an index of its own. */
    private static boolean keyIsRowid(Connection connection, String table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT count(*) = 0 FROM pragma_index_list(?) WHERE origin = 'pk'")) {
            statement.setString(1, table);
            return statement.executeQuery().getBoolean(1);
        }
    }

    /** SQLite's rules, in their order. */
    private static String affinity(String type, boolean strict) {
        String upper = type == null ? "" : type.toUpperCase(Locale.ROOT);
        if (strict && upper.equals("ANY")) {
            return "BLOB";
        }
        if (upper.contains("INT")) {
            return "INTEGER";
        }
        if (upper.contains("CHAR") || upper.contains("CLOB") || upper.contains("TEXT")) {
            return "TEXT";
        }
        if (upper.contains("BLOB") || upper.isEmpty()) {
            return "BLOB";
        }
        return upper.contains("REAL") || upper.contains("FLOA") || upper.contains("DOUB") ? "REAL" : "NUMERIC";
    }

    /** Lets SQLite itself say what a default is worth; what it takes no default for, no short row can have. */
    private static Object initial(String affinity, String expression, Map<String, Object> known) throws SQLException {
        String key = affinity + " " + expression;
        if (expression == null || known.containsKey(key)) {
            return known.get(key);
        }
        try (Connection memory = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            Object value;
            try {
                value = evaluate(memory, affinity, "(" + expression + ")");
            } catch (SQLException _) {
                value = evaluate(memory, affinity, expression);
            }
            known.put(key, value);
            return value;
        }
    }

    private static Object evaluate(Connection memory, String affinity, String expression) throws SQLException {
        try (Statement statement = memory.createStatement()) {
            statement.execute("CREATE TABLE t(k, c " + affinity + " DEFAULT " + expression + ")");
            statement.execute("INSERT INTO t(k) VALUES (1)");
            try (ResultSet row = statement.executeQuery("SELECT c, typeof(c) FROM t")) {
                return switch (row.getString(2)) {
                    case "integer" -> row.getLong(1);
                    case "real" -> row.getDouble(1);
                    case "text" -> row.getString(1);
                    case "blob" -> row.getBytes(1);
                    default -> null;
                };
            }
        }
    }
}
