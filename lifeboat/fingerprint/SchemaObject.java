package lifeboat.fingerprint;

import com.google.gson.annotations.JsonAdapter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lifeboat.base.OneLine;

/**
 * One object of a database's schema. What is empty is null, so that it takes no place in a manifest.
 *
 * @param kind   {@code table}, {@code index}, {@code foreign key} …
 * @param name   its name with all that it lies in: {@code shop.orders}, {@code shop.orders.total_check}
 * @param owner  the role that owns it, null where its kind has none of its own
 * @param grants what differs from an owner's default rights, sorted: {@code SELECT to reader}; a default right that was
 *               taken away begins with {@code no}
 * @param facts  what holds in every version of the server, by name; a value of {@code yes} is a mere mark
 * @param texts  digests of what the server words in its own way, by name
 */
@JsonAdapter(OneLine.class)
public record SchemaObject(
        String kind,
        String name,
        String owner,
        List<String> grants,
        Map<String, String> facts,
        Map<String, String> texts) {

    /** The value of a fact that is a mere mark. */
    public static final String MARK = "yes";

    /** Sorts and copies; empty collections become null. Thousands of objects share their words in memory. */
    public SchemaObject {
        kind = kind == null ? null : kind.intern();
        owner = owner == null ? null : owner.intern();
        grants = grants == null || grants.isEmpty() ? null : grants.stream().map(String::intern).sorted().toList();
        facts = sorted(facts, true);
        texts = sorted(texts, false);
    }

    private static Map<String, String> sorted(Map<String, String> map, boolean shared) {
        if (map == null || map.isEmpty()) {
            return null;
        }
        TreeMap<String, String> sorted = new TreeMap<>();
        map.forEach((key, value) -> sorted.put(key.intern(), shared ? value.intern() : value));
        return sorted;
    }

    /** {@code index shop.orders_customer}. */
    public String title() {
        return kind + " " + name;
    }
}
