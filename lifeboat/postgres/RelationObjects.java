package lifeboat.postgres;

import static lifeboat.postgres.SchemaSql.grants;
import static lifeboat.postgres.SchemaSql.mark;
import static lifeboat.postgres.SchemaSql.options;

import java.util.List;

/** Queries of relations and what belongs to them; the parameter holds the relations' numbers. */
final class RelationObjects {
    /** The mark of an index that pg_dump dumps although it is not valid. */
    static final String PARTITIONED = "of a partitioned table";

    private static final String R = """
            WITH r AS (SELECT c.*, n.nspname || '.' || c.relname AS title FROM unnest(?::oid[]) u (oid)
                JOIN pg_catalog.pg_class c ON c.oid = u.oid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace)
            """;

    private static final String RELATIONS = R + """
            SELECT CASE r.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'v' THEN 'view'
                WHEN 'm' THEN 'materialized view' ELSE 'foreign table' END,
            'pg_class', r.oid, r.title, pg_catalog.pg_get_userbyid(r.relowner), %s,
            ARRAY[%s, %s, %s, %s,
                'replica identity', CASE WHEN r.relkind IN ('r', 'p', 'm') THEN CASE r.relreplident WHEN 'n' THEN
                    'nothing'
                    WHEN 'f' THEN 'full' WHEN 'i' THEN 'an index' END END,
                'options', %s,
                'access method', CASE WHEN a.amname <> 'heap' THEN a.amname END,
                'parents', (SELECT string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno)
                    FROM pg_catalog.pg_inherits i WHERE i.inhrelid = r.oid),
                'type', CASE WHEN r.reloftype <> 0 THEN pg_catalog.format_type(r.reloftype, NULL) END,
                'server', s.srvname::text, 'server options', %s],
            ARRAY['definition', CASE WHEN r.relkind IN ('v', 'm') THEN pg_catalog.pg_get_viewdef(r.oid) END,
                'bounds', pg_catalog.pg_get_expr(r.relpartbound, r.oid),
                'partition key', CASE WHEN r.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(r.oid) END]
            FROM r LEFT JOIN pg_catalog.pg_am a ON a.oid = r.relam
            LEFT JOIN pg_catalog.pg_foreign_table f ON f.ftrelid = r.oid
            LEFT JOIN pg_catalog.pg_foreign_server s ON s.oid = f.ftserver
            WHERE r.relkind <> 'S'
            """.formatted(grants("r.relacl", "r", "r.relowner"), mark("unlogged", "r.relpersistence = 'u'"),
            mark("under row-level security", "r.relrowsecurity"),
            mark("under row-level security for its owner too", "r.relforcerowsecurity"),
            mark("not populated", "r.relkind = 'm' AND NOT r.relispopulated"),
            options("r.reloptions"), options("f.ftoptions"));

    private static final String SEQUENCES = R + """
            SELECT 'sequence', 'pg_class', r.oid, r.title, pg_catalog.pg_get_userbyid(r.relowner), %s,
            ARRAY['settings', pg_catalog.format_type(s.seqtypid, NULL) || ' start ' || s.seqstart || ' increment '
                    || s.seqincrement || ' from ' || s.seqmin || ' to ' || s.seqmax || ' cache ' || s.seqcache
                    || CASE WHEN s.seqcycle THEN ' cycle' ELSE '' END,
                'owner column', (SELECT d.refobjid::regclass::text || '.' || a.attname FROM pg_catalog.pg_depend d
                    JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                    WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = r.oid AND d.deptype IN ('a', 'i')
                    AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid > 0 LIMIT 1)],
            NULL
            FROM r JOIN pg_catalog.pg_sequence s ON s.seqrelid = r.oid
            """.formatted(grants("r.relacl", "s", "r.relowner"));

    /** Without those that are there for a constraint, which have its name. */
    private static final String INDEXES = R + """
            SELECT 'index', 'pg_class', x.oid, n.nspname || '.' || x.relname, NULL, NULL,
            ARRAY['table', r.title, %s, %s],
            ARRAY['definition', pg_catalog.pg_get_indexdef(i.indexrelid)]
            FROM pg_catalog.pg_index i JOIN r ON r.oid = i.indrelid JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
            JOIN pg_catalog.pg_namespace n ON n.oid = x.relnamespace
            WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_constraint c
                WHERE c.conindid = i.indexrelid AND c.conrelid = i.indrelid AND c.contype IN ('p', 'u', 'x'))
            """.formatted(indexMarks(), mark("unique", "i.indisunique"));

    private static final String CONSTRAINTS = R + """
            SELECT CASE c.contype WHEN 'c' THEN 'check constraint' WHEN 'f' THEN 'foreign key'
                WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique constraint' ELSE 'exclusion constraint' END,
            'pg_constraint', c.oid, r.title || '.' || c.conname, NULL, NULL, ARRAY[%s, %s],
            ARRAY['definition', regexp_replace(pg_catalog.pg_get_constraintdef(c.oid), ' NOT VALID$', '')]
            FROM pg_catalog.pg_constraint c JOIN r ON r.oid = c.conrelid
            LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.conindid AND c.contype IN ('p', 'u', 'x')
            WHERE c.contype IN ('c', 'p', 'u', 'x') OR c.contype = 'f' AND c.conparentid = 0
            """.formatted(mark("not validated", "NOT c.convalidated"), indexMarks());

