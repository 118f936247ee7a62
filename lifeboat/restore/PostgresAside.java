package lifeboat.restore;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import lifeboat.base.Cleanup;
import lifeboat.base.Environment;
import lifeboat.base.UserError;
import lifeboat.catalog.Manifest;
import lifeboat.fingerprint.Comparison;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.fingerprint.SourceInfo;
import lifeboat.postgres.DatabaseSettings;
import lifeboat.postgres.DropDatabase;
import lifeboat.postgres.DumpArchives;
import lifeboat.postgres.LiveFingerprint;
import lifeboat.postgres.NewDatabase;
import lifeboat.postgres.PostgresConnection;
import lifeboat.postgres.PostgresUrl;
import lifeboat.postgres.RestoredChecks;
import lifeboat.postgres.RestoredDatabase;
import lifeboat.postgres.SqlText;

/**
 * A restored database beside the target. The swap gives it the target's owner, settings and grants, and exchanges the
 * names in one transaction; the old database is dropped after that (the caller took a safety backup of it).
 */
final class PostgresAside implements Restorer.Staged {
    private static final int NAME_BYTES = 63;

    private final PostgresUrl target;
    private final PostgresUrl elsewhere;
    private final boolean exists;
    private final SourceInfo source;
    private final Environment env;
    private final int jobs;
    private final String name;
    private final Cleanup.Handle removal;

    private PostgresAside(PostgresUrl target, PostgresUrl elsewhere, boolean exists, SourceInfo source,
            Environment env, int jobs, String name) {
        this.target = target;
        this.elsewhere = elsewhere;
        this.exists = exists;
        this.source = source;
        this.env = env;
        this.jobs = jobs;
        this.name = name;
        this.removal = Cleanup.onExit(() -> drop(name));
    }

    /** Creates the database and loads the backup into it; leaves nothing if that fails. */
    static PostgresAside make(PostgresUrl target, PostgresUrl elsewhere, boolean exists, Manifest manifest,
            Map<String, Path> parts, Environment env, int jobs) {
        PostgresAside aside = new PostgresAside(target, elsewhere, exists, manifest.source(), env, jobs,
                named(target.database(), "_lifeboat_"));
        try {
            aside.load(DumpArchives.of(parts));
            return aside;
        } catch (RuntimeException e) {
            throw aside.abandoned(e);
        }
    }

    /** Drops what there is; what is left on a server that does not answer any more is named. */
    private RuntimeException abandoned(RuntimeException failure) {
        try {
            close();
            return failure;
        } catch (UserError e) {
            if (!(failure instanceof UserError first)) {
                failure.addSuppressed(e);
                return failure;
            }
            UserError both = UserError.of(first.getMessage() + "; and database [" + name
                    + "], which is not whole, may be left: " + e.getMessage(),
                    "when the server takes it: DROP DATABASE IF EXISTS " + SqlText.name(name)).because(first);
            return first.kind().map(both::orKind).orElse(both);
        }
    }

    @Override
    public boolean aside() {
        return true;
    }

    @Override
    public Fingerprint fingerprint(Fingerprint expected) {
        return LiveFingerprint.of(elsewhere.withDatabase(name), expected, source.settings(), jobs, env);
    }

    @Override
    public List<Comparison.Check> checks(Manifest manifest) {
        try (Connection connection = PostgresConnection.open(elsewhere.withDatabase(name))) {
            return RestoredChecks.of(connection, source, manifest.fingerprint(), List.of());
        } catch (SQLException e) {
            throw PostgresConnection.failed("cannot check the restored database", e);
        }
    }

    @Override
    public void swap() {
        try (Connection connection = PostgresConnection.open(elsewhere)) {
            if (exists) {
                exchange(connection);
            } else {
                DropDatabase.disconnect(connection, name);
                rename(connection, name, target.database());
                removal.dismiss();
            }
        } catch (SQLException e) {
            throw UserError.of("cannot put the restored data in the place of database [" + target.database()
                    + "], which is as it was: " + e.getMessage().lines().findFirst().orElse(""),
                    "stop what is connected to it, or let the user end its sessions: GRANT pg_signal_backend TO "
                            + SqlText.name(target.user())).because(e);
        }
    }

    @Override
    public void close() {
        removal.close();
    }

    private void load(DumpArchives archives) {
        try (Connection connection = PostgresConnection.open(elsewhere)) {
            NewDatabase.create(connection, name, source,
                    exists ? DatabaseSettings.creation(connection, target.database()) : "");
            RestoredDatabase.fill(elsewhere.withDatabase(name), source, archives, env, jobs);
        } catch (SQLException e) {
            throw PostgresConnection.failed("cannot create database [" + name + "]", e);
        }
    }

    /** While the names are exchanged nobody can connect; sessions of the old database are ended. */
    private void exchange(Connection connection) throws SQLException {
        String old = named(target.database(), "_before_");
        DatabaseSettings.copy(connection, target.database(), name);
        SqlText.run(connection, allow(target.database(), false));
        Cleanup.Handle open = Cleanup.onExit(() -> reopen(target.database()));
        try {
            DropDatabase.disconnect(connection, target.database());
            DropDatabase.disconnect(connection, name);
            connection.setAutoCommit(false);
            rename(connection, target.database(), old);
            rename(connection, name, target.database());
            connection.commit();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            connection.rollback();
            connection.setAutoCommit(true);
            open.close();
            throw e;
        }
        open.dismiss();
        removal.dismiss();
        dropOld(connection, old);
    }

    private void dropOld(Connection connection, String old) {
        try {
            DropDatabase.force(connection, old);
        } catch (SQLException e) {
            throw UserError.of("database [" + target.database() + "] is restored and in force, but the old one, now ["
                    + old + "], cannot be dropped: " + e.getMessage(),
                    "drop it when nothing needs it any more").because(e);
        }
    }

    private void reopen(String database) throws SQLException {
        try (Connection connection = PostgresConnection.open(elsewhere)) {
            SqlText.run(connection, allow(database, true));
        }
    }

    private void drop(String database) {
        try (Connection connection = PostgresConnection.open(elsewhere)) {
            DropDatabase.force(connection, database);
        } catch (SQLException e) {
            throw PostgresConnection.failed("cannot drop database [" + database + "]", e);
        }
    }

    private static void rename(Connection connection, String from, String to) throws SQLException {
        SqlText.run(connection, "ALTER DATABASE " + SqlText.name(from) + " RENAME TO " + SqlText.name(to));
    }

    private static String allow(String database, boolean connections) {
        return "ALTER DATABASE " + SqlText.name(database) + " ALLOW_CONNECTIONS " + connections;
    }

    /** The name with a word and eight random digits, cut to what PostgreSQL takes. */
    private static String named(String database, String word) {
        byte[] random = new byte[4];
        new SecureRandom().nextBytes(random);
        String end = word + HexFormat.of().formatHex(random);
        String start = database;
        while ((start + end).getBytes(StandardCharsets.UTF_8).length > NAME_BYTES) {
            start = start.substring(0, start.offsetByCodePoints(start.length(), -1));
        }
        return start + end;
    }
}
