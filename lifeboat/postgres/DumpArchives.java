package lifeboat.postgres;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The archives of one dump as files.
 *
 * @param main the schema, and the rows that are in no other
 * @param rows archives of rows alone; none if main has all
 */
public record DumpArchives(Path main, List<Path> rows) {

    /** Copies. */
    public DumpArchives {
        rows = List.copyOf(rows);
    }

    /** All of them, the main one first. */
    List<Path> all() {
        return Stream.concat(Stream.of(main), rows.stream()).toList();
    }

    /** Those of a backup's parts, by their role. */
    public static DumpArchives of(Map<String, Path> parts) {
        return new DumpArchives(parts.get("data"), parts.entrySet().stream()
                .filter(part -> part.getKey().startsWith("data-")).map(Map.Entry::getValue).toList());
    }
}
