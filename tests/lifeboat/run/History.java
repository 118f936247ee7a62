package lifeboat.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import lifeboat.catalog.BackupId;
import lifeboat.catalog.Catalog;
import lifeboat.catalog.Event;
import lifeboat.catalog.Journal;
import lifeboat.catalog.Manifest;
import lifeboat.store.DirectoryStore;

/** Gives a job a past: its newest backup again, with all its files, as if it had been made at other times. */
record History(Path store, String job) {

    /** A backup of that time; returns its id. */
    String at(Instant time) throws IOException {
        return at(time, Manifest.BACKUP, null);
    }

    /** The same of another kind, or suspect. */
    String at(Instant time, String kind, List<String> suspect) throws IOException {
        try (DirectoryStore directory = new DirectoryStore(store)) {
            Manifest model = new Catalog(directory).newest(job).orElseThrow();
            BackupId id = BackupId.at(time);
            Path from = store.resolve(job).resolve(model.id());
            Path to = Files.createDirectories(store.resolve(job).resolve(id.text()));
            for (Manifest.Part part : model.parts()) {
                Files.copy(from.resolve(part.file()), to.resolve(part.file().replace(model.id(), id.text())));
            }
            Files.copy(from.resolve("RECOVERY.md"), to.resolve("RECOVERY.md"));
            new Catalog(directory).commit(new Manifest(model.format(), id.text(), kind, job, model.tool(), time,
                    time.plusSeconds(1), model.source(), model.parts().stream().map(part -> moved(part, model, id))
                    .toList(), model.fingerprint(), model.recipients(), model.dumpMillis(), suspect, null));
            return id.text();
        }
    }

    /** A drill of a backup. */
    void drilled(String id, Instant time, boolean passed) {
        try (DirectoryStore directory = new DirectoryStore(store)) {
            new Journal(directory, job).append(Event.of(Event.DRILL, time, passed).withId(id));
        }
    }

    private static Manifest.Part moved(Manifest.Part part, Manifest model, BackupId id) {
        return new Manifest.Part(part.name().replace(model.id(), id.text()), part.role(), part.layers(), part.size(),
                part.sha256(), part.plainSize(), part.plainSha256());
    }
}
