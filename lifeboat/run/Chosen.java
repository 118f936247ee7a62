package lifeboat.run;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /** The context to work on it beside others. */
    Context about(Context context) {
        return context.about(manifest.job() + " " + manifest.id());
    }

    /** Its store alone, opened anew, to store something beside it. */
    OpenStores sameStore(Context context) {
        return OpenStores.toRead(context, Optional.of(open.name()), Optional.empty());
    }

    /** Pruning removes the manifest first: a backup that went meanwhile is none, and so not a bad one. */
    private void requireThere() {
        if (new Catalog(open.store()).find(manifest.job(), new BackupId(manifest.id())).isEmpty()) {
            throw UserError.of("backup [" + manifest.id() + "] was pruned meanwhile from store [" + open.name() + "]",
                    another());
        }
    }

    private String another() {
        return "use another backup: `backup list " + manifest.job() + "`";
    }

    private UserError missing(Manifest.Part part) {
        requireThere();
        return UserError.badBackup("part [" + part.file() + "] is missing in store [" + open.name() + "]", another());
    }

    /**
     * What is wrong with its RECOVERY.md, as a sentence's end; empty if it is as it was written.
     *
     * @throws UserError if the backup was pruned meanwhile
     */
    Optional<String> recoveryDamage() {
        Optional<String> damage = new Catalog(open.store()).recoveryDamage(manifest.job(),
                new BackupId(manifest.id()));
        if (damage.isPresent()) {
            requireThere();
        }
        return damage;
    }

    /** Opens a part's plain bytes, which are verified by the time they end. Close the stream. */
    InputStream open(Context context, Manifest.Part part, boolean skipChecksum) throws IOException {
        InputStream stored = StoredInput.of(open, Catalog.key(manifest.job(), part)).orElseThrow(() -> missing(part));
        return PartReader.open(stored, Wiring.readers(context, part, manifest),
                new PartDigests(part.plainSize(), part.plainSha256(), part.size(), part.sha256()),
                skipChecksum ? PartReader.Checks.LAYERS_ONLY : PartReader.Checks.ALL);
    }

    /** What the selector names in one store. */
    static Chosen in(OpenStores.Open open, String job, String selector) {
        return new Chosen(open,
                new Catalog(open.store()).select(job, Selector.parse(selector, ZoneId.systemDefault())));
    }

    /**
     * The newest of what the selector names in any store, from the first store that has it. A store that fails is
     * passed over with a warning.
     *
     * @throws UserError of kind BAD_BACKUP too if a store holds a newer one that is meant but cannot be read, and no
     *     store has it in order
     */
    static Chosen one(OpenStores stores, String job, String selector) {
        Comparator<BackupId> order = BackupId.order(Instant.now());
        Chosen best = null;
        Map<OpenStores.Open, UserError> without = new LinkedHashMap<>();
        for (OpenStores.Open open : stores.of(job)) {
            try {
                Chosen found = in(open, job, selector);
                if (best == null || order.compare(found.id(), best.id()) > 0) {
                    best = found;
                }
            } catch (UserError e) {
                if (e.kind().equals(Optional.of(UserError.Kind.USAGE))) {
                    throw e;
                }
                without.put(open, e);
            }
        }
        if (best == null) {
            throw nowhere(stores, job, without);
        }
        if (Selector.parse(selector, ZoneId.systemDefault()) instanceof Selector.Latest) {
            best.warnOfAhead(stores);
        }
        for (Map.Entry<OpenStores.Open, UserError> other : without.entrySet()) {
            best.passOver(stores, other.getKey(), job, selector, other.getValue());
        }
        return best;
    }

    /** What no store could give: a store that cannot be read may hold it. */
    private static UserError nowhere(OpenStores stores, String job, Map<OpenStores.Open, UserError> without) {
        List<UserError> said = without.entrySet().stream().filter(entry -> entry.getKey().answers(job))
                .map(Map.Entry::getValue).toList();
        return said.isEmpty() ? stores.noneUsable(job) : stores.orFailed(job, said.getFirst());
    }

    private BackupId id() {
        return new BackupId(manifest.id());
    }

    /** Where a clock was wrong, a person must know what the word latest passed over. */
    private void warnOfAhead(OpenStores stores) {
        ahead(manifest.job(), new Catalog(open.store()).ahead(manifest.job(), Instant.now()))
                .ifPresent(text -> stores.warn(text + (id().isAhead(Instant.now()) ? "; there is no other"
                : "; using [" + manifest.id() + "]")));
    }

    /** What to say of backups from the future, empty if there are none. */
    static Optional<String> ahead(String job, List<BackupId> ids) {
        return ids.isEmpty() ? Optional.empty() : Optional.of("backup [" + ids.getLast() + "] of job [" + job
                + "] is from the future: the clock was wrong then, or is now");
    }

    /** Says which store had no answer, unless it just does not have the backup. */
    private void passOver(OpenStores stores, OpenStores.Open other, String job, String selector, UserError why) {
        if (why.kind().equals(Optional.of(UserError.Kind.BAD_BACKUP))) {
            Selector wanted = Selector.parse(selector, ZoneId.systemDefault());
            Comparator<BackupId> order = BackupId.order(Instant.now());
            if (new Catalog(other.store()).backups(job).problems().stream().map(problem -> problem.id().text())
                    .anyMatch(id -> order.compare(new BackupId(id), id()) > 0 && mayMean(wanted, id))) {
                throw why;
            }
            stores.warn(why.getMessage() + "; using store [" + open.name() + "]");
        } else if (!other.answers(job)) {
            stores.warn("store [" + other.name() + "] cannot be read: " + other.error() + "; using store ["
                    + open.name() + "]");
        }
    }

    private static boolean mayMean(Selector selector, String id) {
        return switch (selector) {
            case Selector.NotAfter(Instant time) -> !new BackupId(id).time().isAfter(time);
            case Selector.Prefix(String text) -> id.startsWith(text);
            case Selector.PartFile part -> part.id().text().equals(id);
            case Selector.Latest() -> true;
            case Selector.Proven() -> true;
        };
    }

    /** The same backup in the other usable stores, in their order. */
    List<Chosen> elsewhere(Context context, OpenStores stores) {
        List<Chosen> others = new ArrayList<>();
        for (OpenStores.Open other : stores.of(manifest.job())) {
            if (other == open) {
                continue;
            }
            try {
                new Catalog(other.store()).find(manifest.job(), new BackupId(manifest.id())).filter(manifest::equals)
                        .ifPresent(same -> others.add(new Chosen(other, same)));
            } catch (UserError e) {
                context.out().warn("store [" + other.name() + "] cannot be asked for it: " + e.getMessage());
            }
        }
        return others;
    }

    /** The one job that is named, the members of the set that is named, or all. */
    static List<String> jobs(Context context, OpenStores stores, Optional<String> name) {
        return name.map(one -> context.config().sets().getOrDefault(one, List.of(one)))
                .orElseGet(() -> jobs(context, stores));
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
