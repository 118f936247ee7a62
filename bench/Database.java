package bench;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import lifeboat.base.UserError;

/**
 * The measured PostgreSQL database.
 *
 * @param host    a name, an address, or the folder of a Unix socket
 * @param sslmode libpq's, empty for its default
 * @param server  the server's process, 0 if it is not known
 * @param own     whether the benchmark made it
 */
record Database(String host, int port, String user, String password, String name, String sslmode, long server,
        boolean own) {
    /**
     * The one of a URL {@code postgres://USER:PASSWORD@HOST:PORT/DATABASE?host=…&sslmode=…}.
     *
     * @throws UserError if it is none
     */
    static Database of(String url) {
        URI uri = uri(url);
        String[] user = Optional.ofNullable(uri.getRawUserInfo()).orElse(System.getProperty("user.name")).split(":", 2);
        String host = Optional.ofNullable(uri.getHost()).orElse("localhost");
        String sslmode = "";
        for (String setting : Optional.ofNullable(uri.getRawQuery()).orElse("").split("&")) {
            String[] pair = setting.split("=", 2);
            switch (pair[0]) {
                case "" -> { }
                case "host" -> host = decoded(pair[1]);
                case "sslmode" -> sslmode = pair[1];
                default -> throw UserError.usage("the benchmark does not know [" + pair[0] + "] in a URL",
                        "it takes host and sslmode");
            }
        }
        return new Database(host, uri.getPort() < 0 ? 5432 : uri.getPort(), decoded(user[0]),
                user.length > 1 ? decoded(user[1]) : Optional.ofNullable(System.getenv("PGPASSWORD")).orElse(""),
                decoded(uri.getPath().substring(1)), sslmode, 0, false);
    }

    private static URI uri(String url) {
        try {
            URI uri = URI.create(url);
            if (("postgres".equals(uri.getScheme()) || "postgresql".equals(uri.getScheme())) && uri.getPath() != null
                    && uri.getPath().length() > 1) {
                return uri;
            }
        } catch (IllegalArgumentException _) {
            // said below, without the password that it may hold
        }
        throw UserError.usage("--postgres is no URL of a PostgreSQL database",
                "it looks like postgres://user@host:5432/database");
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** A database of this server as Lifeboat's URL; the rest it takes from libpq's variables. */
    static String url(String database) {
        return "postgres:///" + URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Lets libpq's programs find it. */
    void apply(Shell shell) {
        shell.set("PGHOST", host);
        shell.set("PGPORT", port);
        shell.set("PGUSER", user);
        shell.set("PGDATABASE", name);
        if (!password.isEmpty()) {
            shell.set("PGPASSWORD", password);
        }
        if (!sslmode.isEmpty()) {
            shell.set("PGSSLMODE", sslmode);
        }
    }

    /** Fills it; {@code rows} is the number of events. */
    void load(Shell shell, Path script, long rows) {
        String settings = "-v events=" + rows + " -v accounts=" + Math.max(1, rows * 4 / 3)
                + " -v customers=" + Math.max(1, rows / 150) + " -v orders=" + Math.max(1, rows / 60)
                + " -v blob=" + Math.max(3, rows / 15);
        create(shell);
        shell.must("psql -qX -v ON_ERROR_STOP=1 " + settings + " -f \"$1\" >/dev/null", script.toString());
        shell.must("psql -qX -c 'VACUUM ANALYZE' -c CHECKPOINT");
    }

    /** Makes it anew, empty. */
    void create(Shell shell) {
        shell.must("psql -qX -d postgres -c 'DROP DATABASE IF EXISTS \"'\"$PGDATABASE\"'\"' -c 'CREATE DATABASE \"'"
                + "\"$PGDATABASE\"'\" TEMPLATE template0'");
    }

    /** The server's process, if it runs on this machine where we can see it; 0 if not. */
    long findServer(Shell shell) {
        String back = shell.must("""
                psql -qXAt <<'SQL'
                SELECT pg_backend_pid() AS pid \\gset
                \\setenv BACKEND :pid
                \\! sed -n 's/^\\(Name\\|PPid\\):[[:space:]]*//p' /proc/$BACKEND/status 2>/dev/null
                SQL""");
        String[] lines = back.split("\n");
        return lines.length == 2 && lines[0].equals("postgres") && isPostgres(Long.parseLong(lines[1]))
                ? Long.parseLong(lines[1]) : 0;
    }

    private static boolean isPostgres(long pid) {
        return Machine.task(pid).filter(task -> task.name().equals("postgres")).isPresent();
    }

    /** The same with what is known of its server. */
    Database withServer(long pid) {
        return new Database(host, port, user, password, name, sslmode, pid, own);
    }
}
