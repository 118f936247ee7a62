package lifeboat.fingerprint;

import java.util.List;

/**
 * One table's content at the moment of the dump. Large objects appear as a table of schema {@code ""} and name
 * {@code (large objects)}.
 *
 * @param schema  its schema, empty where the engine has none
 * @param name    its name, unquoted
 * @param rows    its exact number of rows, counted by the database
 * @param digest  the {@link RowDigest} of its rows, 32 hexadecimal digits
 * @param columns the columns that the digest covers, in their order, unquoted
 * @param filter  the condition that selects the rows that are dumped, null for all (PostgreSQL's extension
 *                configuration)
 */
public record TableFingerprint(
        String schema, String name, long rows, String digest, List<String> columns, String filter) {

    /** Copies the columns; an absent schema becomes empty. */
    public TableFingerprint {
        schema = schema == null ? "" : schema;
        columns = columns == null ? List.of() : List.copyOf(columns);
    }

    /** {@code schema.name}, or the name alone. */
    public String title() {
        return schema.isEmpty() ? name : schema + "." + name;
    }
}
