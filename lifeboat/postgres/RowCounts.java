package lifeboat.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Exact numbers of rows, counted by the database. */
public final class RowCounts {
    private static final int BATCH = 200;

    private RowCounts() {}

    /**
     * The rows of each table by its title, as the connection's open transaction sees them; of configuration tables
     * those that are dumped. Holds no locks afterwards.
     */
    public static Map<String, Long> of(Connection connection, List<Relation> tables) throws SQLException {
        Map<String, Long> counts = new HashMap<>();
        for (int start = 0; start < tables.size(); start += BATCH) {
            count(connection, tables.subList(start, Math.min(start + BATCH, tables.size())), counts);
        }
        return counts;
    }

    /** How many large objects there are. */
    public static long largeObjects(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM pg_catalog.pg_largeobject_metadata")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void count(Connection connection, List<Relation> tables, Map<String, Long> counts)
            throws SQLException {
        StringBuilder sql = new StringBuilder();
        for (int i = 0; i < tables.size(); i++) {
            String condition = tables.get(i).condition();
            sql.append(i == 0 ? "" : " UNION ALL ").append("SELECT ").append(i).append(", count(*) FROM ONLY ")
                    .append(tables.get(i).sql())
                    .append(condition == null || condition.isEmpty() ? "" : " WHERE " + condition);
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("SAVEPOINT lifeboat_count");
            try (ResultSet rows = statement.executeQuery(sql.toString())) {
                while (rows.next()) {
                    counts.put(tables.get(rows.getInt(1)).title(), rows.getLong(2));
                }
            }
            statement.execute("ROLLBACK TO SAVEPOINT lifeboat_count"); // gives the tables' locks back
        }
    }
}
