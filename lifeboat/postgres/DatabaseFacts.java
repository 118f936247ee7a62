package lifeboat.postgres;

import com.google.gson.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import lifeboat.base.Json;
import lifeboat.fingerprint.SourceInfo;

/** What a restore needs to know about a database beside its rows. */
public final class DatabaseFacts {
    private static final String DATABASE = """
            SELECT to_jsonb(d) || jsonb_build_object('owner', pg_catalog.pg_get_userbyid(d.datdba),
                'encoding', pg_catalog.pg_encoding_to_char(d.encoding),
                'version', current_setting('server_version'), 'lc_monetary', current_setting('lc_monetary'))
            FROM pg_catalog.pg_database d WHERE d.datname = current_database()
            """;
    private static final String EXTENSIONS = """
            SELECT e.extname, e.extversion, n.nspname FROM pg_catalog.pg_extension e
            JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname <> 'plpgsql' ORDER BY 1
            """;
    /**
     * Owners, grantees and roles of policies, wherever the server keeps track of them, and the bootstrap user, which
     * it does not.
     */
    private static final String ALL_ROLES = """
            SELECT r.rolname FROM pg_catalog.pg_roles r WHERE r.oid IN (SELECT s.refobjid FROM pg_catalog.pg_shdepend s
                WHERE s.refclassid = 'pg_catalog.pg_authid'::regclass
                AND s.dbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()))
            """;
    private static final String RELATION_ROLES = """
            WITH r AS (SELECT c.* FROM unnest(?::oid[]) u (oid) JOIN pg_catalog.pg_class c ON c.oid = u.oid)
            SELECT pg_catalog.pg_get_userbyid(relowner) FROM r
            UNION SELECT pg_catalog.pg_get_userbyid(a.grantee) FROM r, pg_catalog.aclexplode(r.relacl) a WHERE a.grantee <> 0
            UNION SELECT pg_catalog.pg_get_userbyid(a.grantee) FROM r JOIN pg_catalog.pg_attribute t ON t.attrelid = r.oid,
                pg_catalog.aclexplode(t.attacl) a WHERE a.grantee <> 0
            UNION SELECT pg_catalog.pg_get_userbyid(p.role) FROM r JOIN pg_catalog.pg_policy y ON y.polrelid = r.oid,
                unnest(y.polroles) p (role) WHERE p.role <> 0
            """;
    private static final String SCHEMA_ROLES = """
            WITH n AS (SELECT s.* FROM unnest(?::text[]) u (name) JOIN pg_catalog.pg_namespace s ON s.nspname = u.name),
                o AS (SELECT nspowner AS owner, nspacl AS acl FROM n
                UNION ALL SELECT p.proowner, p.proacl FROM n JOIN pg_catalog.pg_proc p ON p.pronamespace = n.oid
                UNION ALL SELECT t.typowner, t.typacl FROM n JOIN pg_catalog.pg_type t ON t.typnamespace = n.oid)
            SELECT pg_catalog.pg_get_userbyid(owner) FROM o
            UNION SELECT pg_catalog.pg_get_userbyid(a.grantee) FROM o, pg_catalog.aclexplode(o.acl) a WHERE a.grantee <> 0
            """;

    /** The catalog's fields and our settings; some versions lack some. */
    private static final Map<String, String> PLACES = Map.of("datcollate", "collate", "datctype", "ctype",
            "datlocprovider", "locale_provider", "daticulocale", "locale", "datlocale", "locale",
            "daticurules", "icu_rules", "datcollversion", "collation_version", "owner", "owner",
            "lc_monetary", "lc_monetary");
    private static final Map<String, String> PROVIDERS = Map.of("c", "libc", "i", "icu", "b", "builtin");

    private static final Set<String> LOCALE = Set.of("collate", "ctype", "locale_provider", "locale");

    private DatabaseFacts() {}

