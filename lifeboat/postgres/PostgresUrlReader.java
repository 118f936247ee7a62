package lifeboat.postgres;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lifeboat.base.Environment;
import lifeboat.base.Secret;
import lifeboat.base.UserError;

/** Reads PostgreSQL URLs as libpq does, and fills in what they leave out. */
final class PostgresUrlReader {
    private static final String FORM = "write it as postgres://user:password@host:port/database?sslmode=…, "
            + "special characters as %XX";
    private static final List<String> SSL_MODES =
            List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
    /**
     * What frameworks add to their URLs for themselves; libpq knows none of it, and it does not change what is dumped.
     */
    private static final Set<String> FOREIGN = Set.of("schema", "pgbouncer", "connection_limit", "pool_timeout",
            "socket_timeout", "statement_cache_size", "serverVersion", "charset", "pool");

    private final Environment env;
    private String host;
    private String port;
    private String user;
    private String password;
    private String database;
    private final Map<String, String> options = new LinkedHashMap<>();

    PostgresUrlReader(Environment env) {
        this.env = env;
    }

    PostgresUrl read(String url) {
        if (!PostgresUrl.matches(url)) {
            throw UserError.usage("not a PostgreSQL URL: it does not begin with postgres:// or postgresql://", FORM);
        }
        String rest = url.substring(url.indexOf("://") + 3);
        int query = rest.indexOf('?');
        if (query >= 0) {
            readQuery(rest.substring(query + 1));
            rest = rest.substring(0, query);
        }
        int slash = rest.indexOf('/');
        if (slash >= 0) {
            database = orElse(decode(rest.substring(slash + 1)), database);
            rest = rest.substring(0, slash);
        }
        readAuthority(rest);
        return complete();
    }

    private void readAuthority(String authority) {
        int at = authority.lastIndexOf('@');
        if (at >= 0) {
            String userInfo = authority.substring(0, at);
            int colon = userInfo.indexOf(':');
            user = orElse(decode(colon < 0 ? userInfo : userInfo.substring(0, colon)), user);
            password = colon < 0 ? password : orElse(decode(userInfo.substring(colon + 1)), password);
        }
        String place = authority.substring(at + 1);
        if (place.contains(",")) {
            throw UserError.usage("the PostgreSQL URL names several hosts [" + place + "]", "name one host");
        }
        int end = place.startsWith("[") ? place.indexOf(']') : -1;
        if (place.startsWith("[") && end < 0) {
            throw UserError.usage("the PostgreSQL URL has an IPv6 address without a closing bracket [" + place + "]",
                    FORM);
        }
        int colon = place.indexOf(':', end + 1);
        String name = colon < 0 ? place : place.substring(0, colon);
        host = orElse(end < 0 ? decode(name) : name.substring(1, end), host);
        port = colon < 0 ? port : orElse(place.substring(colon + 1), port);
    }

    private void readQuery(String query) {
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (pair.isEmpty()) {
                continue;
            }
            String key = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            switch (key) {
                case "host" -> host = value;
                case "port" -> port = value;
                case "user" -> user = value;
                case "password" -> password = value;
                case "dbname" -> database = value;
                case "ssl" -> options.putIfAbsent("sslmode", value.equals("false") ? "disable" : "require");
                default -> option(key, value);
            }
        }
    }

    private void option(String key, String value) {
        if (PostgresUrl.KEYWORDS.containsKey(key)) {
            options.put(key, value);
        } else if (!FOREIGN.contains(key)) {
            throw UserError.usage("unknown parameter [" + key + "] in the PostgreSQL URL",
                    "allowed: host, port, user, password, dbname, " + String.join(", ", PostgresUrl.KEYWORDS.keySet()));
        }
    }

    private PostgresUrl complete() {
        if (host == null && env.get("PGHOST").isEmpty() && env.get("PGSERVICE").isPresent()) {
            throw UserError.usage("the PostgreSQL URL names no host, and service files (PGSERVICE) are not read",
                    "write the host in the URL, or set PGHOST");
        }
        PostgresUrl.KEYWORDS.forEach((key, variable) ->
                env.get(variable).ifPresent(value -> options.putIfAbsent(key, value)));
        checkOptions();
        int number = number(orElse(port, env.get("PGPORT").orElse("5432")));
        String place = orElse(host, env.get("PGHOST").orElseGet(() -> defaultHost(number)));
        String name = orElse(user, env.get("PGUSER").orElseGet(() -> System.getProperty("user.name")));
        String db = orElse(database, env.get("PGDATABASE").orElse(name));
        Optional<Secret> secret = Optional.ofNullable(orElse(password, null)).or(() -> env.get("PGPASSWORD"))
                .or(() -> new PasswordFile(env).find(place, number, db, name)).map(Secret::new);
        return new PostgresUrl(place, number, name, secret, db, options);
    }

    private void checkOptions() {
        String mode = options.get("sslmode");
        if (mode != null && !SSL_MODES.contains(mode)) {
            throw UserError.usage("unknown sslmode [" + mode + "]", "allowed: " + String.join(", ", SSL_MODES));
        }
        String timeout = options.get("connect_timeout");
        if (timeout != null && !timeout.matches("\\d{1,6}")) {
            throw UserError.usage("connect_timeout [" + timeout + "] is not a number of seconds", null);
        }
        for (String key : List.of("sslrootcert", "sslcert", "sslkey")) {
            String file = options.get(key);
            if (file != null && !file.equals("system") && !Files.isReadable(Path.of(file))) {
                throw UserError.usage("cannot read the " + key + " file [" + file + "]",
                        "check its path and permissions");
            }
        }
    }

    private static int number(String port) {
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65535) {
            throw UserError.usage("the PostgreSQL port [" + port + "] is not a number from 1 to 65535", FORM);
        }
        return Integer.parseInt(port);
    }

    /** The first usual socket folder that has this server's socket, else the loopback. */
    private static String defaultHost(int port) {
        for (String folder : List.of("/var/run/postgresql", "/tmp")) {
            if (Files.exists(Path.of(folder, ".s.PGSQL." + port))) {
                return folder;
            }
        }
        return "localhost";
    }

    private static String orElse(String value, String fallback) {
        return value == null || value.isEmpty() ? fallback : value;
    }

    /** Percent-decoding as libpq does it: a plus sign stays one. */
    private static String decode(String text) {
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(in.length);
        for (int i = 0; i < in.length; i++) {
            if (in[i] != '%') {
                out.put(in[i]);
                continue;
            }
            int high = i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
            int low = i + 2 < in.length ? Character.digit(in[i + 2], 16) : -1;
            if (high < 0 || low < 0 || high + low == 0) {
                throw UserError.usage("the PostgreSQL URL has a percent sign that begins no %XX", FORM);
            }
            out.put((byte) (high * 16 + low));
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(out.flip()).toString();
        } catch (CharacterCodingException e) {
            throw UserError.usage("the PostgreSQL URL holds bytes that are not UTF-8", FORM).because(e);
        }
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
