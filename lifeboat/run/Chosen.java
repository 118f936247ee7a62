package lifeboat.run;

import java.io.IOException;
import java.io.InputStream;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import lifeboat.base.UserError;
import lifeboat.catalog.BackupId;
import lifeboat.catalog.Catalog;
import lifeboat.catalog.Manifest;
import lifeboat.catalog.Selector;
import lifeboat.pipeline.PartDigests;
import lifeboat.pipeline.PartReader;

/** A backup that was chosen, and the store it is read from. */
record Chosen(OpenStores.Open open, Manifest manifest) {

    /** The one backup that is asked for; without a job there must be just one. */
    static Chosen one(Context context, OpenStores stores, Optional<String> job, String selector) {
        if (job.isPresent()) {
            return one(stores, job.get(), selector);
        }
        List<String> jobs = jobs(context, stores);
        if (jobs.size() != 1) {
            throw UserError.usage("there are several jobs " + jobs, "name the one to use");
        }
        return one(stores, jobs.getFirst(), selector);
    }

    /** Its store alone, opened anew, to store something beside it. */
    OpenStores sameStore(Context context) {
        return OpenStores.toRead(context, Optional.of(open.name()), Optional.empty());
    }

    /** Pruning removes the manifest first: a backup that went meanwhile is none, and so not a bad one. */
    private UserError missing(Manifest.Part part) {
        String hint = "use another backup: `backup list " + manifest.job() + "`";
        return new Catalog(open.store()).ids(manifest.job()).contains(new BackupId(manifest.id()))
                ? UserError.badBackup("part [" + part.file() + "] is missing in store [" + open.name() + "]", hint)
                : UserError.of("backup [" + manifest.id() + "] was pruned meanwhile from store [" + open.name() + "]", hint);
    }

    /** Opens a part's plain bytes, which are verified by the time they end. Close the stream. */
    InputStream open(Context context, Manifest.Part part, boolean skipChecksum) throws IOException {
        InputStream stored = open.store().read(Catalog.key(manifest.job(), part)).orElseThrow(() -> missing(part));
        return PartReader.open(stored, Wiring.readers(context, part, manifest),
                new PartDigests(part.plainSize(), part.plainSha256(), part.size(), part.sha256()),
                skipChecksum ? PartReader.Checks.LAYERS_ONLY : PartReader.Checks.ALL);
    }

    /** What the selector names in one store. */
    static Chosen in(OpenStores.Open open, String job, String selector) {
        return new Chosen(open,
                new Catalog(open.store()).select(job, Selector.parse(selector, ZoneId.systemDefault())));
    }

    /** The newest of what the selector names in any store. */
    static Chosen one(OpenStores stores, String job, String selector) {
        Chosen best = null;
        UserError notFound = null;
        for (OpenStores.Open open : stores.usable()) {
            try {
                Chosen found = in(open, job, selector);
                if (best == null || found.manifest.id().compareTo(best.manifest.id()) > 0) {
                    best = found;
                }
            } catch (UserError e) {
                notFound = notFound == null ? e : notFound;
            }
        }
        if (best == null) {
            throw notFound != null ? notFound : stores.noneUsable();
        }
        return best;
    }

    /** The jobs to look at when none is named: those configured, else those that the stores hold. */
    static List<String> jobs(Context context, OpenStores stores) {
        List<String> jobs = context.config().jobs().isEmpty()
                ? List.copyOf(stores.jobs()) : List.copyOf(context.config().jobs().keySet());
        if (jobs.isEmpty()) {
            throw UserError.of("there are no backups in " + stores.names(), "make one first: `backup --help`");
        }
        return jobs;
    }
}
