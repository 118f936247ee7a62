package lifeboat.postgres;

import java.io.IOException;
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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import lifeboat.base.Cleanup;
import lifeboat.base.Environment;
import lifeboat.base.Human;
import lifeboat.base.Secret;
import lifeboat.base.UserError;
import lifeboat.base.Workspace;
import lifeboat.container.Container;
import lifeboat.container.Engine;
import lifeboat.container.Image;
import lifeboat.container.Tunnel;

/**
 * A throw-away PostgreSQL server in a container without a network, from an image that behaves as the official one does.
 * It is reached by a Unix socket in a private folder: the server's own where the engine shares our file system, else
 * one that leads through the engine. Closing it, or the end of the process, removes the container and its data.
 */
public final class PostgresContainer implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration NOTICE = Duration.ofSeconds(5);
    private static final long MEMORY = 1L << 30;
    private static final long MOST_MEMORY = 8L << 30;
    private static final long SHARED_MEMORY = 256L << 20;
    private static final int PORT = 5432;
    private static final int SOCKET_PATH = 107;
    private static final String SOCKET = ".s.PGSQL." + PORT;
    private static final String SHARED = "/lifeboat";

    private final Engine engine;
    private final Image image;
    private final Workspace workspace;
    private final Cleanup.Handle removal;
    private final Secret password = new Secret(HexFormat.of().formatHex(random()));
    private Container container;
    private Tunnel tunnel;
    private String version;

    private PostgresContainer(Engine engine, Image image, Workspace workspace) {
        this.engine = engine;
        this.image = image;
        this.workspace = workspace;
        this.removal = Cleanup.onExit(this::remove);
    }

    /**
     * Starts one and waits until it lets us in.
     *
     * @param bytes how much data it will get, about
     * @throws UserError if it does not come up; holds the end of its log
     */
    public static PostgresContainer start(Engine engine, Image image, long bytes, Environment env) {
        return start(engine, image, bytes, env, LIMIT);
    }

    static PostgresContainer start(Engine engine, Image image, long bytes, Environment env, Duration limit) {
        PostgresContainer server = new PostgresContainer(engine, image, workspace(env));
        try {
            server.launch(Math.min(MOST_MEMORY, MEMORY + bytes));
            server.awaitReady(limit);
            return server;
        } catch (RuntimeException e) {
            Cleanup.after(e, server::close);
            throw e;
        }
    }

    /** How to get in as its superuser {@code postgres}. */
    public PostgresUrl url(String database) {
        return new PostgresUrl(workspace.folder().resolve(tunnel == null ? "s" : "t").toString(), PORT, "postgres",
                Optional.of(password), database, Map.of());
    }

    /** The server's version: {@code 15.20}. */
    public String version() {
        return version;
    }

    /** The name of its container. */
    public String name() {
        return container.name();
    }

    /**
     * What happened to it, with the end of its log; empty while it runs. A server that no longer answers is given a
     * moment to be told to have ended.
     */
    public Optional<UserError> ended() {
        Instant deadline = Instant.now().plus(NOTICE);
        Optional<String> how = container.ended();
        while (how.isEmpty() && Instant.now().isBefore(deadline) && !answers()) {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            how = container.ended();
        }
        return how.map(text -> UserError.of("the container of image [" + image.name() + "] came to an end: " + text,
                hint()));
    }

    private boolean answers() {
        try (Connection _ = PostgresConnection.open(url("postgres"))) {
            return true;
        } catch (UserError | SQLException _) {
            return false;
        }
    }

    /** Removes the container and its data. */
    @Override
    public void close() {
        removal.close();
    }

    private void launch(long memory) {
        Path shared = folder("s", "rwxrwxrwx");
        Container.Spec spec = new Container.Spec(image, variables(), Map.of(shared, SHARED), memory, SHARED_MEMORY,
                Optional.empty(), command());
        container = mountable() ? sharing(spec) : Container.start(engine, withoutShare(spec));
        if (!mountable() || !sharesFiles(shared)) {
            requireBash();
            tunnel = Tunnel.open(engine, container.name(), PORT, folder("t", "rwx------").resolve(SOCKET));
        }
    }

    private void requireBash() {
        if (!container.inside("bash", "-c", "true").ok() && container.ended().isEmpty()) {
            throw UserError.of("the image [" + image.name() + "] has no bash, which is needed to reach its server "
                    + "where the engine does not share this machine's files", "use an image with bash, as the official "
                    + "ones have, or drill with --target local or --target server=URL");
        }
    }

    private Map<String, Secret> variables() {
        return Map.of("POSTGRES_PASSWORD", password, "POSTGRES_USER", new Secret("postgres"),
                "POSTGRES_DB", new Secret("postgres"), "POSTGRES_INITDB_ARGS", new Secret("--no-sync"),
                "TZ", new Secret("UTC"));
    }

    private static List<String> command() {
        List<String> command = new ArrayList<>(List.of("postgres"));
        List<String> settings = new ArrayList<>(LocalCluster.SETTINGS);
        settings.add("listen_addresses=127.0.0.1");
        settings.add("unix_socket_directories=/var/run/postgresql," + SHARED);
        settings.forEach(setting -> command.addAll(List.of("-c", setting)));
        return command;
    }

    /** An engine elsewhere says that it does not know the folder. */
    private Container sharing(Container.Spec spec) {
        try {
            return Container.start(engine, spec);
        } catch (UserError e) {
            if (e.getMessage().matches("(?is).*(bind source|mount|statfs|not shared).*")) {
                return Container.start(engine, withoutShare(spec));
            }
            throw e;
        }
    }

    private static Container.Spec withoutShare(Container.Spec spec) {
        List<String> command = spec.command().stream().map(word -> word.replace("," + SHARED, "")).toList();
        return new Container.Spec(spec.image(), spec.variables(), Map.of(), spec.memory(), spec.sharedMemory(),
                spec.program(), command);
    }

    /** Elsewhere than on Linux a container's sockets do not work outside of it. */
    private static boolean mountable() {
        return System.getProperty("os.name").equals("Linux");
    }

    /** An engine that runs elsewhere may have a folder of that name, but not ours. */
    private boolean sharesFiles(Path shared) {
        Path mark = shared.resolve("mark");
        boolean shares = container.inside("touch", SHARED + "/mark").ok() && Files.exists(mark);
        try {
            Files.deleteIfExists(mark);
        } catch (IOException e) {
            throw UserError.of("cannot remove [" + mark + "]: " + e.getMessage(), null).because(e);
        }
        return shares;
    }

    /**
     * While the image sets itself up it runs a server that listens nowhere, with the same sockets, and stops it again:
     * that one does not count.
     */
    private void awaitReady(Duration limit) {
        Instant deadline = Instant.now().plus(limit);
        String last = "no connection yet";
        while (true) {
            try (Connection connection = PostgresConnection.open(url("postgres"))) {
                if (!SqlText.value(connection, "SHOW listen_addresses").isEmpty()) {
                    version = SqlText.value(connection, "SHOW server_version").split(" ")[0];
                    return;
                }
                last = "it is still setting itself up";
            } catch (UserError | SQLException e) {
                last = "it does not let us in: " + e.getMessage().replaceFirst("(?s)^cannot connect to .*]: ", "");
            }
            Optional<String> end = container.ended();
            if (end.isPresent() || Instant.now().isAfter(deadline)) {
                throw UserError.of("the PostgreSQL server of image [" + image.name() + "] does not come up: "
                        + end.orElse("after " + Human.duration(limit) + " " + last), hint());
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private String hint() {
        String logs = container.logs();
        String more = logs.toLowerCase(Locale.ROOT).contains("no space left") ? "free space for the engine; " : "";
        return more + (logs.isEmpty() ? "it has printed nothing: is it an image of PostgreSQL?"
                : "the end of its log:\n" + logs);
    }

    private void remove() {
        try {
            if (tunnel != null) {
                tunnel.close();
            }
            if (container != null) {
                container.close();
            }
        } finally {
            workspace.close();
        }
    }

    private Path folder(String name, String permissions) {
        try {
            Path folder = Files.createDirectory(workspace.file(name));
            return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(permissions));
        } catch (IOException e) {
            throw UserError.of("cannot make a folder in [" + workspace.folder() + "]: " + e.getMessage(), null)
                    .because(e);
        }
    }

    /** Below the environment's temporary folder where that path is fit for libpq's sockets, else in the system's. */
    private static Workspace workspace(Environment env) {
        Workspace near = Workspace.create(env);
        if (near.file("s").resolve(SOCKET).toString().length() <= SOCKET_PATH
                && near.folder().toString().indexOf(',') < 0) {
            return near;
        }
        near.close();
        return Workspace.in(Path.of("/tmp"));
    }

    private static byte[] random() {
        byte[] bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }
}
