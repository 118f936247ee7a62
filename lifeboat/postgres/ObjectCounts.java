package lifeboat.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many schema objects of each kind a scope has, and which of its constraints and indexes are not valid. The same on
 * a source and on what is restored from its dump, also by another major version; what extensions bring is left out.
 *
 * @param counts   by kind; kinds without any are left out
 * @param unproven as {@code constraint schema.table.name} and {@code index schema.name}, sorted
 */
public record ObjectCounts(Map<String, Long> counts, List<String> unproven) {

    /** Not of an extension, and not made by the server on behalf of another object. */
    private static final String OWN = """
            NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.%s'::regclass AND d.objid = o.oid
                AND d.deptype IN ('e', 'i'))""";

    /** Counts of what belongs to relations; the parameter holds their numbers. */
    private static final String OF_RELATIONS = """
            WITH r AS (SELECT c.oid, c.relkind FROM unnest(?::oid[]) u (oid) JOIN pg_catalog.pg_class c ON c.oid = u.oid)
            SELECT CASE relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'v' THEN 'view'
                WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table' ELSE 'sequence' END AS kind, count(*)
                FROM r GROUP BY 1
            UNION ALL SELECT 'index', count(*) FROM pg_catalog.pg_index i JOIN r ON r.oid = i.indrelid
                WHERE (i.indisvalid OR r.relkind = 'p') AND i.indisready
            UNION ALL SELECT CASE contype WHEN 'c' THEN 'check constraint' WHEN 'f' THEN 'foreign key'
                WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique constraint' ELSE 'exclusion constraint' END, count(*)
                FROM pg_catalog.pg_constraint c JOIN r ON r.oid = c.conrelid
                WHERE contype IN ('c', 'p', 'u', 'x') OR contype = 'f' AND conparentid = 0 GROUP BY 1
            UNION ALL SELECT 'trigger', count(*) FROM pg_catalog.pg_trigger t JOIN r ON r.oid = t.tgrelid
                WHERE NOT t.tgisinternal AND coalesce((to_jsonb(t) ->> 'tgparentid')::bigint, 0) = 0
            UNION ALL SELECT 'policy', count(*) FROM pg_catalog.pg_policy p JOIN r ON r.oid = p.polrelid
            UNION ALL SELECT 'rule', count(*) FROM pg_catalog.pg_rewrite w JOIN r ON r.oid = w.ev_class
                WHERE w.rulename <> '_RETURN'
            UNION ALL SELECT 'column default', count(*) FROM pg_catalog.pg_attrdef a JOIN r ON r.oid = a.adrelid
            UNION ALL SELECT 'statistics', count(*) FROM pg_catalog.pg_statistic_ext s JOIN r ON r.oid = s.stxrelid
            """;

    /** Counts of what lies in schemas beside relations; the parameter holds the schemas' names. */
    private static final String OF_SCHEMAS = """
            WITH n AS (SELECT s.oid FROM unnest(?::text[]) u (name) JOIN pg_catalog.pg_namespace s ON s.nspname = u.name)
            SELECT CASE o.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END AS kind, count(*)
                FROM pg_catalog.pg_proc o JOIN n ON n.oid = o.pronamespace WHERE %s GROUP BY 1
            UNION ALL SELECT CASE o.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range type'
                WHEN 'c' THEN 'composite type' ELSE 'base type' END, count(*)
                FROM pg_catalog.pg_type o JOIN n ON n.oid = o.typnamespace
                LEFT JOIN pg_catalog.pg_class c ON c.oid = o.typrelid
                WHERE o.typtype IN ('e', 'd', 'r', 'c', 'b') AND o.typisdefined AND (o.typrelid = 0 OR c.relkind = 'c')
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_type e WHERE e.typarray = o.oid)
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.deptype = 'e'
                    AND (d.classid = 'pg_catalog.pg_type'::regclass AND d.objid = o.oid
                        OR d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = o.typrelid)) GROUP BY 1
            UNION ALL SELECT 'domain constraint', count(*) FROM pg_catalog.pg_constraint o
                JOIN pg_catalog.pg_type t ON t.oid = o.contypid JOIN n ON n.oid = t.typnamespace
                WHERE o.contype = 'c' AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')
            UNION ALL SELECT 'operator', count(*) FROM pg_catalog.pg_operator o JOIN n ON n.oid = o.oprnamespace
                WHERE o.oprcode <> 0 AND %s
            UNION ALL SELECT 'collation', count(*) FROM pg_catalog.pg_collation o JOIN n ON n.oid = o.collnamespace WHERE %s
            UNION ALL SELECT 'text search configuration', count(*) FROM pg_catalog.pg_ts_config o
                JOIN n ON n.oid = o.cfgnamespace WHERE %s
            UNION ALL SELECT 'text search dictionary', count(*) FROM pg_catalog.pg_ts_dict o
                JOIN n ON n.oid = o.dictnamespace WHERE %s
            """.formatted(own("pg_proc"), own("pg_operator"), own("pg_collation"), own("pg_ts_config"),
            own("pg_ts_dict"));

