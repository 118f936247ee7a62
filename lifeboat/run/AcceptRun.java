package lifeboat.run;

import java.util.Optional;
import java.util.TreeSet;
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
     * Accepts the job's newest backup, which must be suspect, in each store that holds it; returns its id. Later
     * backups are compared with it, and pruning goes on.
     *
     * @throws UserError if it is not suspect, or a store cannot be written
     */
    public static String run(Context context, JobConfig job) {
        TreeSet<String> accepted = new TreeSet<>();
        try (OpenStores stores = OpenStores.ofJob(context, job)) {
            for (OpenStores.Open open : stores.all()) {
                Optional<Manifest> newest = new Catalog(open.store()).newest(job.name())
                        .filter(Verdicts.of(open.store(), job.name())::isSuspect);
                newest.ifPresent(manifest -> {
                    new Journal(open.store(), job.name()).append(Event.of(Event.ACCEPT, context.clock().instant(), true)
                            .withId(manifest.id()).withStore(open.name())
                            .withMessage(String.join("; ", manifest.suspect())));
                    accepted.add(manifest.id());
                });
            }
        }
        if (accepted.isEmpty()) {
            throw UserError.usage("the newest backup of job [" + job.name()
                    + "] is not suspect: there is nothing to accept",
                    "`backup list " + job.name() + "` shows what there is");
        }
        return accepted.last();
    }
}
