package lifeboat.postgres;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lifeboat.base.Environment;
import lifeboat.base.Secret;
import lifeboat.base.Tool;

/**
 * Where a PostgreSQL database is and how to get in, complete: what the URL left out was filled in from libpq's
 * variables, the password file and libpq's defaults. Printing it shows no password.
 *
 * @param host      a host name, an address (IPv6 without brackets), or the folder of a Unix socket
 * @param password  empty if none is known
 * @param options   further libpq keywords that were given: {@code sslmode}, {@code sslrootcert}, {@code options} …
 * @param container the container that the socket leads into, if it does
 */
public record PostgresUrl(
        String host, int port, String user, Optional<Secret> password, String database, Map<String, String> options,
        Optional<String> container) {

    /** Keywords that may follow the question mark, and the variables that carry them to libpq. */
    static final Map<String, String> KEYWORDS = new TreeMap<>(Map.of(
            "sslmode", "PGSSLMODE",
            "sslrootcert", "PGSSLROOTCERT",
            "sslcert", "PGSSLCERT",
            "sslkey", "PGSSLKEY",
            "application_name", "PGAPPNAME",
            "connect_timeout", "PGCONNECT_TIMEOUT",
            "options", "PGOPTIONS",
            "channel_binding", "PGCHANNELBINDING",
            "gssencmode", "PGGSSENCMODE"));

    /** Copies the options. */
    public PostgresUrl {
        options = Map.copyOf(options);
    }

    /** A server that is no container's. */
    public PostgresUrl(String host, int port, String user, Optional<Secret> password, String database,
            Map<String, String> options) {
        this(host, port, user, password, database, options, Optional.empty());
    }

    /**
     * Reads {@code postgres://user:password@host:port/database?keyword=value}; every piece may be missing.
     *
     * @throws lifeboat.base.UserError of kind USAGE if it is not such a URL
     */
    public static PostgresUrl parse(String url, Environment env) {
        return new PostgresUrlReader(env).read(url);
    }

    /** Whether this is one of our URLs, by its scheme. */
    public static boolean matches(String url) {
        return url.startsWith("postgres://") || url.startsWith("postgresql://");
    }

    /** Whether it is reached by a Unix socket. */
    public boolean socket() {
        return host.startsWith("/");
    }

    /** The URL as people may see it: no password, no options. */
    public String describe() {
        return container.map(name -> place() + "/postgres/").orElseGet(() -> "postgres://"
                + PostgresUrlReader.encode(user) + "@" + place() + "/") + PostgresUrlReader.encode(database);
    }

    /**
     * The server as people may see it: {@code host:port}, the folder of the socket and the port, or
     * {@code docker://CONTAINER}.
     */
    public String place() {
        if (container.isPresent()) {
            return "docker://" + container.get();
        }
        String shown = socket() ? PostgresUrlReader.encode(host) : host.contains(":") ? "[" + host + "]" : host;
        return shown + ":" + port;
    }

    /** Only the database, for programs that know the rest by their variables: whatever it is called, it is no URL. */
    String conninfo() {
        return "dbname='" + database.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** The same server and user, another database. */
    public PostgresUrl withDatabase(String name) {
        return new PostgresUrl(host, port, user, password, name, options, container);
    }

    /** The same with another value of one keyword. */
    public PostgresUrl withOption(String keyword, String value) {
        Map<String, String> more = new LinkedHashMap<>(options);
        more.put(keyword, value);
        return new PostgresUrl(host, port, user, password, database, more, container);
    }

    /** The variables that make a libpq program connect here; holds the password if one is known. */
    public Map<String, String> libpqEnvironment() {
        Map<String, String> variables = new TreeMap<>();
        variables.put("PGHOST", host);
        variables.put("PGPORT", String.valueOf(port));
        variables.put("PGUSER", user);
        variables.put("PGDATABASE", database);
        variables.put("PGAPPNAME", "lifeboat");
        options.forEach((keyword, value) -> variables.put(KEYWORDS.get(keyword), value));
        password.ifPresent(secret -> variables.put("PGPASSWORD", secret.value()));
        return variables;
    }

    /**
     * A libpq program that connects here: gets {@link #libpqEnvironment} and none of the variables that would override
     * it.
     */
    public Tool configure(Tool tool) {
        return tool.env(libpqEnvironment()).without("PGSERVICE").without("PGSERVICEFILE").without("PGHOSTADDR")
                .without("PGPASSFILE").without("PGTARGETSESSIONATTRS").without("PGCLIENTENCODING")
                .without("PGDATESTYLE").without("PGTZ");
    }

    /** The same as {@link #describe}. */
    @Override
    public String toString() {
        return describe();
    }
}
