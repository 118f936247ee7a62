package lifeboat.drill;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import lifeboat.base.UserError;
import lifeboat.fingerprint.Comparison;

/**
 * Runs a job's own statements in a restored copy, each in a transaction of its own that is rolled back. One passes if
 * it runs without an error and, if it is a query, returns a row whose first value is neither NULL nor false nor 0.
 */
final class StatementChecks {
    /** How long one may take. */
    static final int SECONDS = 60;
    private static final int SHOWN = 100;

    /** Failures of the place, not of the data: connection lost, out of resources, ended by somebody or by time. */
    private static final Set<String> CIRCUMSTANCES = Set.of("08", "53", "57", "58");

    private StatementChecks() {}

    /**
     * Runs them.
     *
     * @throws UserError of kind DRILL_UNABLE if one could not be run to its end
     */
    static List<Comparison.Check> of(Connection connection, List<String> statements) throws SQLException {
        List<Comparison.Check> checks = new ArrayList<>();
        connection.setAutoCommit(false);
        for (String sql : statements) {
            checks.add(check(connection, sql));
            connection.rollback();
        }
        connection.setAutoCommit(true);
        return checks;
    }

    private static Comparison.Check check(Connection connection, String sql) {
        String name = "check [" + brief(sql) + "]";
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(SECONDS);
            if (!statement.execute(sql)) {
                return new Comparison.Check(name, true, "ran");
            }
            try (ResultSet rows = statement.getResultSet()) {
                if (!rows.next()) {
                    return new Comparison.Check(name, false, "returned no row");
                }
                Object value = rows.getObject(1);
                return new Comparison.Check(name, holds(value), "returned [" + brief(text(value)) + "]");
            }
        } catch (SQLException e) {
            String state = e.getSQLState() == null ? "" : e.getSQLState();
            if (state.length() == 5 && CIRCUMSTANCES.contains(state.substring(0, 2))) {
                throw UserError.of(UserError.Kind.DRILL_UNABLE, name + " could not be run to its end: "
                        + brief(e.getMessage()), "it may take " + SECONDS + " s").because(e);
            }
            return new Comparison.Check(name, false, "failed: " + brief(e.getMessage()));
        }
    }

    private static String text(Object value) {
        return value instanceof byte[] bytes ? "X'" + HexFormat.of().formatHex(bytes) + "'" : String.valueOf(value);
    }

    private static boolean holds(Object value) {
        return switch (value) {
            case null -> false;
            case Boolean truth -> truth;
            case BigDecimal number -> number.signum() != 0;
            case Number number -> number.doubleValue() != 0;
            default -> true;
        };
    }

    /** A text cut to what fits on a line. */
    static String brief(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN - 1) + "…";
    }
}
