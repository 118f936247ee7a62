package lifeboat.drill;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.fingerprint.TableFingerprint;
import lifeboat.postgres.SqlText;

/** Spoils one value of a restored database, around constraints and triggers. */
final class PostgresTampering {
    private final Connection connection;

    PostgresTampering(Connection connection) {
        this.connection = connection;
    }

    /** Changes the smallest table that has rows and lets itself be changed; empty if there is none. */
    Optional<Target.Tampering> change(Fingerprint expected) throws SQLException {
        attempt("SET session_replication_role = replica");
        List<TableFingerprint> tables = expected.tables().stream()
                .filter(t -> t.rows() > 0 && !t.schema().isEmpty() && t.filter() == null)
                .sorted(Comparator.comparingLong(TableFingerprint::rows)).toList();
        for (TableFingerprint table : tables) {
            for (String column : table.columns()) {
                if (changed(table, column)) {
                    return done("changed one value of [" + table.title() + "]", table);
                }
            }
        }
        for (TableFingerprint table : tables) {
            if (attempt("DELETE FROM " + rows(table) + " WHERE " + oneRow(table, "true")) == 1) {
                return done("deleted one row of [" + table.title() + "]", table);
            }
        }
        return largeObject(expected);
    }

    private boolean changed(TableFingerprint table, String column) throws SQLException {
        String name = SqlText.name(column);
        for (String value : values(table, column)) {
            String differs = "(" + value + ")::text IS DISTINCT FROM " + name + "::text";
            if (attempt("UPDATE " + rows(table) + " SET " + name + " = " + value + " WHERE "
                    + oneRow(table, differs)) == 1) {
                return true;
            }
        }
        return false;
    }

    /** Values of the column's type that are likely to differ from what is there and to be allowed. */
    private List<String> values(TableFingerprint table, String column) throws SQLException {
        String name = SqlText.name(column);
        List<String> values = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT t.typcategory, t.typname, pg_catalog.format_type(a.atttypid, a.atttypmod)
                FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
                WHERE a.attrelid = CAST(? AS regclass) AND a.attname = ?""")) {
            query.setString(1, name(table));
            query.setString(2, column);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return values;
                }
                switch (row.getString(1)) {
                    case "S" -> values.add("overlay(coalesce(" + name + "::text, '') placing '~' from 1 for 1)");
                    case "N" -> values.addAll(List.of("coalesce(" + name + ", 0) + 1",
                            "coalesce(" + name + ", 0) - 1"));
                    case "B" -> values.add("NOT coalesce(" + name + ", false)");
                    case "D" -> values.add(name + " + interval '1 day 1 minute'");
                    default -> values.addAll(row.getString(2).equals("bytea") ? List.of(name + " || '\\x7e'::bytea")
                            : List.of());
                }
            }
        }
        values.add("NULL");
        return values;
    }

    private Optional<Target.Tampering> largeObject(Fingerprint expected) throws SQLException {
        Optional<TableFingerprint> some = expected.tables().stream()
                .filter(t -> t.schema().isEmpty() && t.rows() > 0).findFirst();
        if (some.isEmpty() || attempt("DO $$ DECLARE o oid; BEGIN SELECT oid INTO STRICT o FROM "
                + "pg_catalog.pg_largeobject_metadata"
                + " ORDER BY oid LIMIT 1; PERFORM pg_catalog.lo_put(o, length(pg_catalog.lo_get(o)), '\\x7e'); END "
                + "$$") < 0) {
            return Optional.empty();
        }
        return done("lengthened one of the [" + some.get().title() + "]", some.get());
    }

    private static Optional<Target.Tampering> done(String what, TableFingerprint table) {
        return Optional.of(new Target.Tampering(what, table));
    }

    /** Rows changed, -1 if the database does not permit it. */
    private int attempt(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        } catch (SQLException e) {
            if (e.getSQLState() == null || e.getSQLState().startsWith("08") || e.getSQLState().startsWith("57")) {
                throw e;
            }
            return -1;
        }
    }

    private String oneRow(TableFingerprint table, String condition) throws SQLException {
        return "(tableoid, ctid) = (SELECT tableoid, ctid FROM " + rows(table) + " WHERE " + condition + " LIMIT 1)";
    }

    /** The table without those that inherit from it, but with its partitions. */
    private String rows(TableFingerprint table) throws SQLException {
        boolean partitioned = !SqlText.column(connection, "SELECT 1 FROM pg_catalog.pg_class WHERE relkind = 'p'"
                + " AND oid = pg_catalog.to_regclass(" + SqlText.literal(name(table)) + ")").isEmpty();
        return (partitioned ? "" : "ONLY ") + name(table);
    }

    private static String name(TableFingerprint table) {
        return SqlText.name(table.schema(), table.name());
    }
}
