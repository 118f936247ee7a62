package lifeboat.run;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import lifeboat.catalog.BackupId;
import lifeboat.catalog.Catalog;
import lifeboat.store.Store.Retained;
import lifeboat.store.Store;

/**
 * Backups of one job that a store may have locked. Where a store keeps old versions, it does not refuse to remove what
 * is locked, but hides it: so one has to look before.
 */
record LockedBackups(Store store, String job) {

    /**
     * Why a backup cannot go now: the lock of its manifest, else the longest of its other files.
     *
     * @param parts names of its parts
     */
    Optional<Retained> retained(String id, List<String> parts, Instant now) throws IOException {
        Optional<Retained> manifest = store.retained(Catalog.manifestKey(job, new BackupId(id)))
                .filter(found -> found.at(now));
        if (manifest.isPresent()) {
            return manifest;
        }
        List<Retained> others = new ArrayList<>();
        for (String key : others(id, parts)) {
            store.retained(key).filter(found -> found.at(now)).ifPresent(others::add);
        }
        return others.stream().max(Comparator.comparing(found -> found.until().orElse(Instant.MAX)));
    }

    /** Locks a backup until then, its manifest last; false if that is locked so long already. */
    boolean retain(String id, List<String> parts, Instant until) throws IOException {
        String manifest = Catalog.manifestKey(job, new BackupId(id));
        if (store.retained(manifest).filter(found -> found.at(until.minusSeconds(1))).isPresent()) {
            return false;
        }
        for (String key : others(id, parts)) {
            store.retain(key, until);
        }
        store.retain(manifest, until);
        return true;
    }

    private List<String> others(String id, List<String> parts) {
        List<String> keys = new ArrayList<>(parts.stream().map(part -> job + "/" + part).toList());
        keys.add(Catalog.recoveryKey(job, new BackupId(id)));
        return keys;
    }
}
