package lifeboat.postgres;

import java.sql.Connection;
import java.sql.SQLException;

/** Removes a database, with whoever is still connected to it. */
public final class DropDatabase {

    private DropDatabase() {}

    /** Removes it if it is there; the connection must be to another database. */
    public static void force(Connection connection, String name) throws SQLException {
        if (SqlText.column(connection, "SELECT 1 FROM pg_catalog.pg_database WHERE datname = "
                + SqlText.literal(name)).isEmpty()) {
            return; // a server that takes no writes refuses even to drop what is not there
        }
        if (PostgresConnection.serverVersion(connection) >= 130000) {
            SqlText.run(connection, "DROP DATABASE IF EXISTS " + SqlText.name(name) + " WITH (FORCE)");
        } else {
            disconnect(connection, name);
            SqlText.run(connection, "DROP DATABASE IF EXISTS " + SqlText.name(name));
        }
    }

    /** Ends every other session of that database, as far as we are permitted to. */
    public static void disconnect(Connection connection, String name) throws SQLException {
        SqlText.column(connection, "SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity"
                + " WHERE pid <> pg_catalog.pg_backend_pid() AND datname = " + SqlText.literal(name));
    }
}
