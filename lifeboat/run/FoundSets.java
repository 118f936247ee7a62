package lifeboat.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import lifeboat.base.JobName;
import lifeboat.base.UserError;
import lifeboat.catalog.Catalog;
import lifeboat.catalog.Manifest;
import lifeboat.config.Config;

/** Sets that no configuration names but the manifests in a store do: key and store are enough to use them. */
public final class FoundSets {
    private FoundSets() {}

    /**
     * The same context; with the set of that name in its configuration, if it is neither a job nor a set there and no
     * store holds a job of that name, but a run of such a set. A store that cannot be read is passed over: the command
     * that goes on with it says so.
     *
     * @param name  what a person named, null for nothing
     * @param store a store's name or URL, else all that are configured
     */
    public static Context with(Context context, String name, Optional<String> store) {
        Config config = context.config();
        if (name == null || !JobName.isName(name) || config.jobs().containsKey(name)
                || config.sets().containsKey(name) || store.isEmpty() && config.stores().isEmpty()) {
            return context;
        }
        try (OpenStores stores = OpenStores.toRead(context, store, Optional.empty())) {
            Set<String> jobs = stores.jobs();
            return jobs.contains(name) ? context
                    : find(context, stores, jobs, name).map(set -> with(context, set)).orElse(context);
        }
    }

    private static Context with(Context context, Manifest.InSet set) {
        Config config = context.config();
        Map<String, List<String>> sets = new LinkedHashMap<>(config.sets());
        sets.put(set.name(), set.jobs());
        return new Context(context.env(), context.out(), context.clock(), new Config(config.file(), config.stores(),
                config.keys(), config.jobs(), config.prices(), sets), context.parallel());
    }

    /**
     * The newest backup of each job tells, as a rule; only if none does, all are read. A member that left the set still
     * tells of old times: so the others that it names are asked too.
     */
    private static Optional<Manifest.InSet> find(Context context, OpenStores stores, Set<String> jobs, String name) {
        return newest(stores, jobs, true, (open, job) -> new Catalog(open.store()).newest(job)
                        .filter(manifest -> isOf(manifest, name)))
                .map(found -> newest(stores, Set.copyOf(found.set().jobs()), false, (open, job) ->
                        new Catalog(open.store()).newest(job, manifest -> isOf(manifest, name))).orElse(found))
                .or(() -> newest(stores, jobs, false, (open, job) -> newestRun(context, open, job, name)))
                .map(Manifest::set);
    }

    private static boolean isOf(Manifest manifest, String set) {
        return manifest.set() != null && manifest.set().name().equals(set);
    }

    /** @param any whether the first that is found will do */
    private static Optional<Manifest> newest(OpenStores stores, Set<String> jobs, boolean any,
            BiFunction<OpenStores.Open, String, Optional<Manifest>> question) {
        Optional<Manifest> newest = Optional.empty();
        for (OpenStores.Open open : stores.usable()) {
            for (String job : jobs) {
                try {
                    Optional<Manifest> found = question.apply(open, job);
                    if (found.isPresent() && (newest.isEmpty() || found.get().id().compareTo(newest.get().id()) > 0)) {
                        newest = found;
                    }
                } catch (UserError e) {
                    open.fail(e);
                    break;
                }
                if (any && newest.isPresent()) {
                    return newest;
                }
            }
        }
        return newest;
    }

    private static Optional<Manifest> newestRun(Context context, OpenStores.Open open, String job, String name) {
        Manifest[] newest = {null};
        new Catalog(Wiring.toLookAt(context, open.store())).each(job, manifest ->
                newest[0] = isOf(manifest, name) ? manifest : newest[0]);
        return Optional.ofNullable(newest[0]);
    }
}
