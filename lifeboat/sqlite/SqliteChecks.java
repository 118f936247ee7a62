package lifeboat.sqlite;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import lifeboat.fingerprint.Comparison;
import lifeboat.fingerprint.RowDigest;

/**
 * What SQLite says about the health of a file that nobody writes.
 *
 * @param damage     what {@code integrity_check} would find, at most ten lines; empty if all is well
 * @param violations rows that {@code foreign_key_check} found; a database that does not enforce its keys may have some
 * @param unchecked  tables that only the application can check, as they use functions or collations of its own, and
 *     those whose foreign keys name no valid parent key; sorted
 * @param schema     a digest of all definitions, independent of their order
 */
public record SqliteChecks(List<String> damage, long violations, List<String> unchecked, String schema) {
    private static final int MOST_LINES = 10;

    /**
     * Runs all checks.
     *
     * @throws lifeboat.base.UserError if the file is no database, or so damaged that it cannot be opened
     */
    public static SqliteChecks of(Path file) {
        return SqliteExamination.of(file).checks();
    }

    /** Runs them; {@code sound} are tables whose indexes are known to hold what they should. */
    static SqliteChecks of(Path file, Supplier<Set<String>> sound) {
        try (Connection connection = SqliteDatabase.immutable(file)) {
            TreeSet<String> unchecked = new TreeSet<>();
            List<String> damage = damage(connection, unchecked, sound);
            long violations = damage.isEmpty() ? violations(connection, unchecked) : 0;
            return new SqliteChecks(damage, violations, List.copyOf(unchecked), schema(connection));
        } catch (SQLException e) {
            throw SqliteDatabase.error(file.getFileName(), Duration.ZERO, e);
        }
    }

    /** What a backup records of them, and a restored copy must equal; by name. */
    public Map<String, String> settings() {
        return Map.of("foreign_key_violations", String.valueOf(violations), "unchecked_tables",
                String.join(",", unchecked), "schema", schema);
    }

    /**
     * The checks of a restored copy against what the backup recorded.
     *
     * @param recorded the settings in the manifest; what is absent there is not compared
     */
    public List<Comparison.Check> against(Map<String, String> recorded) {
        List<Comparison.Check> checks = new ArrayList<>();
        checks.add(new Comparison.Check("integrity_check", damage.isEmpty(),
                damage.isEmpty() ? "ok" : damage.getFirst()));
        new TreeMap<>(settings()).forEach((name, have) -> {
            String want = recorded.getOrDefault(name, have);
            checks.add(new Comparison.Check(name.replace('_', ' '), want.equals(have),
                    want.equals(have) ? "as in the source" : "is [" + have + "], should be [" + want + "]"));
        });
        return checks;
    }

    /** Whether a statement failed only because a function, collation or module is the application's own. */
    static boolean needsTheApplication(SQLException e) {
        String text = String.valueOf(e.getMessage());
        return (SqliteDatabase.code(e) & 0xff) == 1 && (text.contains("no such collation sequence")
                || text.contains("unknown function") || text.contains("no such function")
                || text.contains("no such module"));
    }

    /**
     * {@code integrity_check} is {@code quick_check}, the comparison of each index with its table, the order of tables
     * without rowid and what virtual tables check themselves. Only where the second is not known yet, and for the last
     * two, SQLite goes through the table again.
     */
    private static List<String> damage(Connection connection, TreeSet<String> unchecked, Supplier<Set<String>> sound)
            throws SQLException {
        try {
            List<String> damage = lines(connection, "PRAGMA quick_check(" + MOST_LINES + ")");
            if (!damage.isEmpty()) {
                return damage;
            }
        } catch (SQLException e) {
            if (!needsTheApplication(e)) {
                throw e;
            }
            return each(connection, stored(connection), unchecked);
        }
        List<String> open = new ArrayList<>(stored(connection));
        open.removeAll(sound.get());
        open.remove("sqlite_sequence");
        List<String> damage = each(connection, open, unchecked);
        return damage.isEmpty() ? each(connection, virtual(connection), new TreeSet<>()) : damage;
    }

    private static List<String> each(Connection connection, List<String> tables, TreeSet<String> unchecked)
            throws SQLException {
        List<String> damage = new ArrayList<>();
        for (String table : tables) {
            try {
                damage.addAll(lines(connection, "PRAGMA integrity_check(" + SqliteDatabase.quoted(table) + ")"));
            } catch (SQLException e) {
                if (!needsTheApplication(e)) {
                    throw e;
                }
                unchecked.add(table);
            }
        }
        return damage.subList(0, Math.min(damage.size(), MOST_LINES));
    }

    private static List<String> lines(Connection connection, String pragma) throws SQLException {
        List<String> lines = SqliteDatabase.texts(connection, pragma);
        lines.removeIf("ok"::equals);
        return lines;
    }

    private static long violations(Connection connection, TreeSet<String> unchecked) throws SQLException {
        long violations = 0;
        for (String table : stored(connection)) {
            try {
                violations += count(connection, "PRAGMA foreign_key_check(" + SqliteDatabase.quoted(table) + ")");
            } catch (SQLException e) {
                if (!needsTheApplication(e) && !String.valueOf(e.getMessage()).contains("foreign key mismatch")) {
                    throw e;
                }
                unchecked.add(table);
            }
        }
        return violations;
    }

    private static long count(Connection connection, String sql) throws SQLException {
        long count = 0;
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                count++;
            }
        }
        return count;
    }

    private static List<String> stored(Connection connection) throws SQLException {
        return SqliteDatabase.texts(connection,
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY name");
    }

    private static List<String> virtual(Connection connection) throws SQLException {
        return SqliteDatabase.texts(connection,
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND coalesce(rootpage, 0) = 0 ORDER BY name");
    }

    private static String schema(Connection connection) throws SQLException {
        RowDigest digest = new RowDigest();
        for (String entry : SqliteDatabase.texts(connection, "SELECT type || char(10) || name || char(10) || tbl_name"
                + " || char(10) || coalesce(sql, '') FROM sqlite_schema")) {
            byte[] bytes = entry.getBytes(StandardCharsets.UTF_8);
            digest.add(bytes, 0, bytes.length);
        }
        return digest.hex();
    }
}
