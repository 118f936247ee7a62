package lifeboat.postgres;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lifeboat.base.Json;
import lifeboat.base.UserError;

/**
 * What of a database is dumped. Names may hold {@code *} and {@code ?}; a table is {@code schema.name}, or a name in
 * any schema. A partitioned table stands for its partitions too. With tables, nothing but tables (views, sequences) is
 * dumped.
 *
 * @param schemas        only these, empty for all
 * @param excludeSchemas without these
 * @param tables         only these, empty for all; not together with schemas
 * @param excludeTables  without these
 */
public record Scope(
        List<String> schemas, List<String> excludeSchemas, List<String> tables, List<String> excludeTables) {

    /** The whole database. */
    public static final Scope ALL = new Scope(List.of(), List.of(), List.of(), List.of());

    /**
     * Copies the lists.
     *
     * @throws UserError of kind USAGE if both schemas and tables are named, or a name makes no sense
     */
    public Scope {
        schemas = List.copyOf(schemas);
        excludeSchemas = List.copyOf(excludeSchemas);
        tables = List.copyOf(tables);
        excludeTables = List.copyOf(excludeTables);
        if (!schemas.isEmpty() && !tables.isEmpty()) {
            throw UserError.usage("both schemas " + schemas + " and tables " + tables + " are named",
                    "name schemas, or tables as schema.name");
        }
        schemas.forEach(NamePattern::of);
        excludeSchemas.forEach(NamePattern::of);
        tables.forEach(TablePattern::of);
        excludeTables.forEach(TablePattern::of);
    }

    /** Whether things that are in no schema (extensions, large objects, publications) belong to it. */
    public boolean whole() {
        return schemas.isEmpty() && tables.isEmpty();
    }

    /** Whether single tables are chosen or left out. */
    public boolean byTable() {
        return !tables.isEmpty() || !excludeTables.isEmpty();
    }

    /** As settings of a backup's source; a whole database has none. */
    public Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        put(settings, "scope.schemas", schemas);
        put(settings, "scope.exclude_schemas", excludeSchemas);
        put(settings, "scope.tables", tables);
        put(settings, "scope.exclude_tables", excludeTables);
        return settings;
    }

    /** The scope that {@link #settings} tells of, among other settings. */
    public static Scope of(Map<String, String> settings) {
        return new Scope(get(settings, "scope.schemas"), get(settings, "scope.exclude_schemas"),
                get(settings, "scope.tables"), get(settings, "scope.exclude_tables"));
    }

    private static void put(Map<String, String> settings, String key, List<String> names) {
        if (!names.isEmpty()) {
            settings.put(key, Json.line(names));
        }
    }

    private static List<String> get(Map<String, String> settings, String key) {
        String value = settings.get(key);
        return value == null ? List.of() : List.of(Json.read(value, String[].class));
    }
}
