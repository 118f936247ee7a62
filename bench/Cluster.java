package bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import lifeboat.base.Cleanup;
import lifeboat.base.UserError;
import lifeboat.base.Workspace;

/**
 * The benchmark's own PostgreSQL server, from installed programs, as an unprivileged user when we are root; with a
 * password, on a free loopback port. Its data stay, the server does not outlive us.
 */
final class Cluster implements AutoCloseable {
    private static final String PROBE = "cd \"$0\" && : > probe && rm probe && [ \"$(id -u)\" != 0 ]";

    private final Shell shell;
    private final Path bin;
    private final Path home;
    private final Path password;
    private String as = "";
    private Cleanup.Handle cleanup;

    /** The cluster in that folder, of the server programs in {@code bin}. */
    Cluster(Shell shell, Path bin, Path home, Path password) {
        this.shell = shell;
        this.bin = bin;
        this.home = home;
        this.password = password;
    }

    /** Starts it, made first if it is not there. */
    Database start(String settings) {
        try {
            Files.createDirectories(home);
            chooseUser();
            if (!Files.exists(home.resolve("data/PG_VERSION"))) {
                initialize();
            }
            stop();
            int port = freePort();
            cleanup = Cleanup.onExit(this::stop);
            shell.must(as + "\"$1\" -D \"$2/data\" -l \"$2/server.log\" -w -t 120 -o \"$3\" start >/dev/null",
                    bin.resolve("pg_ctl").toString(), home.toString(), "-p " + port + " -c listen_addresses=127.0.0.1"
                    + " -c unix_socket_directories= -c timezone=UTC " + settings);
            return new Database("127.0.0.1", port, "postgres", Files.readString(password).strip(), "bench", "",
                    pid(), true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes all data. */
    void remove() {
        close();
        Workspace.deleteTree(home);
    }

    /** Stops the server, also one that an earlier run left behind. */
    @Override
    public void close() {
        if (cleanup != null) {
            cleanup.close();
            cleanup = null;
        } else if (Files.exists(home.resolve("data"))) {
            stop();
        }
    }

    /** By signals rather than by pg_ctl: it also has to work while this process is being ended. */
    private void stop() {
        long pid = pid();
        if (pid == 0) {
            return;
        }
        try {
            ProcessHandle server = ProcessHandle.of(pid).orElse(null);
            if (server != null && Machine.arguments(pid).contains(home.resolve("data").toString())) {
                new ProcessBuilder("kill", "-INT", String.valueOf(pid)).inheritIO().start().waitFor();
                server.onExit().join();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The server's process, 0 if it does not run. */
    private long pid() {
        Path file = home.resolve("data/postmaster.pid");
        try {
            return Files.exists(file) ? Long.parseLong(Files.readAllLines(file).getFirst().strip()) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void initialize() throws IOException {
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        Files.writeString(password, HexFormat.of().formatHex(random) + "\n");
        Path copy = home.resolve("password");
        shell.must("install -m 600 \"$1\" \"$2\" && chown --reference=\"$3\" \"$2\"", password.toString(),
                copy.toString(), home.toString());
        shell.must(as + "\"$1\" -D \"$2/data\" -U postgres -E UTF8 --locale=C -A scram-sha-256 --pwfile=\"$2/password\""
                + " >/dev/null", bin.resolve("initdb").toString(), home.toString());
        Files.delete(copy);
    }

    /** PostgreSQL refuses to run as root. */
    private void chooseUser() {
        if (!shell.must("id -u").equals("0")) {
            return;
        }
        for (String user : List.of("postgres", "nobody", "root")) {
            String way = user.equals("root") ? "unshare --user --map-user=1000 -- "
                    : "setpriv --reuid=" + user + " --regid=$(id -g " + user + ") --clear-groups -- ";
            if (shell.must("id " + user + " >/dev/null 2>&1 && chown -R " + user + " \"$1\" && chmod 700 \"$1\" && "
                    + way + "sh -c \"$2\" \"$1\" 2>/dev/null && echo yes || echo no", home.toString(), PROBE)
                    .equals("yes")) {
                as = way;
                return;
            }
        }
        throw UserError.usage("PostgreSQL does not run as root, and no other user can enter [" + home + "]",
                "use --dir with a folder that others may enter, or run this as an ordinary user");
    }

    /** A port of this machine that is free now. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