    /** The encoding of a dump's texts: that of all restored copies' connections, unless the database has none. */
    public static String dumpEncoding(String databaseEncoding) {
        return databaseEncoding.equals("SQL_ASCII") ? "SQL_ASCII" : "UTF8";
    }

    /** Reads them for what is selected; {@code client} as in {@code pg_dump 15.20}. */
    public static SourceInfo of(Connection connection, Selection selection, String client) throws SQLException {
        JsonObject database = Json.read(rows(connection, DATABASE, null).getFirst().getFirst(), JsonObject.class);
        Map<String, String> settings = new TreeMap<>(selection.scope().settings());
        settings.put("dump_encoding", dumpEncoding(database.get("encoding").getAsString()));
        addDatabase(database, settings);
        List<SourceInfo.Extension> extensions = new ArrayList<>();
        Map<String, String> places = new TreeMap<>();
        for (List<String> row : rows(connection, EXTENSIONS, null)) {
            extensions.add(new SourceInfo.Extension(row.get(0), row.get(1)));
            places.put(row.get(0), row.get(2));
        }
        if (!places.isEmpty()) {
            settings.put("extension_schemas", Json.line(places));
        }
        String version = database.get("version").getAsString().split(" ")[0];
        return new SourceInfo("postgres", database.get("datname").getAsString(), version, client,
                database.get("encoding").getAsString(), settings, extensions, roles(connection, selection));
    }

    /** How the connection's database sorts texts, in the words of {@link #locale(Map)}. */
    static Map<String, String> locale(Connection connection) throws SQLException {
        Map<String, String> settings = new TreeMap<>();
        addDatabase(Json.read(rows(connection, DATABASE, null).getFirst().getFirst(), JsonObject.class), settings);
        return locale(settings);
    }

    /** How a database sorts texts: those of a source's settings that tell of it. */
    static Map<String, String> locale(Map<String, String> settings) {
        Map<String, String> locale = new TreeMap<>(settings);
        locale.keySet().retainAll(LOCALE);
        return locale;
    }

    private static void addDatabase(JsonObject database, Map<String, String> settings) {
        PLACES.forEach((field, key) -> put(settings, key, database, field));
        settings.computeIfPresent("locale_provider", (_, letter) -> PROVIDERS.getOrDefault(letter, letter));
    }

    /** The roles that own or are granted something that is selected, sorted; without the server's own. */
    public static List<String> roles(Connection connection, Selection selection) throws SQLException {
        TreeSet<String> roles = new TreeSet<>();
        Object[] relations = selection.relations().stream().map(Relation::oid).toArray();
        add(connection, RELATION_ROLES, new Parameter("oid", relations), roles);
        add(connection, SCHEMA_ROLES, new Parameter("text", selection.schemas().toArray()), roles);
        if (selection.scope().whole()) {
            add(connection, ALL_ROLES, null, roles);
        }
        roles.removeIf(name -> name.startsWith("pg_"));
        return List.copyOf(roles);
    }

    private record Parameter(String type, Object[] values) {}

    private static void put(Map<String, String> settings, String key, JsonObject database, String field) {
        if (database.has(field) && !database.get(field).isJsonNull()) {
            settings.put(key, database.get(field).getAsString());
        }
    }

    private static void add(Connection connection, String sql, Parameter parameter, TreeSet<String> names)
            throws SQLException {
        rows(connection, sql, parameter).forEach(row -> names.add(row.getFirst()));
    }

    private static List<List<String>> rows(Connection connection, String sql, Parameter parameter) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            if (parameter != null) {
                statement.setArray(1, connection.createArrayOf(parameter.type(), parameter.values()));
            }
            List<List<String>> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                int width = rows.getMetaData().getColumnCount();
                while (rows.next()) {
                    List<String> row = new ArrayList<>();
                    for (int i = 1; i <= width; i++) {
                        row.add(rows.getString(i));
                    }
                    found.add(row);
                }
            }
            return found;
        }
    }
}
