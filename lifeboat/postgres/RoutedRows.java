package lifeboat.postgres;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lifeboat.fingerprint.RowDigest;
import lifeboat.fingerprint.TableFingerprint;

/**
 * Rows of partitions that pg_dump has loaded through the partitioned table, since another server may put them into
 * other partitions: those by the hash of an enum. Only all of them together are the same there.
 */
final class RoutedRows {
    private final Map<List<String>, List<Partition>> roots = new LinkedHashMap<>();

    private record Partition(String schema, String name, RowDigest rows, List<String> columns) {
        TableFingerprint table() {
            return new TableFingerprint(schema, name, rows.rows(), rows.hex(), columns, null);
        }
    }

    /** Whether the statement that loads an entry's rows names another table than the entry. */
    static boolean routed(ArchiveEntry entry) {
        List<String> target = CopyStatement.table(entry.statement());
        return target.size() == 2 && !target.equals(List.of(entry.schema(), entry.name()));
    }

    /** Takes the rows of such an entry. */
    void add(ArchiveEntry entry, RowDigest rows, List<String> columns) {
        roots.computeIfAbsent(CopyStatement.table(entry.statement()), _ -> new ArrayList<>())
                .add(new Partition(entry.schema(), entry.name(), rows, columns));
    }

    /**
     * Adds each partitioned table with all its rows; where its partitions differ in their columns, each of them.
     *
     * @return the title of the partitioned table by that of the partition, for those that were put together
     */
    Map<String, String> addTo(List<TableFingerprint> tables) {
        Map<String, String> titles = new LinkedHashMap<>();
        roots.forEach((root, partitions) -> {
            List<String> columns = partitions.getFirst().columns();
            if (partitions.stream().anyMatch(p -> !p.columns().equals(columns))) {
                partitions.forEach(p -> tables.add(p.table()));
                return;
            }
            RowDigest sum = new RowDigest();
            partitions.forEach(p -> sum.add(p.rows()));
            TableFingerprint all = new Partition(root.getFirst(), root.getLast(), sum, columns).table();
            partitions.forEach(p -> titles.put(p.table().title(), all.title()));
            tables.add(all);
        });
        return titles;
    }
}