    private static final String TRIGGERS = R + """
            SELECT 'trigger', 'pg_trigger', t.oid, r.title || '.' || t.tgname, NULL, NULL, ARRAY[%s],
            ARRAY['definition', pg_catalog.pg_get_triggerdef(t.oid)]
            FROM pg_catalog.pg_trigger t JOIN r ON r.oid = t.tgrelid
            WHERE NOT t.tgisinternal AND coalesce((to_jsonb(t) ->> 'tgparentid')::bigint, 0) = 0
            """.formatted(firing("t.tgenabled"));

    private static final String POLICIES = R + """
            SELECT 'policy', 'pg_policy', p.oid, r.title || '.' || p.polname, NULL, NULL,
            ARRAY['command', CASE p.polcmd WHEN '*' THEN 'ALL' WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT'
                    WHEN 'w' THEN 'UPDATE' ELSE 'DELETE' END, %s,
                'roles', (SELECT string_agg(CASE u.role WHEN 0 THEN 'PUBLIC'
                    ELSE pg_catalog.pg_get_userbyid(u.role)::text END, ', ' ORDER BY pg_catalog.pg_get_userbyid(u.role))
                    FROM unnest(p.polroles) u (role))],
            ARRAY['condition', pg_catalog.pg_get_expr(p.polqual, p.polrelid),
                'check', pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)]
            FROM pg_catalog.pg_policy p JOIN r ON r.oid = p.polrelid
            """.formatted(mark("restrictive", "NOT p.polpermissive"));

    private static final String RULES = R + """
            SELECT 'rule', 'pg_rewrite', w.oid, r.title || '.' || w.rulename, NULL, NULL, ARRAY[%s],
            ARRAY['definition', pg_catalog.pg_get_ruledef(w.oid)]
            FROM pg_catalog.pg_rewrite w JOIN r ON r.oid = w.ev_class WHERE w.rulename <> '_RETURN'
            """.formatted(firing("w.ev_enabled"));

    private static final String STATISTICS = R + """
            SELECT 'statistics', 'pg_statistic_ext', s.oid, n.nspname || '.' || s.stxname,
            pg_catalog.pg_get_userbyid(s.stxowner), NULL, ARRAY['table', r.title],
            ARRAY['definition', pg_catalog.pg_get_statisticsobjdef(s.oid)]
            FROM pg_catalog.pg_statistic_ext s JOIN r ON r.oid = s.stxrelid
            JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace
            """;

    /** Columns, by the number of what they belong to: its number, name, description, default and grants. */
    static final String COLUMNS = """
            SELECT a.attrelid, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod)
                || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
                || CASE a.attidentity WHEN 'a' THEN ' generated always as identity'
                    WHEN 'd' THEN ' generated by default as identity' ELSE '' END
                || CASE WHEN a.attgenerated <> '' THEN ' generated' WHEN a.atthasdef THEN ' default' ELSE '' END
                || CASE WHEN c.relkind NOT IN ('v', 'm') AND a.attcollation <> t.typcollation AND l.oid IS NOT NULL
                    THEN ' collate ' || m.nspname || '.' || l.collname ELSE '' END
                || CASE WHEN c.relkind IN ('r', 'p', 'f') AND a.attstorage <> t.typstorage
                    THEN ' storage ' || a.attstorage::text ELSE '' END
                || coalesce(' with ' || (SELECT string_agg(u, ', ' ORDER BY u) FROM unnest(a.attoptions) u
                    WHERE u LIKE 'n_distinct%%'), ''),
            pg_catalog.pg_get_expr(d.adbin, d.adrelid), %s
            FROM unnest(?::oid[]) u (oid) JOIN pg_catalog.pg_class c ON c.oid = u.oid
            JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
            JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
            LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
            LEFT JOIN pg_catalog.pg_namespace m ON m.oid = l.collnamespace
            WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind <> 'S'
            """.formatted(SchemaSql.allGrants("a.attacl"));

    /** All of them but columns. */
    static final List<String> QUERIES = List.of(
            RELATIONS, SEQUENCES, INDEXES, CONSTRAINTS, TRIGGERS, POLICIES, RULES, STATISTICS);

    private RelationObjects() {}

    /** Of an index, or of the constraint that it is there for. */
    private static String indexMarks() {
        return mark("not valid", "NOT (i.indisvalid AND i.indisready)") + ", "
                + mark(PARTITIONED, "NOT i.indisvalid AND r.relkind = 'p'") + ", "
                + mark("what the table is clustered by", "i.indisclustered") + ", "
                + mark("the replica identity", "i.indisreplident");
    }

    private static String firing(String column) {
        return mark("disabled", column + " = 'D'") + ", " + mark("enabled on replicas alone", column + " = 'R'") + ", "
                + mark("enabled on replicas too", column + " = 'A'");
    }
}
