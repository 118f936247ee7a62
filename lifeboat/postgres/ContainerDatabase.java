package lifeboat.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import lifeboat.base.Environment;
import lifeboat.base.Secret;
import lifeboat.base.UserError;
import lifeboat.base.Workspace;
import lifeboat.container.Engine;
import lifeboat.container.RunningContainer;
import lifeboat.container.Tunnel;

/**
 * Databases of a PostgreSQL server in somebody's container, reached through the engine: no port of it needs to be open.
 * User and password are those that the container was given, as the official image has them, unless {@code PGUSER} and
 * {@code PGPASSWORD} say otherwise. A way in stays open until the process ends.
 */
public final class ContainerDatabase {
    private static final int PORT = 5432;
    private static final Map<Way, Path> OPEN = new HashMap<>();

    private record Way(String engine, String container) {}

    private ContainerDatabase() {}

    /**
     * How to get into a database.
     *
     * @throws UserError if there is no such container, it does not run, or has no bash
     */
    public static PostgresUrl url(String container, String database, Environment env) {
        RunningContainer running = RunningContainer.find(Engine.find(env), container).required();
        String user = env.get("PGUSER").or(() -> running.ask("printf %s \"$POSTGRES_USER\"").map(Secret::value))
                .orElse("postgres");
        Optional<Secret> password = env.get("PGPASSWORD").map(Secret::new)
                .or(() -> running.ask("printf %s \"${POSTGRES_PASSWORD:-$(cat \"$POSTGRES_PASSWORD_FILE\")}\""));
        return new PostgresUrl(way(running, env).toString(), PORT, user, password, database, Map.of(),
                Optional.of(container));
    }

    private static synchronized Path way(RunningContainer container, Environment env) {
        String name = container.name();
        return OPEN.computeIfAbsent(new Way(container.engine().name(), name), _ -> {
            if (container.ask("command -v bash").isEmpty()) {
                throw UserError.of("the container [" + name + "] has no bash, which is needed to reach its server",
                        "use the server's own address: postgres://USER@HOST/DATABASE");
            }
            Path folder = folder(Workspace.create(env), name);
            Tunnel.open(container.engine(), name, PORT, folder.resolve(".s.PGSQL." + PORT));
            return folder;
        });
    }

    /** Named as the container, so that messages tell where it leads. */
    private static Path folder(Workspace workspace, String name) {
        try {
            return Files.createDirectory(workspace.file(name), PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw UserError.of("cannot make a folder in [" + workspace.folder() + "]: " + e.getMessage(), null)
                    .because(e);
        }
    }
}
