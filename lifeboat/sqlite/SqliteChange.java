package lifeboat.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Changes one value of one row of a disposable database, whatever its constraints and triggers want. */
public final class SqliteChange {
    private static final String OTHER = """
            CASE typeof(%1$s) WHEN 'null' THEN 1
            WHEN 'text' THEN substr(%1$s, 1, 100) || CASE WHEN length(%1$s) > 100 THEN '' ELSE 'x' END
            WHEN 'blob' THEN CASE WHEN %1$s = x'00' THEN x'01' ELSE x'00' END
            ELSE CASE WHEN %1$s = 0 THEN 1 ELSE -%1$s END END""";

    private final Connection connection;

    /** What was done, for people, and to which table. */
    public record Done(String what, String table) {}

    /** On a connection that may write; it stays open. */
    public SqliteChange(Connection connection) {
        this.connection = connection;
    }

    /**
     * Changes a row of the first of these tables that lets itself be changed, shadow tables last; deletes one where no
     * value can be.
     *
     * @return empty if nothing could be done
     */
    public Optional<Done> any(List<String> names) throws SQLException {
        SqliteDatabase.run(connection, "PRAGMA foreign_keys = OFF");
        SqliteDatabase.run(connection, "PRAGMA ignore_check_constraints = ON");
        List<TableShape> shapes = TableShape.all(connection).stream()
                .filter(shape -> names.contains(shape.name()))
                .sorted(Comparator.comparingInt(shape -> names.indexOf(shape.name()))).toList();
        for (boolean shadow : new boolean[] {false, true}) {
            for (TableShape shape : shapes) {
                if (shape.shadow() == shadow && change(shape)) {
                    return Optional.of(new Done("changed one value of [" + shape.name() + "]", shape.name()));
                }
            }
        }
        for (TableShape shape : shapes) {
            if (attempt(shape, "DELETE FROM main." + SqliteDatabase.quoted(shape.name()) + where(shape))) {
                return Optional.of(new Done("deleted one row of [" + shape.name() + "]", shape.name()));
            }
        }
        return Optional.empty();
    }

    private boolean change(TableShape shape) throws SQLException {
        for (TableShape.Column column : shape.columns().reversed()) {
            String name = SqliteDatabase.quoted(column.name());
            if (!column.rowid() && attempt(shape, "UPDATE main." + SqliteDatabase.quoted(shape.name()) + " SET " + name
                    + " = " + OTHER.formatted(name) + where(shape))) {
                return true;
            }
        }
        return false;
    }

    /** One statement with the table's triggers out of the way; undone unless it changed exactly one row. */
    private boolean attempt(TableShape shape, String sql) throws SQLException {
        List<String> triggers = SqliteDatabase.texts(connection, "SELECT sql FROM sqlite_schema WHERE type = 'trigger'"
                + " AND tbl_name = '" + shape.name().replace("'", "''") + "' COLLATE NOCASE");
        List<String> names = SqliteDatabase.texts(connection, "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
                + " AND tbl_name = '" + shape.name().replace("'", "''") + "' COLLATE NOCASE");
        SqliteDatabase.run(connection, "BEGIN IMMEDIATE");
        boolean changed = false;
        try {
            for (String name : names) {
                SqliteDatabase.run(connection, "DROP TRIGGER main." + SqliteDatabase.quoted(name));
            }
            SqliteDatabase.run(connection, sql);
            changed = SqliteDatabase.number(connection, "SELECT changes()") == 1;
            for (String trigger : triggers) {
                SqliteDatabase.run(connection, trigger);
            }
        } catch (SQLException e) {
            if ((SqliteDatabase.code(e) & 0xff) != 19 && (SqliteDatabase.code(e) & 0xff) != 1) {
                throw e;
            }
            changed = false;
        } finally {
            SqliteDatabase.run(connection, changed ? "COMMIT" : "ROLLBACK");
        }
        return changed;
    }

    private static String where(TableShape shape) {
        String key = shape.withoutRowid()
                ? shape.columns().stream().map(c -> SqliteDatabase.quoted(c.name())).collect(Collectors.joining(", "))
                : rowid(shape);
        return " WHERE (" + key + ") IS (SELECT " + key + " FROM main." + SqliteDatabase.quoted(shape.name())
                + " LIMIT 1)";
    }

    /** The first name of the rowid that no column has taken. */
    private static String rowid(TableShape shape) {
        TreeSet<String> taken = shape.names().stream().map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
        return List.of("rowid", "_rowid_", "oid").stream().filter(name -> !taken.contains(name)).findFirst()
                .orElseGet(() -> shape.columns().stream().map(c -> SqliteDatabase.quoted(c.name()))
                        .collect(Collectors.joining(", ")));
    }
}
