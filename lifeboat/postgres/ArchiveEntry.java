package lifeboat.postgres;

/**
 * An entry of an archive's table of contents, as far as it is of use to us.
 *
 * @param id        its number within the archive
 * @param type      {@code TABLE DATA}, {@code SEQUENCE SET}, {@code INDEX} …
 * @param schema    its schema, empty if none
 * @param name      its name, unquoted
 * @param data      whether a data block follows later in the archive
 * @param statement the COPY statement of table data, the definition of a sequence's position, else null
 */
public record ArchiveEntry(int id, String type, String schema, String name, boolean data, String statement) {

    /** {@code schema.name}, or the name alone. */
    public String title() {
        return schema.isEmpty() ? name : schema + "." + name;
    }
}
