package lifeboat.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lifeboat.base.UserError;
import lifeboat.config.JobConfig;
import lifeboat.report.PruneReport;

/** Removes what a job's policy does not keep, and what killed runs left, in each of its stores. */
public final class PruneRun {

    private PruneRun() {}

    /**
     * Prunes a job, or says what pruning would do. A store that fails does not keep the others from it.
     *
     * @param store only this store of the job
     */
    public static List<PruneReport> run(Context context, JobConfig job, Optional<String> store, boolean dryRun) {
        store.filter(name -> !job.stores().contains(name)).ifPresent(name -> {
            throw UserError.usage("job [" + job.name() + "] has no store [" + name + "]",
                    "its stores are " + job.stores());
        });
        try (OpenStores stores = OpenStores.ofJob(context, job)) {
            List<PruneReport> reports = new ArrayList<>();
            for (OpenStores.Open open : stores.all()) {
                if (store.isEmpty() || store.get().equals(open.name())) {
                    StorePruning one = new StorePruning(context, job, open);
                    reports.add(dryRun ? one.preview() : one.prune());
                }
            }
            return reports;
        }
    }

    /** After a backup that went well, in the stores that hold it. */
    static List<PruneReport> after(Context context, JobConfig job, OpenStores stores) {
        return stores.usable().stream().map(open -> new StorePruning(context, job, open).prune()).toList();
    }
}
