package lifeboat.postgres;

import static lifeboat.postgres.SchemaSql.grants;
import static lifeboat.postgres.SchemaSql.mark;
import static lifeboat.postgres.SchemaSql.own;

import java.util.List;

/** Queries of what lies in schemas beside relations; the parameter holds the schemas' names. */
final class SchemaMembers {
    private static final String N = """
            WITH n AS (SELECT s.oid, s.nspname FROM unnest(?::text[]) u (name)
                JOIN pg_catalog.pg_namespace s ON s.nspname = u.name)
            """;

    private static final String FUNCTIONS = N + """
            SELECT CASE o.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END,
            'pg_proc', o.oid,
            n.nspname || '.' || o.proname || '(' || pg_catalog.pg_get_function_identity_arguments(o.oid) || ')',
            pg_catalog.pg_get_userbyid(o.proowner), %s,
            ARRAY['language', l.lanname::text, 'result', pg_catalog.pg_get_function_result(o.oid), %s],
            ARRAY['definition', CASE WHEN o.prokind <> 'a' THEN pg_catalog.pg_get_functiondef(o.oid) ELSE
                a.aggtransfn::text || ' ' || a.aggfinalfn::text || ' ' || a.aggcombinefn::text || ' '
                || pg_catalog.format_type(a.aggtranstype, NULL) || ' ' || coalesce(a.agginitval, '') END]
            FROM pg_catalog.pg_proc o JOIN n ON n.oid = o.pronamespace JOIN pg_catalog.pg_language l ON l.oid =
                o.prolang
            LEFT JOIN pg_catalog.pg_aggregate a ON a.aggfnoid = o.oid WHERE %s
            """.formatted(grants("o.proacl", "f", "o.proowner"), mark("run with its owner''s rights", "o.prosecdef"),
            own("pg_proc"));

    private static final String TYPES = N + """
            SELECT CASE o.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range type'
                WHEN 'c' THEN 'composite type' ELSE 'base type' END,
            'pg_type', o.oid, n.nspname || '.' || o.typname, pg_catalog.pg_get_userbyid(o.typowner), %s,
            ARRAY['labels', (SELECT string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum e
                    WHERE e.enumtypid = o.oid),
                'type', CASE WHEN o.typtype = 'd' THEN pg_catalog.format_type(o.typbasetype, o.typtypmod) END, %s,
                'subtype', (SELECT pg_catalog.format_type(g.rngsubtype, NULL) FROM pg_catalog.pg_range g
                    WHERE g.rngtypid = o.oid),
                'attributes', (SELECT string_agg(a.attname || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod),
                    ', ' ORDER BY a.attnum) FROM pg_catalog.pg_attribute a
                    WHERE a.attrelid = o.typrelid AND a.attnum > 0 AND NOT a.attisdropped)],
            ARRAY['default', o.typdefault]
            FROM pg_catalog.pg_type o JOIN n ON n.oid = o.typnamespace
            LEFT JOIN pg_catalog.pg_class c ON c.oid = o.typrelid
            WHERE o.typtype IN ('e', 'd', 'r', 'c', 'b') AND o.typisdefined AND (o.typrelid = 0 OR c.relkind = 'c')
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_type e WHERE e.typarray = o.oid)
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.deptype = 'e'
                AND (d.classid = 'pg_catalog.pg_type'::regclass AND d.objid = o.oid
                    OR d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = o.typrelid))
            """.formatted(grants("o.typacl", "T", "o.typowner"), mark("not null", "o.typnotnull"));

    private static final String DOMAIN_CONSTRAINTS = N + """
            SELECT 'domain constraint', 'pg_constraint', o.oid, n.nspname || '.' || t.typname || '.' || o.conname,
            NULL, NULL, ARRAY[%s],
            ARRAY['definition', regexp_replace(pg_catalog.pg_get_constraintdef(o.oid), ' NOT VALID$', '')]
            FROM pg_catalog.pg_constraint o JOIN pg_catalog.pg_type t ON t.oid = o.contypid
            JOIN n ON n.oid = t.typnamespace
            WHERE o.contype = 'c' AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                WHERE d.classid = 'pg_catalog.pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')
            """.formatted(mark("not validated", "NOT o.convalidated"));

