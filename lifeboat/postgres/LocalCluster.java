package lifeboat.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import lifeboat.base.Cleanup;
import lifeboat.base.Environment;
import lifeboat.base.Secret;
import lifeboat.base.Tool;
import lifeboat.base.UserError;
import lifeboat.base.Workspace;

/**
 * A throw-away PostgreSQL server from installed programs, for one drill: in a private folder, reachable by its Unix
 * socket alone (by a loopback port where sockets cannot be had) and with a random password, without durability.
 * Closing it, or the end of the process, stops it at once and removes all of it.
 */
public final class LocalCluster implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int SOCKET_PATH = 107;
    private static final String SOCKET = ".s.PGSQL.5432";
    /** Settings that make a server fast whose data nobody will miss. */
    static final List<String> SETTINGS = List.of("fsync=off", "synchronous_commit=off", "full_page_writes=off",
            "autovacuum=off", "wal_level=minimal", "max_wal_senders=0", "max_wal_size=512MB", "shared_buffers=128MB",
            "maintenance_work_mem=128MB", "max_parallel_maintenance_workers=0", "max_parallel_workers_per_gather=0",
            "max_locks_per_transaction=256", "max_connections=50", "logging_collector=off", "log_destination=stderr",
            "timezone=UTC");

    private final ServerPrograms programs;
    private final Workspace workspace;
    private final RunAs runAs;
    private final Path data;
    private final Secret password;
    private final PostgresUrl url;
    private Tool.Running server;
    private Cleanup.Handle cleanup;

    private LocalCluster(ServerPrograms programs, Workspace workspace) throws IOException {
        this.programs = programs;
        this.workspace = workspace;
        this.password = new Secret(HexFormat.of().formatHex(random()));
        Path folder = workspace.folder();
        ClusterLeftovers.mark(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        this.data = folder("d");
        this.runAs = RunAs.choose(data);
        Optional<Path> socket = socketFolder();
        this.url = new PostgresUrl(socket.map(Path::toString).orElse("127.0.0.1"),
                socket.isPresent() ? 5432 : freePort(), "postgres", Optional.of(password), "postgres",
                socket.isPresent() ? Map.of() : Map.of("sslmode", "disable"));
    }

    /**
     * Makes and starts one, of the given major version where it is installed, else of a later one.
     *
     * @throws UserError of kind DRILL_UNABLE if there are no programs or the server does not come up
     */
    public static LocalCluster start(int major, Environment env) {
        ServerPrograms programs = ServerPrograms.find(major, env);
        Workspace workspace = Workspace.create(env);
        LocalCluster cluster = null;
        try {
            ClusterLeftovers.sweep(workspace.folder(), programs);
            cluster = new LocalCluster(programs, workspace);
            cluster.initialize();
            cluster.launch();
            return cluster;
        } catch (IOException | RuntimeException e) {
            if (cluster == null || cluster.cleanup == null) {
                workspace.close();
            } else {
                cluster.close();
            }
            throw e instanceof UserError u ? u.orKind(UserError.Kind.DRILL_UNABLE) : e instanceof RuntimeException r ? r
                    : new UncheckedIOException((IOException) e);
        }
    }

    /** The server's version: {@code 15.20}. */
    public String version() {
        return programs.version();
    }

    /** The server's major version. */
    public int major() {
        return programs.major();
    }

    /** How to get in as its superuser {@code postgres}, with the password. */
    public PostgresUrl url(String database) {
        return url.withDatabase(database);
    }

    /** Stops it without ado and removes its folder. */
    @Override
    public void close() {
        cleanup.close();
    }

    private void initialize() throws IOException {
        Path secret = data.resolveSibling("secret");
        Files.createFile(secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, password.value() + "\n");
        runAs.give(secret);
        Tool.Result result = runAs.tool(List.of(programs.program("initdb").toString(), "-D", data.toString(),
                "-U", "postgres", "-E", "UTF8", "--locale=C", "-A", "scram-sha-256", "--pwfile=" + secret, "--no-sync"))
                .in(data).run(LIMIT);
        Files.delete(secret);
        if (!result.ok()) {
            throw unable("initdb failed: " + result.errors(), hint(result.errors()));
        }
    }

    private void launch() {
        List<String> command = new ArrayList<>(List.of(programs.program("postgres").toString(), "-D", data.toString()));
        List<String> settings = new ArrayList<>(SETTINGS);
        settings.add("port=" + url.port());
        settings.add("listen_addresses=" + (url.socket() ? "" : url.host()));
        settings.add("unix_socket_directories=" + (url.socket() ? url.host() : ""));
        settings.forEach(s -> command.addAll(List.of("-c", s)));
        server = runAs.tool(command).in(data).start();
        cleanup = Cleanup.onExit(this::remove);
        awaitReady(Instant.now().plus(LIMIT));
    }

    private void awaitReady(Instant deadline) {
        while (true) {
            try (Connection _ = PostgresConnection.open(url)) {
                return;
            } catch (UserError e) {
                if (!server.alive() || Instant.now().isAfter(deadline)) {
                    throw unable("the throw-away PostgreSQL server does not come up: " + server.errors() + " ("
                            + e.getMessage() + ")", hint(server.errors()));
                }
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            } catch (SQLException e) {
                throw PostgresConnection.failed("cannot close a connection", e);
            }
        }
    }

    private void remove() {
        try {
            if (server.alive()) {
                ClusterLeftovers.stop(programs, runAs, data);
            }
            server.close();
        } finally {
            if (url.socket() && !Path.of(url.host()).startsWith(workspace.folder())) {
                Workspace.deleteTree(Path.of(url.host()));
            }
            workspace.close();
        }
    }

    /** Below our folder where that path is short enough for a socket, else in the system's temporary folder. */
    private Optional<Path> socketFolder() throws IOException {
        if (!socketsSupported()) {
            return Optional.empty();
        }
        Path near = workspace.file("s");
        if (near.resolve(SOCKET).toString().length() > SOCKET_PATH) {
            near = Files.createTempDirectory(Path.of("/tmp"), "lifeboat-",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            folder("s");
        }
        runAs.give(near);
        return Optional.of(near);
    }

    /** Asked by name: the class file refers to annotations that are nowhere to be had, which the compiler warns of. */
    private static boolean socketsSupported() {
        try {
            return (boolean) Class.forName("org.newsclub.net.unix.AFUNIXSocket").getMethod("isSupported").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectory(workspace.file(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static UserError unable(String message, String hint) {
        return UserError.of(UserError.Kind.DRILL_UNABLE, message.lines().reduce((a, b) -> a + "; " + b).orElse(message),
                hint);
    }

    private static String hint(String errors) {
        return errors.contains("No space left") ? "free space, or set TMPDIR to a folder on a larger disk"
                : errors.contains("Permission denied") ? "set TMPDIR to a folder that other users may enter, such as "
                + "/tmp"
                : null;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static byte[] random() {
        byte[] bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }
}
