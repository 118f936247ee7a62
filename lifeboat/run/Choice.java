package lifeboat.run;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import lifeboat.base.UserError;
import lifeboat.catalog.Catalog;
import lifeboat.report.SetEntry;

/**
 * The backups that a command is to look at.
 *
 * @param unreadable those that it should look at but whose manifests cannot be read
 * @param missing    jobs that have none, or none in a store, when all are to be looked at
 */
record Choice(List<Chosen> backups, List<Unreadable> unreadable, List<Missing> missing) {

    /** A job in which nothing was found, where that was looked for, and why. */
    record Missing(String job, String store, UserError error) {}

    /** A backup whose manifest cannot be read. */
    record Unreadable(OpenStores.Open open, String job, String id, UserError error) {}

    /**
     * The backups that are asked for.
     *
     * @param job one job, or all of a set, else each that there is
     * @param all each backup of them, else the one the selector names; of a set those of one run
     * @param store the only store to look at
     */
    static Choice of(Context context, OpenStores stores, Optional<String> job, String selector, boolean all,
            Optional<String> store) {
        List<Chosen> backups = new ArrayList<>();
        List<Unreadable> unreadable = new ArrayList<>();
        List<Missing> missing = new ArrayList<>();
        Set<String> told = new HashSet<>();
        boolean set = job.isPresent() && context.config().sets().containsKey(job.get());
        if (set && !all) {
            return ofRun(stores, SetSelection.of(context, job.get(), selector, store));
        }
        for (String name : Chosen.jobs(context, stores, job)) {
            try {
                if (all) {
                    addAll(stores, name, backups, unreadable);
                } else {
                    backups.add(Chosen.one(stores, name, selector));
                }
            } catch (UserError e) {
                if (job.isPresent() && !set || e.kind().equals(Optional.of(UserError.Kind.USAGE))) {
                    throw e;
                }
                missing.add(new Missing(name, stores.names(), e));
                stores.failed().forEach(open -> told.add(open.name()));
            }
            stores.failed().stream().filter(open -> told.add(open.name())).forEach(open ->
                    missing.add(new Missing(name, open.name(), open.unreadable())));
        }
        return new Choice(backups, unreadable, missing);
    }

    /** The members of one run of a set. */
    private static Choice ofRun(OpenStores stores, SetEntry run) {
        Choice choice = none();
        for (String job : run.jobs()) {
            try {
                choice.backups.add(Chosen.one(stores, job, run.id()));
            } catch (UserError e) {
                choice.missing.add(new Missing(job, stores.names(), e));
            }
        }
        stores.failed().forEach(open -> choice.missing.add(new Missing(run.jobs().getFirst(), open.name(),
                open.unreadable())));
        return choice;
    }

    /** Nothing yet; its lists can grow. */
    static Choice none() {
        return new Choice(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    /** The latest in each store of a job, or of all jobs. */
    static Choice latestInEachStore(Context context, OpenStores stores, Optional<String> job) {
        Choice choice = none();
        for (String name : Chosen.jobs(context, stores, job)) {
            for (OpenStores.Open open : stores.allOf(name)) {
                try {
                    if (open.usable()) {
                        choice.backups.add(Chosen.in(open, name, "latest"));
                    }
                } catch (UserError e) {
                    if (open.answers(name)) {
                        choice.missing.add(new Missing(name, open.name(), e));
                    }
                }
                if (!open.usable()) {
                    choice.missing.add(new Missing(name, open.name(), open.unreadable()));
                }
            }
        }
        return choice;
    }

    private static void addAll(OpenStores stores, String job, List<Chosen> backups, List<Unreadable> unreadable) {
        Map<String, Chosen> byId = new TreeMap<>();
        for (OpenStores.Open open : stores.of(job)) {
            try {
                Catalog.Backups there = new Catalog(open.store()).backups(job);
                there.problems().forEach(p -> unreadable.add(new Unreadable(open, job, p.id().text(), p.error())));
                there.manifests().forEach(manifest -> byId.putIfAbsent(manifest.id(), new Chosen(open, manifest)));
            } catch (UserError e) {
                open.fail(e);
            }
        }
        if (stores.of(job).isEmpty()) {
            throw stores.noneUsable(job);
        }
        if (byId.isEmpty() && unreadable.isEmpty()) {
            throw stores.orFailed(job, UserError.of("job [" + job + "] has no backups in "
                    + stores.of(job).stream().map(OpenStores.Open::name).toList(), "make one: `backup " + job + "`"));
        }
        backups.addAll(byId.values());
    }
}
