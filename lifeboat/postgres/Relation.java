package lifeboat.postgres;

/**
 * A relation of a database.
 *
 * @param kind      {@code pg_class.relkind}
 * @param parent    what it is a partition of, 0 if it is none
 * @param member    whether it belongs to an extension
 * @param condition for an extension's configuration table the rows that are dumped: a condition, or empty for all; else
 *                  null
 * @param pages     its size in blocks, as last estimated
 */
public record Relation(
        long oid, String schema, String name, char kind, long parent, boolean member, String condition, long pages) {

    /** {@code schema.name}. */
    public String title() {
        return schema + "." + name;
    }

    /** Its name as SQL. */
    public String sql() {
        return SqlText.name(schema, name);
    }

    /** Whether it is a plain table or a partition: something with rows of its own. */
    boolean holdsRows() {
        return kind == 'r';
    }

    /** Whether it is the server's own. */
    boolean system() {
        return schema.startsWith("pg_") || schema.equals("information_schema");
    }
}
