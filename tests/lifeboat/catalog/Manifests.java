package lifeboat.catalog;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.fingerprint.SequencePosition;
import lifeboat.fingerprint.SourceInfo;
import lifeboat.fingerprint.TableFingerprint;

/** Manifests as backups write them. */
final class Manifests {
    static final String SHA = "0123456789abcdef".repeat(4);

    private Manifests() {}

    static Manifest sqlite(String job, String id) {
        return of(job, id, Manifest.BACKUP, List.of(part(job, id, "data", ".db.zst", List.of("zstd"))), List.of());
    }

    static Manifest safety(String job, String id) {
        return of(job, id, Manifest.SAFETY, List.of(part(job, id, "data", ".db.zst", List.of("zstd"))), List.of());
    }

    static Manifest of(String job, String id, String kind, List<Manifest.Part> parts, List<String> recipients) {
        Instant started = new BackupId(id).time();
        return new Manifest(Manifest.FORMAT, id, kind, job, "0.1.0", started, started.plus(Duration.ofSeconds(3)),
                source("sqlite"), parts, fingerprint(), recipients, 3000);
    }

    static Manifest.Part part(String job, String id, String role, String suffixes, List<String> layers) {
        return new Manifest.Part(Catalog.partName(job, new BackupId(id), suffixes), role, layers, 100, SHA, 200, SHA);
    }

    static SourceInfo source(String type) {
        return new SourceInfo(type, "shop", "3.46.0", "sqlite 3.46.0", "UTF-8", Map.of("page_size", "4096"),
                List.of(), List.of());
    }

    static Fingerprint fingerprint() {
        return new Fingerprint(
                List.of(new TableFingerprint("", "orders", 2, "0123456789abcdef".repeat(2), List.of("id", "what"),
                null)),
                List.of(new SequencePosition("", "orders", 2, true)), Map.of("table", 1L), List.of());
    }
}
