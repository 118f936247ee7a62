package lifeboat.drill;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import lifeboat.base.Cleanup;
import lifeboat.base.Environment;
import lifeboat.base.UserError;
import lifeboat.catalog.Manifest;
import lifeboat.fingerprint.SourceInfo;
import lifeboat.postgres.ArchiveLoader;
import lifeboat.postgres.LocalCluster;
import lifeboat.postgres.NeededRoles;
import lifeboat.postgres.NewDatabase;
import lifeboat.postgres.PostgresConnection;

/** Restores into a throw-away PostgreSQL cluster made from the server programs installed here. */
public final class PostgresLocalTarget implements Target {
    private static final String DATABASE = "lifeboat_drill";
    private static final int OLDEST = 12;

    private final Environment env;
    private final int jobs;

    /** A target that loads and reads with as many connections as {@code jobs}. */
    public PostgresLocalTarget(Environment env, int jobs) {
        this.env = env;
        this.jobs = jobs;
    }

    @Override
    public String kind() {
        return "local";
    }

    @Override
    public Instance start(Manifest manifest) {
        SourceInfo source = manifest.source();
        LocalCluster cluster = LocalCluster.start(ArchiveLoader.major(source.version(), OLDEST), env);
        Cleanup.Handle removal = Cleanup.onExit(cluster::close);
        try (Connection connection = PostgresConnection.open(cluster.url("postgres"))) {
            List<String> roles = NeededRoles.missing(connection, source.roles());
            NeededRoles.create(connection, roles);
            Optional<String> note = NewDatabase.create(connection, DATABASE, source, "");
            return new PostgresInstance(new PostgresInstance.Place(cluster.url(DATABASE),
                    "PostgreSQL " + cluster.version() + ", throw-away cluster" + note.map(n -> "; " + n).orElse(""),
                    roles), source, env, jobs, removal);
        } catch (SQLException e) {
            removal.close();
            throw PostgresConnection.failed("cannot prepare the throw-away cluster", e)
                    .orKind(UserError.Kind.DRILL_UNABLE);
        } catch (RuntimeException e) {
            removal.close();
            throw e instanceof UserError u ? u.orKind(UserError.Kind.DRILL_UNABLE) : e;
        }
    }
}
