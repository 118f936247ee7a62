package lifeboat.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lifeboat.fingerprint.Comparison;
import lifeboat.fingerprint.SourceInfo;

/** What a restored database needs beyond its data: its encoding, its extensions, its roles. */
public final class RestoredChecks {

    private RestoredChecks() {}

    /**
     * Checks the database of the connection against its source.
     *
     * @param madeRoles roles that were made for this restore and so say nothing about the server
     */
    public static List<Comparison.Check> of(Connection connection, SourceInfo source, List<String> madeRoles)
            throws SQLException {
        List<Comparison.Check> checks = new ArrayList<>();
        if (source.encoding() != null) {
            String encoding = SqlText.value(connection, "SHOW server_encoding");
            boolean equal = encoding.equals(source.encoding());
            checks.add(new Comparison.Check("encoding", equal,
                    equal ? encoding : "is [" + encoding + "], should be [" + source.encoding() + "]"));
        }
        checks.add(roles(connection, source, madeRoles));
        checks.addAll(extensions(connection, source));
        return checks;
    }

    private static Comparison.Check roles(Connection connection, SourceInfo source, List<String> made)
            throws SQLException {
        List<String> missing = NeededRoles.missing(connection, source.roles());
        String detail = !missing.isEmpty() ? "missing " + missing
                : source.roles().size() + " needed" + (made.isEmpty() ? ", all there" : ", made for this " + made);
        return new Comparison.Check("roles", missing.isEmpty(), detail);
    }

    private static List<Comparison.Check> extensions(Connection connection, SourceInfo source) throws SQLException {
        Map<String, String> present = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT extname, extversion FROM pg_catalog.pg_extension")) {
            while (rows.next()) {
                present.put(rows.getString(1), rows.getString(2));
            }
        }
        boolean whole = Scope.of(source.settings()).whole();
        return source.extensions().stream().map(wanted -> {
            String version = present.get(wanted.name());
            return new Comparison.Check("extension " + wanted.name(), version != null || !whole,
                    version == null ? whole ? "is missing" : "is missing, but nothing in the backup needs it"
                            : version.equals(wanted.version()) ? "version " + version
                            : "version " + version + " here, " + wanted.version() + " in the source");
        }).toList();
    }
}