    private static final String OPERATORS = N + """
            SELECT 'operator', 'pg_operator', o.oid, n.nspname || '.' || o.oprname || '('
                || CASE o.oprleft WHEN 0 THEN 'none' ELSE pg_catalog.format_type(o.oprleft, NULL) END || ', '
                || CASE o.oprright WHEN 0 THEN 'none' ELSE pg_catalog.format_type(o.oprright, NULL) END || ')',
            pg_catalog.pg_get_userbyid(o.oprowner), NULL,
            ARRAY['function', o.oprcode::text, 'result', pg_catalog.format_type(o.oprresult, NULL)], NULL
            FROM pg_catalog.pg_operator o JOIN n ON n.oid = o.oprnamespace WHERE o.oprcode <> 0 AND %s
            """.formatted(own("pg_operator"));

    private static final String COLLATIONS = N + """
            SELECT 'collation', 'pg_collation', o.oid, n.nspname || '.' || o.collname,
            pg_catalog.pg_get_userbyid(o.collowner), NULL,
            ARRAY['provider', CASE o.collprovider WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' ELSE o.collprovider::text
                END,
                'locale', coalesce(to_jsonb(o) ->> 'colllocale', to_jsonb(o) ->> 'colliculocale', o.collcollate::text),
                %s], NULL
            FROM pg_catalog.pg_collation o JOIN n ON n.oid = o.collnamespace WHERE %s
            """.formatted(mark("not deterministic", "NOT o.collisdeterministic"), own("pg_collation"));

    private static final String SEARCH = N + """
            SELECT 'text search configuration', 'pg_ts_config', o.oid, n.nspname || '.' || o.cfgname,
            pg_catalog.pg_get_userbyid(o.cfgowner), NULL,
            ARRAY['dictionaries', (SELECT string_agg(m.maptokentype || ':' || m.mapdict::regdictionary::text, ', '
                ORDER BY m.maptokentype, m.mapseqno) FROM pg_catalog.pg_ts_config_map m WHERE m.mapcfg = o.oid)], NULL
            FROM pg_catalog.pg_ts_config o JOIN n ON n.oid = o.cfgnamespace WHERE %s
            UNION ALL SELECT 'text search dictionary', 'pg_ts_dict', o.oid, n.nspname || '.' || o.dictname,
            pg_catalog.pg_get_userbyid(o.dictowner), NULL, ARRAY['options', o.dictinitoption], NULL
            FROM pg_catalog.pg_ts_dict o JOIN n ON n.oid = o.dictnamespace WHERE %s
            """.formatted(own("pg_ts_config"), own("pg_ts_dict"));

    private static final String SCHEMAS = N + """
            SELECT 'schema', 'pg_namespace', o.oid, o.nspname,
            CASE WHEN o.nspowner = 10 THEN 'the first superuser' ELSE pg_catalog.pg_get_userbyid(o.nspowner)::text END,
            %s, NULL, NULL
            FROM pg_catalog.pg_namespace o JOIN n ON n.oid = o.oid
            WHERE %s AND (? OR NOT EXISTS (SELECT FROM pg_catalog.pg_extension e WHERE e.extnamespace = o.oid))
            """.formatted(grants("o.nspacl", "n", "o.nspowner"), own("pg_namespace"));

    private static final String DEFAULT_PRIVILEGES = N + """
            SELECT 'default privileges', 'pg_default_acl', a.oid, 'of ' || pg_catalog.pg_get_userbyid(a.defaclrole)
                || coalesce(' in schema ' || n.nspname, '') || ' on ' || CASE a.defaclobjtype WHEN 'r' THEN 'tables'
                WHEN 'S' THEN 'sequences' WHEN 'f' THEN 'functions' WHEN 'T' THEN 'types' WHEN 'n' THEN 'schemas'
                ELSE 'large objects' END, NULL, %s, NULL, NULL
            FROM pg_catalog.pg_default_acl a LEFT JOIN n ON n.oid = a.defaclnamespace
            WHERE n.oid IS NOT NULL OR a.defaclnamespace = 0 AND ?
            """.formatted(SchemaSql.allGrants("a.defaclacl"));

    /** Those with the names alone as parameter. */
    static final List<String> QUERIES = List.of(FUNCTIONS, TYPES, DOMAIN_CONSTRAINTS, OPERATORS, COLLATIONS, SEARCH);

    /** Those that ask in a second parameter whether the database is dumped as a whole. */
    static final List<String> BY_SCOPE = List.of(SCHEMAS, DEFAULT_PRIVILEGES);

    private SchemaMembers() {}
}
