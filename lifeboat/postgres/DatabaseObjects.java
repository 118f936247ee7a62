package lifeboat.postgres;

import static lifeboat.postgres.SchemaSql.grants;
import static lifeboat.postgres.SchemaSql.mark;
import static lifeboat.postgres.SchemaSql.options;
import static lifeboat.postgres.SchemaSql.own;

import java.util.List;

/** Queries of what lies in no schema. */
final class DatabaseObjects {
    private static final String EXTENSIONS = """
            SELECT 'extension', 'pg_extension', e.oid, e.extname, NULL, NULL, NULL, NULL
            FROM pg_catalog.pg_extension e WHERE e.extname <> 'plpgsql'
            """;

    private static final String EVENT_TRIGGERS = """
            SELECT 'event trigger', 'pg_event_trigger', o.oid, o.evtname, pg_catalog.pg_get_userbyid(o.evtowner), NULL,
            ARRAY['event', o.evtevent::text, 'function', o.evtfoid::regprocedure::text,
                'tags', array_to_string(o.evttags, ', '), %s], NULL
            FROM pg_catalog.pg_event_trigger o WHERE %s
            """.formatted(mark("disabled", "o.evtenabled = 'D'"), own("pg_event_trigger"));

    private static final String PUBLICATIONS = """
            SELECT 'publication', 'pg_publication', o.oid, o.pubname, pg_catalog.pg_get_userbyid(o.pubowner), NULL,
            ARRAY[%s, 'operations', concat_ws(', ', CASE WHEN o.pubinsert THEN 'insert' END,
                    CASE WHEN o.pubupdate THEN 'update' END, CASE WHEN o.pubdelete THEN 'delete' END,
                    CASE WHEN o.pubtruncate THEN 'truncate' END),
                'tables', (SELECT string_agg(r.prrelid::regclass::text, ', ' ORDER BY r.prrelid::regclass::text)
                    FROM pg_catalog.pg_publication_rel r WHERE r.prpubid = o.oid)], NULL
            FROM pg_catalog.pg_publication o WHERE %s
            """.formatted(mark("for all tables", "o.puballtables"), own("pg_publication"));

    private static final String FOREIGN = """
            SELECT 'foreign server', 'pg_foreign_server', o.oid, o.srvname, pg_catalog.pg_get_userbyid(o.srvowner), %s,
            ARRAY['wrapper', w.fdwname::text, 'type', o.srvtype, 'version', o.srvversion], ARRAY['options', %s]
            FROM pg_catalog.pg_foreign_server o JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = o.srvfdw WHERE %s
            UNION ALL SELECT 'foreign-data wrapper', 'pg_foreign_data_wrapper', o.oid, o.fdwname,
            pg_catalog.pg_get_userbyid(o.fdwowner), %s, NULL, NULL
            FROM pg_catalog.pg_foreign_data_wrapper o WHERE %s
            UNION ALL SELECT 'user mapping', 'pg_user_mapping', m.umid, m.srvname || ' for ' || m.usename, NULL, NULL,
            NULL, NULL FROM pg_catalog.pg_user_mappings m
            """.formatted(grants("o.srvacl", "S", "o.srvowner"), options("o.srvoptions"), own("pg_foreign_server"),
            grants("o.fdwacl", "F", "o.fdwowner"), own("pg_foreign_data_wrapper"));

    private static final String CASTS = """
            SELECT 'cast', 'pg_cast', o.oid, pg_catalog.format_type(o.castsource, NULL) || ' as '
                || pg_catalog.format_type(o.casttarget, NULL), NULL, NULL,
            ARRAY['function', CASE WHEN o.castfunc <> 0 THEN o.castfunc::regprocedure::text END,
                'context', o.castcontext::text], NULL
            FROM pg_catalog.pg_cast o WHERE o.oid >= 16384 AND %s
            """.formatted(own("pg_cast"));

    /** All of them. */
    static final List<String> QUERIES = List.of(EXTENSIONS, EVENT_TRIGGERS, PUBLICATIONS, FOREIGN, CASTS);

    private DatabaseObjects() {}
}
