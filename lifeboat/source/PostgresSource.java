package lifeboat.source;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import lifeboat.base.Environment;
import lifeboat.base.Human;
import lifeboat.base.UserError;
import lifeboat.fingerprint.SourceInfo;
import lifeboat.postgres.DatabaseFacts;
import lifeboat.postgres.DumpShares;
import lifeboat.postgres.PostgresClients;
import lifeboat.postgres.PostgresConnection;
import lifeboat.postgres.PostgresUrl;
import lifeboat.postgres.Relation;
import lifeboat.postgres.RowCounts;
import lifeboat.postgres.Scope;
import lifeboat.postgres.Selection;

/**
 * A PostgreSQL database, dumped by pg_dump in the custom format from one snapshot; in that same snapshot the database
 * counts the rows, and the rows are digested as they pass.
 */
public final class PostgresSource implements Source {
    private final PostgresUrl url;
    private final Scope scope;
    private final Duration lockWait;
    private final boolean globals;
    private final boolean rolePasswords;
    private final int jobs;
    private final Environment env;

    /**
     * A source; nothing is opened yet.
     *
     * @param lockWait      how long to wait for a table's lock
     * @param globals       whether roles are dumped as a second part
     * @param rolePasswords whether with their password hashes, if the user may read them: only where parts are
     *                      encrypted
     */
    public PostgresSource(
            PostgresUrl url, Scope scope, Duration lockWait, boolean globals, boolean rolePasswords, Environment env) {
        this(url, scope, lockWait, globals, rolePasswords, 1, env);
    }

    /**
     * The same by several connections.
     *
     * @param jobs how many pg_dump at the same time, if there are tables for so many
     */
    public PostgresSource(PostgresUrl url, Scope scope, Duration lockWait, boolean globals, boolean rolePasswords,
            int jobs, Environment env) {
        this.url = url;
        this.scope = scope;
        this.lockWait = lockWait;
        this.globals = globals;
        this.rolePasswords = rolePasswords;
        this.jobs = jobs;
        this.env = env;
    }

    @Override
    public String type() {
        return "postgres";
    }

    @Override
    public String describe() {
        return url.describe();
    }

    @Override
    public boolean opensFast() {
        return true;
    }

    @Override
    public Dump open() {
        PostgresSnapshot snapshot = PostgresSnapshot.take(url, lockWait);
        try {
            return open(snapshot);
        } catch (SQLException e) {
            snapshot.close();
            throw PostgresConnection.failed("cannot read the catalog of database [" + url.database() + "]", e);
        } catch (RuntimeException e) {
            snapshot.close();
            throw e;
        }
    }

    @Override
    public String probe() {
        try (PostgresSnapshot snapshot = PostgresSnapshot.take(url, lockWait)) {
            PostgresClients clients = PostgresClients.find(snapshot.serverMajor(), env);
            List<Relation> tables = Selection.required(snapshot.connection(), scope).tables();
            requireReadable(snapshot, tables);
            return "PostgreSQL " + snapshot.serverMajor() + ", " + Human.plural(tables.size(), "table") + ", pg_dump "
                    + clients.version();
        } catch (SQLException e) {
            throw PostgresConnection.failed("cannot read the catalog of database [" + url.database() + "]", e);
        }
    }

    private void requireReadable(PostgresSnapshot snapshot, List<Relation> tables) throws SQLException {
        try (PreparedStatement may = snapshot.connection().prepareStatement(
                "SELECT has_table_privilege(c.oid, 'SELECT') FROM pg_catalog.pg_class c WHERE c.oid = ?::oid")) {
            for (Relation table : tables) {
                may.setLong(1, table.oid());
                try (ResultSet answer = may.executeQuery()) {
                    if (answer.next() && !answer.getBoolean(1)) {
                        throw UserError.of("[" + url.user() + "] may not read table [" + table.title() + "]",
                                "GRANT SELECT on it, or choose schemas or tables without it");
                    }
                }
            }
        }
    }

    private Dump open(PostgresSnapshot snapshot) throws SQLException {
        PostgresClients clients = PostgresClients.find(snapshot.serverMajor(), env);
        Selection selection = Selection.required(snapshot.connection(), scope);
        long objects = scope.whole() ? RowCounts.largeObjects(snapshot.connection()) : 0;
        if (selection.tables().isEmpty() && objects == 0) {
            throw UserError.of("there is nothing to back up: database [" + url.database() + "] has no tables"
                    + (scope.equals(Scope.ALL) ? "" : " in the scope " + scope.settings().values()),
                    "check the database's name, and schemas and tables if they are chosen");
        }
        SourceInfo info = DatabaseFacts.of(snapshot.connection(), selection, "pg_dump " + clients.version());
        PostgresGlobals roles = globals
                ? new PostgresGlobals(url, clients, snapshot.connection(), rolePasswords, info.roles()) : null;
        return new PostgresDump(url, clients, snapshot, selection,
                DumpShares.of(snapshot.connection(), selection, jobs), new PostgresDump.Known(info, objects), lockWait,
                roles, env);
    }
}
