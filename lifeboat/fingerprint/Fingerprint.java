package lifeboat.fingerprint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the data was at the moment of the dump, in a form that can be computed again from a restored copy.
 *
 * @param tables    every table whose rows are in the backup, sorted by schema and name
 * @param sequences each sequence's position, sorted by schema and name
 * @param objects   how many schema objects of each kind there are ({@code table}, {@code index}, {@code trigger} …)
 * @param unproven  constraints and indexes that the source itself holds as not valid, as {@code kind schema.name},
 *                  sorted
 * @param schema    each schema object by kind and name, null where that is not known
 */
public record Fingerprint(
        List<TableFingerprint> tables,
        List<SequencePosition> sequences,
        Map<String, Long> objects,
        List<String> unproven,
        Schema schema) {

    /** One whose schema objects are only counted. */
    public Fingerprint(List<TableFingerprint> tables, List<SequencePosition> sequences, Map<String, Long> objects,
            List<String> unproven) {
        this(tables, sequences, objects, unproven, null);
    }

    /** Sorts and copies; absent collections become empty. */
    public Fingerprint {
        tables = sorted(tables, Comparator.comparing(TableFingerprint::schema).thenComparing(TableFingerprint::name));
        sequences = sorted(sequences,
                Comparator.comparing(SequencePosition::schema).thenComparing(SequencePosition::name));
        objects = new TreeMap<>(objects == null ? Map.of() : objects);
        unproven = sorted(unproven, Comparator.naturalOrder());
    }

    /** The rows of all tables. */
    public long rows() {
        return tables.stream().mapToLong(TableFingerprint::rows).sum();
    }

    /** The same where one table is something else now, or gone. */
    public Fingerprint with(String title, Optional<TableFingerprint> table) {
        List<TableFingerprint> changed = new ArrayList<>(tables);
        changed.removeIf(t -> t.title().equals(title));
        table.ifPresent(changed::add);
        return new Fingerprint(changed, sequences, objects, unproven, schema);
    }

    private static <T> List<T> sorted(List<T> list, Comparator<T> order) {
        List<T> copy = new ArrayList<>(list == null ? List.of() : list);
        copy.sort(order);
        return List.copyOf(copy);
    }
}
