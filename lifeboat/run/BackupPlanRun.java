package lifeboat.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import lifeboat.base.Human;
import lifeboat.base.UserError;
import lifeboat.config.JobConfig;
import lifeboat.config.JobConfig.Compression;
import lifeboat.config.StoreConfig;
import lifeboat.report.JobPlan;
import lifeboat.schedule.Cron;

/** Says what a backup run of a job would do, from the configuration alone: neither sources nor stores are opened. */
public final class BackupPlanRun {
    private final Context context;
    private final JobConfig job;
    private final List<String> unknown = new ArrayList<>();

    private BackupPlanRun(Context context, JobConfig job) {
        this.context = context;
        this.job = job;
    }

    /** Says it. What the environment has no variable for is among the plan's unknown things. */
    public static JobPlan run(Context context, JobConfig job) {
        return new BackupPlanRun(context, job).plan();
    }

    private JobPlan plan() {
        String source = known(() -> Wiring.describe(context, job.source()));
        List<JobPlan.StorePlan> stores = job.stores().stream().map(name -> new JobPlan.StorePlan(name,
                known(() -> Wiring.place(context.config().stores().get(name))), job.retention().of(name).text()))
                .toList();
        Compression compression = job.compression();
        return new JobPlan(job.name(), source, stores, compression.method().equals("none") ? "none"
                : compression.method() + ":" + compression.level(), encryption(), job.retention().zone().getId(),
                job.schedule().backup().map(Cron::text).orElse(null), job.schedule().drill().map(Cron::text)
                .orElse(null), unknown, refused());
    }

    private String refused() {
        return job.encryption() != JobConfig.Encryption.UNDECIDED ? null : job.stores().stream()
                .filter(name -> context.config().stores().get(name) instanceof StoreConfig.S3).findFirst()
                .map(name -> Order.openLetter(job.name(), name))
                .map(error -> error.getMessage() + ": " + error.hint().orElseThrow()).orElse(null);
    }

    private String known(Supplier<String> what) {
        try {
            return what.get();
        } catch (UserError e) {
            unknown.add(e.getMessage());
            return null;
        }
    }

    private String encryption() {
        int recipients = context.config().keys().recipients().size();
        return switch (job.encryption()) {
            case AGE -> "encrypted by age " + (recipients == 0 ? "to recipients that are not known here"
                    : "to " + Human.plural(recipients, "recipient"));
            case NONE -> "not encrypted, as the job says";
            case UNDECIDED -> "not encrypted: there are no recipients";
        };
    }
}
