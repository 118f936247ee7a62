package lifeboat.postgres;

import java.io.EOFException;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import javax.net.ssl.SSLException;
import lifeboat.base.UserError;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** Opens JDBC connections and turns what the server answers into errors for people. */
public final class PostgresConnection {
    private static final String DEFAULT_TIMEOUT = "15";

    private PostgresConnection() {}

    /**
     * A new connection in auto-commit mode; the caller closes it.
     *
     * @throws UserError if the server cannot be reached or does not let us in
     */
    public static Connection open(PostgresUrl url) {
        try {
            String place = url.socket() ? "localhost:" + url.port() : url.place();
            String database = URLEncoder.encode(url.database(), StandardCharsets.UTF_8);
            Connection connection = new Driver()
                    .connect("jdbc:postgresql://" + place + "/" + database, properties(url));
            if (connection == null) {
                throw new IllegalStateException("the driver does not know its own URL");
            }
            return connection;
        } catch (SQLException e) {
            throw refused(url, e);
        }
    }

    /** The server's version as a number: {@code 150020} for 15.20. */
    public static int serverVersion(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW server_version_num")) {
            row.next();
            return Integer.parseInt(row.getString(1));
        }
    }

    /** An error while talking to a server that had let us in: {@code doing} as in "cannot count rows". */
    public static UserError failed(String doing, SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        String hint = switch (state) {
            case "42501" -> "grant it to the user, or leave it out by schemas, exclude_schemas, tables or "
                    + "exclude_tables";
            case "55P03" -> "something holds a conflicting lock: try again later, or allow a longer lock_wait";
            case "22021" -> "a name, comment or definition in a database without an encoding (SQL_ASCII) is not UTF-8: "
                    + "write that one anew in UTF-8; rows may hold any bytes";
            case "57014" -> "is there a statement_timeout for this user?";
            case "57P01", "08006", "08003" -> "the connection was ended: look into the server's log";
            default -> null;
        };
        return UserError.of(doing + ": " + sentence(e), hint).because(e);
    }

    private static Properties properties(PostgresUrl url) {
        Properties properties = new Properties();
        PGProperty.USER.set(properties, url.user());
        url.password().ifPresent(secret -> PGProperty.PASSWORD.set(properties, secret.value()));
        PGProperty.APPLICATION_NAME.set(properties, url.options().getOrDefault("application_name", "lifeboat"));
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        String timeout = url.options().getOrDefault("connect_timeout", DEFAULT_TIMEOUT);
        PGProperty.CONNECT_TIMEOUT.set(properties, timeout);
        PGProperty.LOGIN_TIMEOUT.set(properties, timeout);
        if (url.options().containsKey("options")) {
            PGProperty.OPTIONS.set(properties, url.options().get("options"));
        }
        if (url.socket()) {
            PGProperty.SOCKET_FACTORY.set(properties, "org.newsclub.net.unix.AFUNIXSocketFactory$FactoryArg");
            PGProperty.SOCKET_FACTORY_ARG.set(properties, url.host() + "/.s.PGSQL." + url.port());
            PGProperty.SSL_MODE.set(properties, "disable");
            PGProperty.GSS_ENC_MODE.set(properties, "disable");
        } else {
            tls(url, properties);
        }
        return properties;
    }

    private static void tls(PostgresUrl url, Properties properties) {
        PGProperty.SSL_MODE.set(properties, url.options().getOrDefault("sslmode", "prefer"));
        String root = url.options().get("sslrootcert");
        if ("system".equals(root)) {
            PGProperty.SSL_FACTORY.set(properties, "org.postgresql.ssl.DefaultJavaSSLFactory");
            PGProperty.SSL_MODE.set(properties, "verify-full");
        } else if (root != null) {
            PGProperty.SSL_ROOT_CERT.set(properties, root);
        }
        if (url.options().containsKey("sslcert")) {
            PGProperty.SSL_CERT.set(properties, url.options().get("sslcert"));
        }
        if (url.options().containsKey("sslkey")) {
            PGProperty.SSL_KEY.set(properties, url.options().get("sslkey"));
        }
        if (url.options().containsKey("channel_binding")) {
            PGProperty.CHANNEL_BINDING.set(properties, url.options().get("channel_binding"));
        }
    }

    private static UserError refused(PostgresUrl url, SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        String message = String.valueOf(e.getMessage());
        String at = " at [" + url.place() + "]";
        String who = "user [" + url.user() + "]";
        UserError error = switch (state) {
            case "3D000" -> UserError.of("there is no database [" + url.database() + "]" + at,
                    "check the name after the last slash of the URL");
            case "28P01" -> UserError.of("the PostgreSQL server" + at + " refuses the password of " + who,
                    "check the URL, PGPASSWORD or ~/.pgpass");
            case "53300" -> UserError.of("the PostgreSQL server" + at + " has no connection left for " + who,
                    "a backup needs two connections: raise max_connections or the user's limit");
            case "57P03" -> UserError.of("the PostgreSQL server" + at + " is starting up or shutting down",
                    "try again later");
            case "28000" -> UserError.of("the PostgreSQL server" + at + " does not let " + who + " into database ["
                    + url.database() + "]: " + sentence(e), message.contains("no encryption")
                    || message.contains("SSL off")
                            ? "the server may want TLS: add ?sslmode=require to the URL"
                            : "check the user and the server's pg_hba.conf");
            default -> state.startsWith("08") ? unreachable(url, e, message, at, who)
                    : UserError.of("cannot connect to the PostgreSQL server" + at + ": " + sentence(e), null);
        };
        return error.because(e);
    }

    private static UserError unreachable(PostgresUrl url, SQLException e, String message, String at, String who) {
        if (message.contains("no password was provided")) {
            return UserError.of("the PostgreSQL server" + at + " wants a password for " + who + ", and none was given",
                    "give it in the URL, PGPASSWORD or ~/.pgpass");
        }
        if (message.contains("SSL") || cause(e, SSLException.class) != null) {
            return UserError.of("no TLS connection to the PostgreSQL server" + at + " with sslmode ["
                    + url.options().getOrDefault("sslmode", "prefer") + "]: " + sentence(e),
                    message.contains("does not support SSL")
                    ? "the server speaks no TLS: use sslmode=disable if that is acceptable"
                            : "check sslmode, sslrootcert and the host name in the server's certificate");
        }
        if (cause(e, UnknownHostException.class) != null) {
            return UserError.of("there is no host [" + url.host() + "]", "check the host in the URL");
        }
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return UserError.of("cannot connect to the PostgreSQL server" + at + ": " + text(root),
                url.container().isPresent() ? "does the server in it run, and listen on 127.0.0.1:" + url.port()
                        + "? see the container's log"
                        : url.socket() ? "is the server running, with its socket in this folder?"
                        : "is the server running, and is this port open to us?");
    }

    private static <T> T cause(Throwable e, Class<T> type) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return type.cast(t);
            }
        }
        return null;
    }

    private static String sentence(SQLException e) {
        return text(e);
    }

    /** The first line, without the driver's ornaments. */
    private static String text(Throwable e) {
        if (e instanceof EOFException) {
            return "the connection was closed at once";
        }
        String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
        line = line.replaceFirst("^(FATAL|ERROR|PANIC): +", "").strip();
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }
}
