package lifeboat.run;

import lifeboat.base.UserError;
import lifeboat.catalog.Catalog;
import lifeboat.catalog.Event;
import lifeboat.catalog.Journal;
import lifeboat.catalog.Manifest;
import lifeboat.config.JobConfig;

/** Notes that a person looked at a suspect backup and found that there is less to back up now. */
public final class AcceptRun {

    private AcceptRun() {}

    /**
     * What was accepted.
     *
     * @param everywhere whether each store of the job has taken note
     */
    public record Accepted(String id, boolean everywhere) {}

    /**
     * Accepts the job's newest backup, which must be suspect, in each of its stores, also in those that a copy may come
     * to later. Later backups are compared with it, and pruning goes on. A store that fails is a
     * warning: said again, it is accepted there.
     *
     * @throws UserError if it is not suspect in any store, or no store can be used
     */
    public static Accepted run(Context context, JobConfig job) {
        try (OpenStores stores = OpenStores.ofJob(context, job)) {
            Manifest newest = newest(stores, job.name());
            boolean accepted = false;
            for (OpenStores.Open open : stores.usable()) {
                try {
                    accepted |= accept(context, open, job.name(), newest);
                } catch (UserError e) {
                    open.fail(e);
                }
            }
            stores.all().stream().filter(open -> !open.usable()).forEach(open -> stores.warn("not noted in store ["
                    + open.name() + "]: " + open.error() + "; say it again when that is mended"));
            if (!accepted) {
                throw stores.usable().isEmpty() ? stores.noneUsable() : notSuspect(job.name());
            }
            return new Accepted(newest.id(), stores.usable().size() == stores.all().size());
        }
    }

    private static Manifest newest(OpenStores stores, String job) {
        Manifest newest = null;
        for (OpenStores.Open open : stores.usable()) {
            try {
                Manifest there = new Catalog(open.store()).newest(job).orElse(null);
                newest = newest == null || there != null && there.id().compareTo(newest.id()) > 0 ? there : newest;
            } catch (UserError e) {
                open.fail(e);
            }
        }
        if (stores.usable().isEmpty()) {
            throw stores.noneUsable();
        }
        if (newest == null || !newest.isSuspect()) {
            throw notSuspect(job);
        }
        return newest;
    }

    /** Whether it was not accepted there before. */
    private static boolean accept(Context context, OpenStores.Open open, String job, Manifest newest) {
        if (!Verdicts.of(open.store(), job).isSuspect(newest)) {
            return false;
        }
        new Journal(open.store(), job).append(Event.of(Event.ACCEPT, context.clock().instant(), true)
                .withId(newest.id()).withStore(open.name()).withMessage(String.join("; ", newest.suspect())));
        return true;
    }

    private static UserError notSuspect(String job) {
        return UserError.usage("the newest backup of job [" + job + "] is not suspect: there is nothing to accept",
                "`backup list " + job + "` shows what there is");
    }
}
