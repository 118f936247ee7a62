package lifeboat.postgres;

/**
 * Pieces of the queries that list schema objects. Each query gives the same columns: kind, catalog, number, name,
 * owner, grants, facts and texts; the last two as keys and values in turn, where an absent value leaves out its key.
 */
final class SchemaSql {
    /** What extensions brought, and what the server made on behalf of another object, is not ours. */
    private static final String OWN = """
            NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.%s'::regclass
                AND d.objid = o.oid AND d.deptype IN ('e', 'i'))""";

    private SchemaSql() {}

    /** The condition that {@code o}, of that catalog, is no member of an extension. */
    static String own(String catalog) {
        return OWN.formatted(catalog);
    }

    /** The array of what an access list grants beyond the owner's defaults and what of those it lacks. */
    static String grants(String list, String letter, String owner) {
        String some = "(SELECT grantee, privilege_type, is_grantable FROM pg_catalog.aclexplode(%s))";
        String has = some.formatted(list);
        String defaults = some.formatted("pg_catalog.acldefault('" + letter + "', " + owner + ")");
        return grantArray(list, "SELECT '' AS no, x.* FROM (" + has + " EXCEPT " + defaults + ") x UNION ALL"
                + " SELECT 'no ', x.* FROM (" + defaults + " EXCEPT " + has + ") x");
    }

    /** The array of all that an access list grants. */
    static String allGrants(String list) {
        return grantArray(list, "SELECT '' AS no, grantee, privilege_type, is_grantable FROM pg_catalog.aclexplode("
                + list + ")");
    }

    private static String grantArray(String list, String rows) {
        return "CASE WHEN " + list + " IS NOT NULL THEN ARRAY(SELECT g.no || g.privilege_type || ' to '"
                + " || CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.pg_get_userbyid(g.grantee)::text END"
                + " || CASE WHEN g.is_grantable THEN ' with grant option' ELSE '' END FROM (" + rows + ") g) END";
    }

    /** A mark that holds on a condition, as a key and its value. */
    static String mark(String name, String condition) {
        return "'" + name + "', CASE WHEN " + condition + " THEN 'yes' END";
    }

    /** Options as one sorted text, without those whose names speak of secrets. */
    static String options(String array) {
        return "(SELECT string_agg(u, ', ' ORDER BY u) FROM unnest(" + array + ") u"
                + " WHERE split_part(u, '=', 1) !~* 'pass|secret|token|key|credential')";
    }
}
