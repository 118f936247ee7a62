package lifeboat.source;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lifeboat.base.Tool;
import lifeboat.base.UserError;
import lifeboat.postgres.PostgresClients;
import lifeboat.postgres.PostgresConnection;
import lifeboat.postgres.PostgresUrl;

/** A cluster's roles as SQL: by pg_dumpall, or where the server does not permit that, those the database needs. */
final class PostgresGlobals {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final String ROLES = """
            SELECT format('CREATE ROLE %I WITH %s %s %s %s %s;', rolname,
                CASE WHEN rolinherit THEN 'INHERIT' ELSE 'NOINHERIT' END,
                CASE WHEN rolcreaterole THEN 'CREATEROLE' ELSE 'NOCREATEROLE' END,
                CASE WHEN rolcreatedb THEN 'CREATEDB' ELSE 'NOCREATEDB' END,
                CASE WHEN rolcanlogin THEN 'LOGIN' ELSE 'NOLOGIN' END,
                CASE WHEN rolconnlimit >= 0 THEN 'CONNECTION LIMIT ' || rolconnlimit ELSE '' END)
            FROM pg_catalog.pg_roles WHERE rolname = ANY (?) ORDER BY rolname
            """;

    private final PostgresUrl url;
    private final PostgresClients clients;
    private final Connection connection;
    private final boolean passwords;
    private final List<String> needed;

    PostgresGlobals(PostgresUrl url, PostgresClients clients, Connection connection, boolean passwords,
            List<String> needed) {
        this.url = url;
        this.clients = clients;
        this.connection = connection;
        this.passwords = passwords;
        this.needed = needed;
    }

    /** The statements. Uses the connection. */
    byte[] sql() {
        if (!clients.has("pg_dumpall")) {
            return own();
        }
        List<String> arguments = new ArrayList<>(List.of("--globals-only", "--no-password",
                "--database=" + url.database()));
        if (!passwords || !mayReadPasswords()) {
            arguments.add("--no-role-passwords");
        }
        Tool.Result result = clients.tool(url, "pg_dumpall", arguments).run(LIMIT);
        if (result.ok()) {
            return result.out().concat("\n").getBytes(StandardCharsets.UTF_8);
        }
        if (result.errors().contains("permission denied")) {
            return own();
        }
        String said = ArchiveDump.last(result.errors());
        throw UserError.of("pg_dumpall " + Tool.end(result.code()) + (said.isEmpty() ? "" : ": " + said),
                "roles can be left out by globals: false");
    }

    private boolean mayReadPasswords() {
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(
                "SELECT pg_catalog.has_table_privilege('pg_catalog.pg_authid', 'SELECT')")) {
            return row.next() && row.getBoolean(1);
        } catch (SQLException e) {
            throw PostgresConnection.failed("cannot read the user's rights", e);
        }
    }

    private byte[] own() {
        StringBuilder sql = new StringBuilder("-- roles that the database needs, without passwords\n");
        try (PreparedStatement statement = connection.prepareStatement(ROLES)) {
            statement.setArray(1, connection.createArrayOf("text", needed.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    sql.append(rows.getString(1)).append('\n');
                }
            }
            return sql.toString().getBytes(StandardCharsets.UTF_8);
        } catch (SQLException e) {
            throw PostgresConnection.failed("cannot read the roles", e);
        }
    }
}
