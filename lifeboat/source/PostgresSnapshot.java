package lifeboat.source;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import lifeboat.base.UserError;
import lifeboat.postgres.PostgresConnection;
import lifeboat.postgres.PostgresUrl;

/** A read-only transaction that stays open and lends its snapshot to others. Closing it ends the connection. */
final class PostgresSnapshot implements AutoCloseable {
    private final Connection connection;
    private final int serverMajor;
    private final String id;

    private PostgresSnapshot(Connection connection, int serverMajor, String id) {
        this.connection = connection;
        this.serverMajor = serverMajor;
        this.id = id;
    }

    static PostgresSnapshot take(PostgresUrl url, Duration lockWait) {
        Connection connection = PostgresConnection.open(url);
        try {
            int version = PostgresConnection.serverVersion(connection);
            if (version < 120000) {
                throw UserError.of("the PostgreSQL server at [" + url.place() + "] has version [" + version / 10000
                        + "], which is older than [12]", "upgrade the server");
            }
            begin(connection, version, lockWait);
            return new PostgresSnapshot(connection, version / 10000, export(connection));
        } catch (SQLException e) {
            close(connection);
            throw PostgresConnection.failed("cannot open a transaction in database [" + url.database() + "]", e);
        } catch (RuntimeException e) {
            close(connection);
            throw e;
        }
    }

    Connection connection() {
        return connection;
    }

    int serverMajor() {
        return serverMajor;
    }

    /** What pg_dump's {@code --snapshot} takes. */
    String id() {
        return id;
    }

    @Override
    public void close() {
        close(connection);
    }

    private static void begin(Connection connection, int version, Duration lockWait) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
            List<String> settings = List.of("statement_timeout = 0", "lock_timeout = " + lockWait.toMillis(),
                    "idle_in_transaction_session_timeout = 0", "row_security = off", "search_path = ''",
                    "tcp_keepalives_idle = 60");
            for (String setting : settings) {
                statement.execute("SET LOCAL " + setting);
            }
            if (version >= 170000) {
                statement.execute("SET LOCAL transaction_timeout = 0");
            }
        }
    }

    private static String export(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_catalog.pg_export_snapshot()")) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw UserError.of("the PostgreSQL server does not lend its snapshot: " + e.getMessage().lines().findFirst()
                    .orElse(""), "connect to the server itself, not to a pooler; a standby must be in recovery and "
                    + "reachable for queries").because(e);
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw PostgresConnection.failed("cannot end the connection", e);
        }
    }
}
