package lifeboat.drill;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import lifeboat.base.Cleanup;
import lifeboat.base.Environment;
import lifeboat.base.UserError;
import lifeboat.catalog.Manifest;
import lifeboat.fingerprint.SourceInfo;
import lifeboat.postgres.DropDatabase;
import lifeboat.postgres.NeededRoles;
import lifeboat.postgres.NewDatabase;
import lifeboat.postgres.PostgresConnection;
import lifeboat.postgres.PostgresUrl;
import lifeboat.postgres.ServerLeftovers;
import lifeboat.postgres.SqlText;

/**
 * Restores into a new database of a running server, which is dropped afterwards with the roles that were made for it;
 * touches no other database. What a drill that was killed left on the server is dropped first.
 */
public final class PostgresServerTarget implements Target {
    private final PostgresUrl url;
    private final Environment env;
    private final int jobs;

    /** A target on that server; the URL's database is only connected to. */
    public PostgresServerTarget(PostgresUrl url, Environment env, int jobs) {
        this.url = url;
        this.env = env;
        this.jobs = jobs;
    }

    @Override
    public String kind() {
        return "server";
    }

    @Override
    public Instance start(Manifest manifest) {
        try (Connection connection = PostgresConnection.open(url)) {
            return start(connection, manifest);
        } catch (SQLException e) {
            throw PostgresConnection.failed("cannot prepare a database on [" + url.place() + "]", e)
                    .orKind(UserError.Kind.DRILL_UNABLE);
        } catch (UserError e) {
            throw e.orKind(UserError.Kind.DRILL_UNABLE);
        }
    }

    private Instance start(Connection connection, Manifest manifest) throws SQLException {
        SourceInfo source = manifest.source();
        if (!may(connection, "rolcreatedb")) {
            throw UserError.of("user [" + url.user() + "] may not create a database on [" + url.place() + "]",
                    "grant it: ALTER ROLE " + SqlText.name(url.user()) + " CREATEDB");
        }
        ServerLeftovers.sweep(connection);
        List<String> roles = NeededRoles.missing(connection, source.roles());
        if (!roles.isEmpty() && !may(connection, "rolcreaterole")) {
            throw UserError.of("the backup needs the roles " + roles + ", which [" + url.place()
                    + "] does not have and "
                    + "user [" + url.user() + "] may not create", "create them, or grant CREATEROLE to the user");
        }
        String name = (ServerLeftovers.PREFIX + manifest.id().replace('-', '_')
                + String.format("_%08x", ThreadLocalRandom.current().nextInt())).toLowerCase(Locale.ROOT);
        Cleanup.Handle removal = Cleanup.onExit(() -> remove(name, roles));
        try {
            NeededRoles.create(connection, roles);
            ServerLeftovers.markRoles(connection, roles);
            Optional<String> note = NewDatabase.create(connection, name, source, "");
            ServerLeftovers.markDatabase(connection, name);
            String shown = SqlText.value(connection, "SHOW server_version").split(" ")[0];
            return new PostgresInstance(new PostgresInstance.Place(url.withDatabase(name),
                    "PostgreSQL " + shown + ", database of its own on a running server"
                            + note.map(n -> "; " + n).orElse(""), roles), source, env, jobs, removal);
        } catch (SQLException | RuntimeException e) {
            try {
                removal.close();
            } catch (UserError left) {
                e.addSuppressed(left); // the next drill drops it
            }
            throw e;
        }
    }

    private void remove(String name, List<String> roles) {
        try (Connection connection = PostgresConnection.open(url)) {
            DropDatabase.force(connection, name);
            NeededRoles.drop(connection, roles);
        } catch (SQLException e) {
            throw PostgresConnection.failed("cannot drop the drill's database [" + name + "]", e)
                    .orKind(UserError.Kind.DRILL_UNABLE);
        }
    }

    private static boolean may(Connection connection, String right) throws SQLException {
        return SqlText.value(connection, "SELECT rolsuper OR " + right
                + " FROM pg_catalog.pg_roles WHERE rolname = current_user").equals("t");
    }
}
