package lifeboat.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What belongs to a database itself and not to what is in it: owner, place, settings, grants, comment, limit. */
public final class DatabaseSettings {
    /** Settings whose stored value is a list of quoted names already. */
    private static final String LISTS = "('search_path', 'temp_tablespaces', 'local_preload_libraries',"
            + " 'session_preload_libraries')";

    private DatabaseSettings() {}

    /** The options of CREATE DATABASE that give a new one the same owner and tablespace. */
    public static String creation(Connection connection, String database) throws SQLException {
        return SqlText.value(connection, "SELECT format('OWNER %I TABLESPACE %I', "
                + "pg_catalog.pg_get_userbyid(datdba), spcname)"
                + " FROM pg_catalog.pg_database d JOIN pg_catalog.pg_tablespace t ON t.oid = dattablespace WHERE "
                + "datname = "
                + SqlText.literal(database));
    }

    /**
     * Gives {@code to} the settings (of the database, and of roles in it), grants, comment and limit of
     * {@code from}.
     */
    public static void copy(Connection connection, String from, String to) throws SQLException {
        String source = " WHERE d.datname = " + SqlText.literal(from);
        String name = SqlText.literal(to);
        List<String> statements = SqlText.column(connection, """
                SELECT format(CASE WHEN s.setrole = 0 THEN 'ALTER DATABASE %1$I SET %2$s TO %3$s'
                        ELSE 'ALTER ROLE %4$I IN DATABASE %1$I SET %2$s TO %3$s' END, NAME,
                    split_part(c, '=', 1),
                    CASE WHEN lower(split_part(c, '=', 1)) IN LISTS AND substr(c, strpos(c, '=') + 1) NOT IN ('', '""')
                        THEN substr(c, strpos(c, '=') + 1)
                        ELSE quote_literal(CASE substr(c, strpos(c, '=') + 1) WHEN '""' THEN ''
                            ELSE substr(c, strpos(c, '=') + 1) END) END,
                    CASE WHEN s.setrole = 0 THEN '' ELSE pg_catalog.pg_get_userbyid(s.setrole) END)
                FROM pg_catalog.pg_database d JOIN pg_catalog.pg_db_role_setting s ON s.setdatabase = d.oid,
                    unnest(s.setconfig) c""".replace("NAME", name).replace("LISTS", LISTS) + source);
        statements.addAll(SqlText.column(connection, "SELECT format('ALTER DATABASE %I CONNECTION LIMIT %s', " + name
                + ", datconnlimit) FROM pg_catalog.pg_database d" + source));
        statements.addAll(SqlText.column(connection, "SELECT format('COMMENT ON DATABASE %I IS %L', " + name
                + ", pg_catalog.shobj_description(oid, 'pg_database')) FROM pg_catalog.pg_database d" + source
                + " AND pg_catalog.shobj_description(oid, 'pg_database') IS NOT NULL"));
        statements.addAll(SqlText.column(connection, "SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', " + name
                + ") FROM pg_catalog.pg_database d" + source + " AND datacl IS NOT NULL"));
        statements.addAll(SqlText.column(connection, """
                SELECT format('GRANT %s ON DATABASE %I TO %s%s', a.privilege_type, NAME,
                    CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) END,
                    CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
                FROM pg_catalog.pg_database d, aclexplode(d.datacl) a""".replace("NAME", name) + source));
        for (String statement : statements) {
            SqlText.run(connection, statement);
        }
    }
}
