package lifeboat.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import lifeboat.fingerprint.Comparison;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.fingerprint.SourceInfo;

/** What a restored database needs beyond its data: its encoding, extensions and roles, and to take writes. */
public final class RestoredChecks {

    private RestoredChecks() {}

    /**
     * Checks a database that was made for the restore against its source, also that it takes writes.
     *
     * @param expected  what the source held
     * @param madeRoles roles that were made for this restore and so say nothing about the server
     */
    public static List<Comparison.Check> of(Connection connection, SourceInfo source, Fingerprint expected,
            List<String> madeRoles) throws SQLException {
        List<Comparison.Check> checks = new ArrayList<>(
                surroundings(connection, source, madeRoles, expected.schema() != null));
        checks.addAll(SequenceReach.of(connection, expected));
        checks.add(WritableProbe.of(connection, expected));
        return checks;
    }

    /** Checks a database that was there before, without writing to it. */
    public static List<Comparison.Check> inPlace(Connection connection, SourceInfo source) throws SQLException {
        return surroundings(connection, source, List.of(), false);
    }

    private static List<Comparison.Check> surroundings(Connection connection, SourceInfo source, List<String> madeRoles,
            boolean listed) throws SQLException {
        List<Comparison.Check> checks = new ArrayList<>();
        if (source.encoding() != null) {
            String encoding = SqlText.value(connection, "SHOW server_encoding");
            boolean equal = encoding.equals(source.encoding());
            checks.add(new Comparison.Check("encoding", equal,
                    equal ? encoding : "is [" + encoding + "], should be [" + source.encoding() + "]"));
        }
        locale(connection, source).ifPresent(checks::add);
        checks.add(roles(connection, source, madeRoles));
        checks.addAll(extensions(connection, source, listed));
        return checks;
    }

    private static Comparison.Check roles(Connection connection, SourceInfo source, List<String> made)
            throws SQLException {
        List<String> missing = NeededRoles.missing(connection, source.roles());
        String detail = !missing.isEmpty() ? "missing " + missing
                : source.roles().size() + " needed" + (made.isEmpty() ? ", all there" : ", made for this " + made);
        return new Comparison.Check("roles", missing.isEmpty(), detail);
    }

    /** Another locale than the source's was chosen because the server lacks it, or long ago: it makes no backup bad. */
    private static Optional<Comparison.Check> locale(Connection connection, SourceInfo source) throws SQLException {
        Map<String, String> want = DatabaseFacts.locale(source.settings());
        Map<String, String> have = DatabaseFacts.locale(connection);
        have.keySet().retainAll(want.keySet());
        return want.isEmpty() ? Optional.empty() : Optional.of(new Comparison.Check("locale", true, have.equals(want)
                ? text(have) : text(have) + " here; in the source " + text(want)
                        + ": texts may sort differently"));
    }

    private static String text(Map<String, String> locale) {
        return locale.entrySet().stream().map(e -> e.getKey().replace('_', ' ') + " " + e.getValue())
                .collect(Collectors.joining(", "));
    }

    /** {@code listed}: whether the comparison of all objects names those that a whole copy lacks. */
    private static List<Comparison.Check> extensions(Connection connection, SourceInfo source, boolean listed)
            throws SQLException {
        Map<String, String> present = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT extname, extversion FROM pg_catalog.pg_extension")) {
            while (rows.next()) {
                present.put(rows.getString(1), rows.getString(2));
            }
        }
        boolean whole = Scope.of(source.settings()).whole();
        return source.extensions().stream().filter(wanted -> present.containsKey(wanted.name()) || !whole || !listed)
                .map(wanted -> {
            String version = present.get(wanted.name());
            return new Comparison.Check("extension " + wanted.name(), version != null || !whole,
                    version == null ? whole ? "is missing" : "is missing, but nothing in the backup needs it"
                            : version.equals(wanted.version()) ? "version " + version
                            : "version " + version + " here, " + wanted.version() + " in the source");
        }).toList();
    }
}