    /** Counts of what lies in no schema. */
    private static final String OF_DATABASE = """
            SELECT 'extension' AS kind, count(*) FROM pg_catalog.pg_extension WHERE extname <> 'plpgsql'
            UNION ALL SELECT 'event trigger', count(*) FROM pg_catalog.pg_event_trigger o WHERE %s
            UNION ALL SELECT 'publication', count(*) FROM pg_catalog.pg_publication o WHERE %s
            UNION ALL SELECT 'foreign server', count(*) FROM pg_catalog.pg_foreign_server o WHERE %s
            UNION ALL SELECT 'cast', count(*) FROM pg_catalog.pg_cast o WHERE o.oid >= 16384 AND %s
            UNION ALL SELECT 'schema', count(*) FROM pg_catalog.pg_namespace o
                WHERE nspname NOT LIKE 'pg\\_%%' AND nspname NOT IN ('information_schema', 'public') AND %s
            """.formatted(own("pg_event_trigger"), own("pg_publication"), own("pg_foreign_server"), own("pg_cast"),
            own("pg_namespace"));

    private static final String UNPROVEN = """
            WITH r AS (SELECT c.oid, c.relkind, c.relname, n.nspname FROM unnest(?::oid[]) u (oid)
                JOIN pg_catalog.pg_class c ON c.oid = u.oid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace)
            SELECT 'constraint ' || nspname || '.' || relname || '.' || conname
                FROM pg_catalog.pg_constraint c JOIN r ON r.oid = c.conrelid
                WHERE NOT c.convalidated AND (c.contype = 'c' OR c.contype = 'f' AND c.conparentid = 0)
            UNION ALL SELECT 'index ' || nspname || '.' || x.relname
                FROM pg_catalog.pg_index i JOIN r ON r.oid = i.indrelid JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
                WHERE NOT i.indisvalid AND r.relkind = 'p'
            ORDER BY 1
            """;

    /** Copies both. */
    public ObjectCounts {
        counts = Map.copyOf(counts);
        unproven = List.copyOf(unproven);
    }

    /** Counts what the connection's database has in the scope. */
    public static ObjectCounts of(Connection connection, Scope scope) throws SQLException {
        return of(connection, Selection.of(connection, scope));
    }

    /** Counts what the connection's database has in the selection. */
    public static ObjectCounts of(Connection connection, Selection selection) throws SQLException {
        Map<String, Long> counts = new TreeMap<>();
        Object[] relations = selection.relations().stream().map(Relation::oid).toArray();
        Array oids = connection.createArrayOf("oid", relations);
        add(connection, OF_RELATIONS, oids, counts);
        if (selection.scope().tables().isEmpty()) {
            add(connection, OF_SCHEMAS, connection.createArrayOf("text", selection.schemas().toArray()), counts);
        }
        if (selection.scope().whole()) {
            add(connection, OF_DATABASE, null, counts);
        }
        if (selection.scope().byTable()) {
            counts.remove("sequence"); // those that tables own come along with them, or do not
        }
        if (!selection.scope().excludeSchemas().isEmpty()) {
            counts.remove("schema");
        }
        counts.values().removeIf(count -> count == 0);
        return new ObjectCounts(counts, unproven(connection, oids));
    }

    private static String own(String catalog) {
        return OWN.formatted(catalog);
    }

    private static void add(Connection connection, String sql, Array parameter, Map<String, Long> counts)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            if (parameter != null) {
                statement.setArray(1, parameter);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    counts.merge(rows.getString(1), rows.getLong(2), Long::sum);
                }
            }
        }
    }

    private static List<String> unproven(Connection connection, Array oids) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(UNPROVEN)) {
            statement.setArray(1, oids);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
        }
        names.sort(null);
        return names;
    }
}
