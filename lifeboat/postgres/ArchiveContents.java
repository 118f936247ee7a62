package lifeboat.postgres;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import lifeboat.fingerprint.SequencePosition;
import lifeboat.fingerprint.TableFingerprint;

/**
 * What a whole archive holds.
 *
 * @param format    the archive's version: {@code 1.14}
 * @param database  the dumped database's name
 * @param server    the version of the server it came from
 * @param client    the version of the pg_dump that made it
 * @param encoding  the encoding of its texts: {@code UTF8}
 * @param tables    rows and digest of each table with data, in the archive's order; all large objects as one more
 * @param roots     titles of partitions that are listed as their partitioned table alone, and that table's
 * @param sequences the sequences' positions
 * @param entries   how many entries of each type the table of contents has
 * @param bytes     its size
 */
public record ArchiveContents(
        String format,
        String database,
        String server,
        String client,
        String encoding,
        List<TableFingerprint> tables,
        Map<String, String> roots,
        List<SequencePosition> sequences,
        Map<String, Long> entries,
        long bytes) {

    /** The name under which large objects are listed, in schema {@code ""}. */
    public static final String LARGE_OBJECTS = "(large objects)";

    /** Copies the collections. */
    public ArchiveContents {
        tables = List.copyOf(tables);
        roots = Map.copyOf(roots);
        sequences = List.copyOf(sequences);
        entries = Map.copyOf(entries);
    }

    /** The large objects, empty if there are none. */
    public Optional<TableFingerprint> largeObjects() {
        return tables.stream().filter(t -> t.schema().isEmpty() && t.name().equals(LARGE_OBJECTS)).findFirst();
    }
}
