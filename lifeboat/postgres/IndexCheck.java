package lifeboat.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import lifeboat.base.UserError;
import lifeboat.fingerprint.Comparison;

/** Holds each B-tree index against its table by the extension amcheck, in a transaction that is rolled back. */
public final class IndexCheck {
    private static final Set<String> DAMAGE = Set.of("XX001", "XX002");
    private static final String INDEXES = """
            SELECT i.indexrelid::regclass::text FROM pg_catalog.pg_index i
            JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid JOIN pg_catalog.pg_am a ON a.oid = c.relam
            WHERE a.amname = 'btree' AND c.relkind = 'i' AND c.oid >= 16384 AND c.relpersistence <> 't' AND
                i.indisvalid AND i.indisready
            ORDER BY 1
            """;

    private IndexCheck() {}

    /**
     * One check for all indexes if they are sound, else one for each that is not.
     *
     * @throws UserError if the server does not have the extension or the user may not use it
     */
    public static List<Comparison.Check> of(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try {
            SqlText.run(connection, "CREATE SCHEMA lifeboat_amcheck");
            install(connection);
            SqlText.run(connection, "SET LOCAL search_path = ''");
            List<String> indexes = SqlText.column(connection, INDEXES);
            List<Comparison.Check> damaged = new ArrayList<>();
            for (String index : indexes) {
                check(connection, index, damaged);
            }
            return damaged.isEmpty() ? List.of(new Comparison.Check("amcheck", true,
                    indexes.size() + " B-tree indexes agree with their tables")) : damaged;
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static void install(Connection connection) throws SQLException {
        if (SqlText.column(connection, "SELECT 1 FROM pg_catalog.pg_extension WHERE extname = 'amcheck'").isEmpty()) {
            try {
                SqlText.run(connection, "CREATE EXTENSION amcheck SCHEMA lifeboat_amcheck");
            } catch (SQLException e) {
                throw UserError.of("amcheck is asked for, but cannot be used on this server: " + e.getMessage(),
                        "install PostgreSQL's contrib modules there, connect as a superuser, or leave amcheck out")
                        .because(e);
            }
        }
    }

    private static void check(Connection connection, String index, List<Comparison.Check> damaged) throws SQLException {
        SqlText.run(connection, "SAVEPOINT one");
        try {
            SqlText.run(connection, "SELECT " + schema(connection) + ".bt_index_check(" + SqlText.literal(index)
                    + "::regclass, true)");
        } catch (SQLException e) {
            if (!DAMAGE.contains(e.getSQLState())) {
                throw e;
            }
            damaged.add(new Comparison.Check("amcheck of index " + index, false,
                    e.getMessage().replaceAll("\\s+", " ")));
            SqlText.run(connection, "ROLLBACK TO SAVEPOINT one");
        }
        SqlText.run(connection, "RELEASE SAVEPOINT one");
    }

    private static String schema(Connection connection) throws SQLException {
        return SqlText.name(SqlText.value(connection, "SELECT n.nspname FROM pg_catalog.pg_extension e"
                + " JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'amcheck'"));
    }
}
