package lifeboat.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import lifeboat.base.UserError;
import lifeboat.store.Store;

/**
 * Finds the backup of a job that a selector names. A damaged manifest where the answer should be is an error, never
 * skipped: an older backup than the one asked for must not be taken in silence.
 */
final class Selection {
    private static final int SHOWN = 5;

    private final Catalog catalog;
    private final Store store;
    private final String job;

    Selection(Catalog catalog, Store store, String job) {
        this.catalog = catalog;
        this.store = store;
        this.job = job;
    }

    Manifest select(Selector selector) {
        return switch (selector) {
            case Selector.Latest() -> newest(_ -> true).orElseThrow(() -> nothing("no backup"));
            case Selector.Proven() -> proven();
            case Selector.Prefix(String text) -> prefixed(text);
            case Selector.PartFile part -> withPart(part);
            case Selector.NotAfter(var time) -> newest(id -> !id.time().isAfter(time))
                    .orElseThrow(() -> nothing("no backup from [" + time + "] or before"));
        };
    }

    private Optional<Manifest> newest(Predicate<BackupId> wanted) {
        for (BackupId id : catalog.newestFirst(job)) {
            if (wanted.test(id)) {
                Optional<Manifest> found = catalog.find(job, id).filter(m -> m.kind().equals(Manifest.BACKUP));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private Manifest proven() {
        Map<String, Event> drills = new Journal(store, job).latestDrills();
        return newest(id -> drills.containsKey(id.text()) && drills.get(id.text()).ok()).orElseThrow(() -> UserError.of(
                "no backup" + ofJob() + " is proven", "prove one with `verify drill " + job + "`" + listing("; ")));
    }

    private Manifest prefixed(String text) {
        List<BackupId> ids = catalog.ids(job).stream().filter(id -> id.text().startsWith(text)).toList();
        if (ids.size() > 1) {
            throw UserError.of("[" + text + "] begins the ids of [" + ids.size() + "] backups of job [" + job + "]",
                    "write more of the id: " + newestOf(ids));
        }
        if (ids.isEmpty()) {
            throw nothing("no backup [" + text + "]");
        }
        return catalog.manifest(job, ids.getFirst());
    }

    private Manifest withPart(Selector.PartFile part) {
        return catalog.find(job, part.id())
                .filter(m -> m.parts().stream().anyMatch(p -> p.file().equals(part.file())))
                .orElseThrow(() -> nothing("no backup with a part [" + part.file() + "]"));
    }

    private UserError nothing(String what) {
        return UserError.of(what + ofJob(), listing(""));
    }

    private String ofJob() {
        return " of job [" + job + "] in store [" + store.describe() + "]";
    }

    private String listing(String separator) {
        List<BackupId> ids = catalog.ids(job);
        if (!ids.isEmpty()) {
            return separator + "there are: " + newestOf(ids);
        }
        List<String> jobs = catalog.jobs();
        return separator + (jobs.isEmpty() ? "the store holds no backups at all"
                : "the job has none; jobs in this store: " + String.join(", ", jobs));
    }

    private static String newestOf(List<BackupId> ids) {
        List<BackupId> newestFirst = ids.reversed();
        return newestFirst.stream().limit(SHOWN).map(BackupId::text).collect(Collectors.joining(", "))
                + (ids.size() > SHOWN ? ", and [" + (ids.size() - SHOWN) + "] older ones" : "");
    }
}
