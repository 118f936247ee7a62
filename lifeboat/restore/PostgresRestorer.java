package lifeboat.restore;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lifeboat.base.Environment;
import lifeboat.base.UserError;
import lifeboat.catalog.Manifest;
import lifeboat.postgres.ArchiveContents;
import lifeboat.postgres.NeededRoles;
import lifeboat.postgres.PostgresConnection;
import lifeboat.postgres.PostgresUrl;
import lifeboat.postgres.RowCounts;
import lifeboat.postgres.Scope;
import lifeboat.postgres.Selection;
import lifeboat.postgres.SqlText;

/**
 * Brings a backup into a PostgreSQL database. A backup of a whole database is restored into a new one beside it, which
 * then takes its name, where we may create databases and own the old one. Otherwise, and always where the backup holds
 * only some schemas or tables of a database that is there, it is restored in place, in one transaction: what is in the
 * backup's scope is replaced, everything else stays.
 */
public final class PostgresRestorer implements Restorer {
    private final PostgresUrl target;
    private final Environment env;
    private final int jobs;

    /** A restorer that loads and reads with as many connections as {@code jobs}. */
    public PostgresRestorer(PostgresUrl target, Environment env, int jobs) {
        this.target = target;
        this.env = env;
        this.jobs = jobs;
    }

    @Override
    public String describe() {
        return target.describe();
    }

    @Override
    public TargetState inspect() {
        try (Connection connection = PostgresConnection.open(target)) {
            connection.setAutoCommit(false);
            Map<String, Long> rows = new TreeMap<>(RowCounts.of(connection,
                    Selection.of(connection, Scope.ALL).tables().stream().filter(r -> !r.member()).toList()));
            long objects = RowCounts.largeObjects(connection);
            if (objects > 0) {
                rows.put(ArchiveContents.LARGE_OBJECTS, objects);
            }
            connection.rollback();
            return new TargetState(true, rows);
        } catch (SQLException e) {
            throw PostgresConnection.failed("cannot look into database [" + target.database() + "]", e);
        } catch (UserError e) {
            if (isNoSuchDatabase(e)) {
                return new TargetState(false, Map.of());
            }
            throw e;
        }
    }

    @Override
    public Staged stage(Manifest manifest, Map<String, Path> parts) {
        boolean exists = exists();
        if (exists && !Scope.of(manifest.source().settings()).settings().isEmpty()) {
            return inPlace(manifest, parts);
        }
        PostgresUrl elsewhere = maintenance(target);
        try (Connection connection = PostgresConnection.open(elsewhere)) {
            requireRoles(connection, manifest);
            if (!flag(connection, "SELECT rolsuper OR rolcreatedb FROM pg_catalog.pg_roles WHERE rolname = "
                    + "current_user")
                    || exists && !ownsTarget(connection)) {
                if (!exists) {
                    throw UserError.of("user [" + target.user() + "] may not create database [" + target.database()
                            + "]",
                            "create it first, or grant CREATEDB to the user");
                }
                return inPlace(manifest, parts);
            }
            if (exists) {
                requireReplaceable(connection);
            }
            return PostgresAside.make(target, elsewhere, exists, manifest, parts, env, jobs);
        } catch (SQLException e) {
            throw PostgresConnection.failed("cannot prepare a restore on [" + target.place() + "]", e);
        }
    }

    private Staged inPlace(Manifest manifest, Map<String, Path> parts) {
        try (Connection connection = PostgresConnection.open(target)) {
            requireRoles(connection, manifest);
        } catch (SQLException e) {
            throw PostgresConnection.failed("cannot look into database [" + target.database() + "]", e);
        }
        return PostgresInPlace.make(target, manifest, parts, env, jobs);
    }

    private boolean exists() {
        try (Connection _ = PostgresConnection.open(target)) {
            return true;
        } catch (SQLException e) {
            throw PostgresConnection.failed("cannot look into database [" + target.database() + "]", e);
        } catch (UserError e) {
            if (isNoSuchDatabase(e)) {
                return false;
            }
            throw e;
        }
    }

    /** Another database of the server, from which the target can be made and renamed. */
    private static PostgresUrl maintenance(PostgresUrl target) {
        UserError last = null;
        for (String name : List.of("postgres", "template1")) {
            PostgresUrl url = target.withDatabase(name);
            if (name.equals(target.database())) {
                continue;
            }
            try (Connection _ = PostgresConnection.open(url)) {
                return url;
            } catch (SQLException e) {
                throw PostgresConnection.failed("cannot connect to database [" + name + "]", e);
            } catch (UserError e) {
                last = e;
            }
        }
        throw last;
    }

    private static boolean isNoSuchDatabase(UserError error) {
        return error.getCause() instanceof SQLException e && "3D000".equals(e.getSQLState());
    }

    private static void requireRoles(Connection connection, Manifest manifest) throws SQLException {
        List<String> missing = NeededRoles.missing(connection, manifest.source().roles());
        if (!missing.isEmpty()) {
            throw UserError.of("the backup needs roles that the server does not have " + missing,
                    "create them: " + String.join("; ", missing.stream().map(r -> "CREATE ROLE "
                            + SqlText.name(r)).toList())
                            + "; the backup's globals part, which restore fetch brings, has all their properties");
        }
    }

    private boolean ownsTarget(Connection connection) throws SQLException {
        return flag(connection, "SELECT pg_catalog.pg_has_role(datdba, 'USAGE') FROM pg_catalog.pg_database WHERE "
                + "datname = "
                + SqlText.literal(target.database()));
    }

    /** What would keep the old database from being dropped after the swap is found before anything is done. */
    private void requireReplaceable(Connection connection) throws SQLException {
        String name = SqlText.literal(target.database());
        List<String> obstacles = SqlText.column(connection, "SELECT 'replication slot ' || slot_name"
                + " FROM pg_catalog.pg_replication_slots WHERE database = " + name
                + " UNION ALL SELECT 'prepared transaction ' || gid FROM pg_catalog.pg_prepared_xacts WHERE database "
                + "= " + name
                + " UNION ALL SELECT 'subscription to another server' FROM pg_catalog.pg_stat_subscription s"
                + " JOIN pg_catalog.pg_stat_activity a ON a.pid = s.pid WHERE a.datname = " + name);
        if (!obstacles.isEmpty()) {
            throw UserError.of("database [" + target.database() + "] cannot be replaced while it has " + obstacles,
                    "end what uses them and drop them, or restore into another database");
        }
    }

    private static boolean flag(Connection connection, String sql) throws SQLException {
        return SqlText.value(connection, sql).equals("t");
    }
}
