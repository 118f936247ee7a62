package lifeboat.config;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import lifeboat.retention.Policy;

/**
 * What is kept of a job's backups.
 *
 * @param keep         the policy of every store that has none of its own
 * @param stores       policies by the store's name
 * @param requireProof whether a backup may be removed only if a newer one was proven
 * @param zone         whose calendar counts
 */
public record Retention(Policy keep, Map<String, Policy> stores, boolean requireProof, ZoneId zone) {

    /** Everything is kept. */
    public static final Retention NONE = new Retention(Policy.NONE, Map.of(), false, ZoneOffset.UTC);

    /** Copies the map. */
    public Retention {
        stores = Map.copyOf(stores);
    }

    /** The policy of a store. */
    public Policy of(String store) {
        return stores.getOrDefault(store, keep);
    }
}
