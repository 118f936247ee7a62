package lifeboat.catalog;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.fingerprint.SourceInfo;
import lifeboat.fingerprint.TableFingerprint;
import lifeboat.store.DirectoryStore;
import lifeboat.store.Store;

/** Fills a store with the manifests and journal of many backups; there is one byte of each part. */
public final class ManyBackups {
    private static final String DIGEST = "0123456789abcdef".repeat(4);

    private ManyBackups() {}

    /** Arguments: folder, number of backups. */
    public static void main(String... args) throws Exception {
        try (DirectoryStore store = new DirectoryStore(Path.of(args[0]))) {
            fill(store, "orders", Integer.parseInt(args[1]));
        }
    }

    /** One an hour, of 20 tables, each tenth drilled. */
    public static void fill(Store store, String job, int count) throws Exception {
        Instant first = Instant.parse("2025-01-01T02:00:00Z");
        Catalog catalog = new Catalog(store);
        Journal journal = new Journal(store, job);
        List<TableFingerprint> tables = IntStream.range(0, 20).mapToObj(i -> new TableFingerprint("public",
                "table_number_" + i, 1000L * i, DIGEST.substring(32), List.of("id", "name", "created_at"),
                        null)).toList();
        for (int i = 0; i < count; i++) {
            Instant time = first.plus(Duration.ofHours(i));
            BackupId id = BackupId.at(time);
            String name = Catalog.partName(job, id, ".dump.zst.age");
            store.put(job + "/" + name, new byte[1]);
            catalog.commit(new Manifest(Manifest.FORMAT, id.text(), Manifest.BACKUP, job, "test", time, time,
                    new SourceInfo("postgres", "shop", "15.4", "pg_dump 15.4", "UTF8", Map.of(), List.of(), List.of()),
                    List.of(new Manifest.Part(name, "data", List.of("zstd", "age"), 1, DIGEST, 2, DIGEST)),
                    new Fingerprint(tables, List.of(), Map.of(), List.of()), List.of(), 1));
            if (i % 10 == 0) {
                journal.append(Event.of(Event.DRILL, time.plusSeconds(60), true).withId(id.text()));
            }
        }
    }
}
