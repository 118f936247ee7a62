package lifeboat.fingerprint;

import java.util.Comparator;
import java.util.List;

/**
 * The objects of a database's schema.
 *
 * @param major   the server's major version: only two of the same word definitions alike
 * @param objects sorted by kind and name
 */
public record Schema(int major, List<SchemaObject> objects) {

    /** Sorts and copies. */
    public Schema {
        objects = objects == null ? List.of() : objects.stream()
                .sorted(Comparator.comparing(SchemaObject::kind).thenComparing(SchemaObject::name)).toList();
    }
}
