package lifeboat.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The roles that a backup's objects are owned by or granted to, on a server. */
public final class NeededRoles {

    private NeededRoles() {}

    /** Those of {@code roles} that the server does not have, sorted. */
    public static List<String> missing(Connection connection, List<String> roles) throws SQLException {
        Set<String> missing = new TreeSet<>(roles);
        missing.remove("public");
        SqlText.column(connection, "SELECT rolname FROM pg_catalog.pg_roles").forEach(missing::remove);
        return List.copyOf(missing);
    }

    /** Creates roles that cannot log in and may do nothing by themselves; we may give objects to them. */
    public static void create(Connection connection, List<String> roles) throws SQLException {
        boolean superuser = SqlText.value(connection, "SHOW is_superuser").equals("on");
        for (String role : roles) {
            SqlText.run(connection, "CREATE ROLE " + SqlText.name(role) + " NOLOGIN");
            if (!superuser) {
                SqlText.run(connection, "GRANT " + SqlText.name(role) + " TO CURRENT_USER");
            }
        }
    }

    /** Removes roles that nothing depends on any more. */
    public static void drop(Connection connection, List<String> roles) throws SQLException {
        for (String role : roles) {
            SqlText.run(connection, "DROP ROLE IF EXISTS " + SqlText.name(role));
        }
    }
}
