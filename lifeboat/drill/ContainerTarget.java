package lifeboat.drill;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import lifeboat.base.Cleanup;
import lifeboat.base.Environment;
import lifeboat.base.Output;
import lifeboat.base.UserError;
import lifeboat.catalog.Manifest;
import lifeboat.container.Engine;
import lifeboat.container.Image;
import lifeboat.container.Leftovers;
import lifeboat.fingerprint.SourceInfo;
import lifeboat.postgres.ArchiveLoader;
import lifeboat.postgres.NeededRoles;
import lifeboat.postgres.NewDatabase;
import lifeboat.postgres.PostgresConnection;
import lifeboat.postgres.PostgresContainer;

/**
 * Restores into a throw-away container of PostgreSQL: of the image that is asked for, else of {@code postgres:MAJOR}
 * with the major version that the backup was made from. Containers that killed runs left behind are removed first.
 */
public final class ContainerTarget implements Target {
    private static final String DATABASE = "lifeboat_drill";

    private final Optional<String> image;
    private final Output out;
    private final Environment env;
    private final int jobs;

    /** A target that loads and reads with as many connections as {@code jobs}. */
    public ContainerTarget(Optional<String> image, Output out, Environment env, int jobs) {
        this.image = image;
        this.out = out;
        this.env = env;
        this.jobs = jobs;
    }

    @Override
    public String kind() {
        return "container";
    }

    @Override
    public Instance start(Manifest manifest) {
        try {
            return launch(manifest);
        } catch (UserError e) {
            throw e.orKind(UserError.Kind.DRILL_UNABLE);
        }
    }

    private Instance launch(Manifest manifest) {
        int major = ArchiveLoader.major(manifest.source().version(), 0);
        Engine engine = Engine.find(env);
        Leftovers.sweep(engine);
        Image chosen = Image.require(engine, image.orElse("postgres:" + major), out);
        PostgresContainer server = PostgresContainer.start(engine, chosen, manifest.plainSize(), env);
        try {
            requireNotOlder(server, chosen, major);
            return new ContainerInstance(prepare(server, chosen, manifest.source()), server);
        } catch (SQLException e) {
            UserError error = server.ended().orElseGet(() -> PostgresConnection.failed(
                    "cannot prepare the database in the container", e));
            Cleanup.after(error, server::close);
            throw error;
        } catch (RuntimeException e) {
            Cleanup.after(e, server::close);
            throw e;
        }
    }

    private Instance prepare(PostgresContainer server, Image chosen, SourceInfo source) throws SQLException {
        try (Connection connection = PostgresConnection.open(server.url("postgres"))) {
            List<String> roles = NeededRoles.missing(connection, source.roles());
            NeededRoles.create(connection, roles);
            Optional<String> note = NewDatabase.create(connection, DATABASE, source, "");
            String description = "PostgreSQL " + server.version() + ", container of image " + chosen.name() + " ("
                    + chosen.digest() + ")" + note.map(n -> "; " + n).orElse("");
            return new PostgresInstance(new PostgresInstance.Place(server.url(DATABASE), description, roles), source,
                    env, jobs, Cleanup.onExit(server::close));
        }
    }

    private static void requireNotOlder(PostgresContainer server, Image chosen, int major) {
        if (ArchiveLoader.major(server.version(), major) < major) {
            throw UserError.of("the image [" + chosen.name() + "] has PostgreSQL [" + server.version()
                    + "], which is older than the server [" + major + "] that the backup was made from",
                    "use an image of version " + major + " or later, such as postgres:" + major);
        }
    }
}
