package lifeboat.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import lifeboat.fingerprint.Comparison;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.fingerprint.TableFingerprint;

/** Whether a restored database takes writes: tried in a transaction that is rolled back. */
public final class WritableProbe {
    private static final int ATTEMPTS = 5;

    /** The database's own rules forbid this write: its triggers, constraints, rules and grants. */
    private static final Set<String> RULES = Set.of("P0", "23", "42", "44", "0A", "55", "27");

    private final Connection connection;

    private WritableProbe(Connection connection) {
        this.connection = connection;
    }

    /** Makes a table with a row, and sets a column of one row of the backup to the value it has. */
    public static Comparison.Check of(Connection connection, Fingerprint expected) throws SQLException {
        connection.setAutoCommit(false);
        try {
            return new WritableProbe(connection).check(expected);
        } catch (SQLException e) {
            if (e.getSQLState() == null || e.getSQLState().startsWith("08")) {
                throw e;
            }
            return new Comparison.Check("writable", false,
                    e.getMessage().replaceFirst("^ERROR: ", "").replaceAll("\\s+", " "));
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private Comparison.Check check(Fingerprint expected) throws SQLException {
        boolean made = attempt("CREATE SCHEMA lifeboat_probe; CREATE TABLE lifeboat_probe.t (a int);"
                + " INSERT INTO lifeboat_probe.t VALUES (1)");
        String updated = update(expected);
        boolean rows = expected.tables().stream().anyMatch(WritableProbe::fits);
        return new Comparison.Check("writable", made || updated != null,
                (made ? "a new table takes rows" : "no table may be made")
                + (updated != null ? ", a row of [" + updated + "] was updated"
                        : rows ? ", but rules of the database forbid to update a row" : ""));
    }

    /** The title of a table that let one of its rows be updated, else null. */
    private String update(Fingerprint expected) throws SQLException {
        List<TableFingerprint> tables = expected.tables().stream().filter(WritableProbe::fits)
                .sorted(Comparator.comparingLong(TableFingerprint::rows)).limit(ATTEMPTS).toList();
        for (TableFingerprint table : tables) {
            String name = SqlText.name(table.schema(), table.name());
            for (String column : columns(name)) {
                if (attempt("UPDATE ONLY " + name + " SET " + column + " = " + column
                        + " WHERE ctid = (SELECT ctid FROM ONLY " + name + " LIMIT 1)")) {
                    return table.title();
                }
            }
        }
        return null;
    }

    private static boolean fits(TableFingerprint table) {
        return table.rows() > 0 && !table.schema().isEmpty() && table.filter() == null;
    }

    /** One column that may be set, of the primary key if it has one. */
    private List<String> columns(String table) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT a.attname FROM pg_catalog.pg_attribute a
                JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind = 'r' LEFT JOIN pg_catalog.pg_index i
                    ON i.indrelid = a.attrelid AND i.indisprimary AND a.attnum = ANY (i.indkey)
                WHERE a.attrelid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped
                    AND a.attgenerated = '' AND a.attidentity <> 'a'
                ORDER BY i.indrelid IS NULL, a.attnum LIMIT 1""")) {
            query.setString(1, table);
            List<String> names = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    names.add(SqlText.name(rows.getString(1)));
                }
            }
            return names;
        }
    }

    /** False if a rule of the database forbids it. */
    private boolean attempt(String sql) throws SQLException {
        SqlText.run(connection, "SAVEPOINT attempt");
        try {
            SqlText.run(connection, sql);
            return true;
        } catch (SQLException e) {
            if (e.getSQLState() == null || !RULES.contains(e.getSQLState().substring(0, 2))) {
                throw e;
            }
            SqlText.run(connection, "ROLLBACK TO SAVEPOINT attempt");
            return false;
        }
    }
}
