package lifeboat.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lifeboat.base.Origin;

/**
 * Databases and roles that drills made on a server, and their comments, which tell who made them: what a killed process
 * could not remove is removed by a later drill.
 */
public final class ServerLeftovers {
    /** How the names of the databases begin. */
    public static final String PREFIX = "lifeboat_drill_";

    private static final String MARK = "lifeboat drill, may be dropped when it has ended: ";
    private static final Duration FOREIGN = Duration.ofDays(7);
    /** Somebody else's, in use, needed by something that is not ours, or gone meanwhile. */
    private static final Set<String> STAYS = Set.of("42501", "55006", "2BP01", "3D000", "42704");

    private ServerLeftovers() {}

    /** Marks a new database as a drill's of this process. */
    public static void markDatabase(Connection connection, String name) throws SQLException {
        mark(connection, "DATABASE", name);
    }

    /** Marks new roles likewise. */
    public static void markRoles(Connection connection, List<String> roles) throws SQLException {
        for (String role : roles) {
            mark(connection, "ROLE", role);
        }
    }

    private static void mark(Connection connection, String kind, String name) throws SQLException {
        SqlText.run(connection, "COMMENT ON " + kind + " " + SqlText.name(name) + " IS "
                + SqlText.literal(MARK + Origin.here().text()));
    }

    /**
     * Drops the databases of processes that are no more, and then their roles, unless a drill's database is still
     * there that may use them. Those of other machines count as left behind after a week. What we may not drop stays.
     *
     * @return how many databases and roles were dropped
     */
    public static int sweep(Connection connection) throws SQLException {
        int dropped = 0;
        for (String name : abandoned(connection, "SELECT datname, pg_catalog.shobj_description(oid, 'pg_database')"
                + " FROM pg_catalog.pg_database WHERE pg_catalog.starts_with(datname, ?)", PREFIX)) {
            dropped += attempt(() -> DropDatabase.force(connection, name));
        }
        if (SqlText.column(connection, "SELECT datname FROM pg_catalog.pg_database WHERE pg_catalog.starts_with("
                + "datname, '" + PREFIX + "')").isEmpty()) {
            for (String name : abandoned(connection, "SELECT rolname, pg_catalog.shobj_description(oid, 'pg_authid')"
                    + " FROM pg_catalog.pg_roles WHERE NOT rolcanlogin AND rolname <> ?", "")) {
                dropped += attempt(() -> NeededRoles.drop(connection, List.of(name)));
            }
        }
        return dropped;
    }

    private static List<String> abandoned(Connection connection, String sql, String parameter) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String name = rows.getString(1);
                    Optional.ofNullable(rows.getString(2)).filter(comment -> comment.startsWith(MARK))
                            .flatMap(comment -> Origin.parse(comment.substring(MARK.length())))
                            .filter(origin -> origin.abandoned(FOREIGN)).ifPresent(_ -> names.add(name));
                }
            }
        }
        return names;
    }

    @FunctionalInterface
    private interface Drop {
        void run() throws SQLException;
    }

    private static int attempt(Drop drop) throws SQLException {
        try {
            drop.run();
            return 1;
        } catch (SQLException e) {
            if (STAYS.contains(String.valueOf(e.getSQLState()))) {
                return 0;
            }
            throw e;
        }
    }
}
