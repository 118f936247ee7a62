package lifeboat.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import lifeboat.base.Cleanup;
import lifeboat.base.Environment;
import lifeboat.base.Tool;
import lifeboat.base.Workspace;
import lifeboat.postgres.PostgresConnection;
import lifeboat.postgres.PostgresUrl;

/**
 * A real throw-away PostgreSQL cluster: loopback only, random port, no fsync, run by an unprivileged user when we are
 * root. {@link #of} shares one per major version in a JVM; all are stopped and removed when the JVM ends.
 */
public final class PostgresServer implements AutoCloseable {
    /** The password of user {@code postgres} where one is asked for. */
    public static final String PASSWORD = "se:cret\\ €%";

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Map<Integer, PostgresServer> SHARED = new TreeMap<>();
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final int major;
    private final Path bin;
    private final Path folder;
    private final int port;
    private final boolean password;
    private final Map<String, String> variables;
    private final Cleanup.Handle cleanup;

    private PostgresServer(int major, boolean password, List<String> settings) {
        this(major, password, settings, Map.of());
    }

    private PostgresServer(int major, boolean password, List<String> settings, Map<String, String> variables) {
        this.variables = variables;
        this.major = major;
        this.password = password;
        this.bin = PostgresBinaries.of(major);
        try {
            this.folder = Files.createTempDirectory("lifeboat-pg" + major + "-");
            this.port = freePort();
            give(folder);
            cleanup = Cleanup.onExit(this::remove);
            initialize();
            start(settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The shared server of that major version; trusts everybody. Tests make their own databases. */
    public static synchronized PostgresServer of(int major) {
        return SHARED.computeIfAbsent(major, m -> new PostgresServer(m, false, List.of()));
    }

    /** The shared server of the newest installed version. */
    public static PostgresServer installed() {
        return of(PostgresBinaries.installed().getLast());
    }

    /** A server of one's own that asks for {@link #PASSWORD}; settings as {@code name=value}. Close it. */
    public static PostgresServer withPassword(int major, String... settings) {
        return new PostgresServer(major, true, List.of(settings));
    }

    /** A server of one's own that trusts everybody; settings as {@code name=value}. Close it. */
    public static PostgresServer own(int major, String... settings) {
        return new PostgresServer(major, false, List.of(settings));
    }

    /** A server of one's own that has the locale {@code de_DE.utf8} beside its plain ones. Close it. */
    public static PostgresServer withGermanLocale(int major) {
        try {
            Path locales = Files.createDirectories(PostgresBinaries.cache().resolve("locales"));
            if (!Files.exists(locales.resolve("de_DE.utf8"))) {
                PostgresBinaries.run(locales, List.of("localedef", "-i", "de_DE", "-f", "UTF-8",
                        locales.resolve("de_DE.utf8").toString()));
            }
            return new PostgresServer(major, false, List.of(), Map.of("LOCPATH", locales.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its major version. */
    public int major() {
        return major;
    }

    /** Its TCP port on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** The folder of its Unix socket. */
    public Path socketFolder() {
        return folder;
    }

    /** Its data folder. */
    public Path data() {
        return folder.resolve("data");
    }

    /** The folder of its own programs. */
    public Path bin() {
        return bin;
    }

    /** The URL of a database for the superuser, with the password if one is asked for. */
    public String url(String database) {
        String secret = password ? ":se%3Acret%5C%20%E2%82%AC%25" : "";
        return "postgres://postgres" + secret + "@127.0.0.1:" + port + "/" + database;
    }

    /** The same, read; nothing comes from this process's environment. */
    public PostgresUrl address(String database) {
        return PostgresUrl.parse(url(database), new Environment(Map.of("HOME", folder.toString())));
    }

    /** A new empty database with a name of its own. */
    public String createDatabase() {
        String name = "db" + ProcessHandle.current().pid() + "_" + NAMES.incrementAndGet();
        execute("postgres", "CREATE DATABASE " + name);
        return name;
    }

    /** A new connection of the superuser; the caller closes it. */
    public Connection connect(String database) {
        return PostgresConnection.open(address(database));
    }

    /** Runs statements, each in its own transaction. */
    public void execute(String database, String... statements) {
        try (Connection connection = connect(database); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first value of the first row, as text. */
    public String query(String database, String sql) {
        try (Connection connection = connect(database); Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : null;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Stops it and removes its folder. */
    @Override
    public void close() {
        cleanup.close();
    }

    private void initialize() throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-D", data().toString(), "-U", "postgres", "-E", "UTF8",
                "--locale=C", "--no-sync", "-A", password ? "scram-sha-256" : "trust"));
        if (password) {
            Path file = folder.resolve("password");
            Files.writeString(file, PASSWORD + "\n");
            give(file);
            arguments.add("--pwfile=" + file);
        }
        run("initdb", arguments);
    }

    private void start(List<String> settings) {
        List<String> options = new ArrayList<>(List.of("listen_addresses=127.0.0.1", "port=" + port,
                "unix_socket_directories=" + folder, "fsync=off", "synchronous_commit=off", "full_page_writes=off",
                "shared_buffers=64MB", "max_connections=60", "wal_level=logical", "max_prepared_transactions=2"));
        options.addAll(settings);
        StringBuilder text = new StringBuilder();
        options.forEach(option -> text.append(" -c '").append(option).append('\''));
        run("pg_ctl", List.of("-D", data().toString(), "-l", folder.resolve("log").toString(), "-w", "-t", "60",
                "-o", text.toString(), "start"));
    }

    private void remove() {
        try {
            if (Files.exists(data().resolve("postmaster.pid"))) {
                run("pg_ctl", List.of("-D", data().toString(), "-m", "immediate", "-w", "stop"));
            }
        } finally {
            Workspace.deleteTree(folder);
        }
    }

    private void run(String program, List<String> arguments) {
        List<String> command = new ArrayList<>(PostgresBinaries.unprivileged());
        command.add(bin.resolve(program).toString());
        command.addAll(arguments);
        Tool.Result result = Tool.of(command).in(folder).output(folder.resolve("out-" + program).toAbsolutePath())
                .env("LC_ALL", "C").env(variables).run(LIMIT);
        if (!result.ok()) {
            throw new IllegalStateException(program + " of PostgreSQL " + major + " failed: " + result.errors()
                    + log());
        }
    }

    private String log() {
        try {
            return Files.exists(folder.resolve("log")) ? "\n" + Files.readString(folder.resolve("log")) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void give(Path path) throws IOException {
        if (PostgresBinaries.root()) {
            UserPrincipal owner = path.getFileSystem().getUserPrincipalLookupService()
                    .lookupPrincipalByName(PostgresBinaries.user());
            Files.setAttribute(path, "posix:owner", owner, LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
