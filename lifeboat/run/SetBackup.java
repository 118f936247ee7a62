package lifeboat.run;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lifeboat.base.UserError;
import lifeboat.catalog.BackupId;
import lifeboat.catalog.Manifest;
import lifeboat.config.JobConfig;
import lifeboat.report.BackupReport;
import lifeboat.report.SetReport;

/**
 * One run of a set: an ordinary backup of each member, all under one id and marked with the set. Their views of the
 * data are taken at the same time, each for itself.
 */
public final class SetBackup {
    private final String set;
    private final List<String> jobs;
    private final BackupId id;
    private final SetStart start;

    private SetBackup(String set, List<String> jobs, BackupId id, SetStart start) {
        this.set = set;
        this.jobs = jobs;
        this.id = id;
        this.start = start;
    }

    /** Begins it; then {@link #run} every member, each in a thread of its own. */
    public static SetBackup begin(Context context, String set, List<JobConfig> members) {
        Instant now = context.clock().instant();
        BackupId id = BackupId.at(now);
        for (JobConfig member : members) {
            Optional<BackupId> newest = newest(context, member);
            if (newest.isPresent() && newest.get().compareTo(id) > 0) {
                id = BackupId.at(now, newest.get());
            }
        }
        return new SetBackup(set, members.stream().map(JobConfig::name).toList(), id,
                new SetStart(members.size(), context.parallel()));
    }

    private static Optional<BackupId> newest(Context context, JobConfig member) {
        try (OpenStores stores = OpenStores.ofJob(context, member)) {
            return BackupRun.newest(stores, member.name()).map(manifest -> new BackupId(manifest.id()));
        } catch (UserError _) {
            return Optional.empty(); // the member's own run meets the same error and reports it
        }
    }

    /** Backs up one member, as {@link BackupRun#run} does. Waits for the other members to begin. */
    public BackupReport run(Context context, JobConfig member) {
        try (SetStart.Turn turn = start.turn()) {
            return BackupRun.run(context, member,
                    new SetMember(id, new Manifest.InSet(set, jobs), turn::of));
        }
    }

    /** What came of it: whole only if there is a backup of each member, and none is suspect. */
    public SetReport report(List<BackupReport> members) {
        List<String> made = members.stream().filter(report -> report.id() != null && report.suspect() == null)
                .map(BackupReport::job).toList();
        List<String> missing = jobs.stream().filter(job -> !made.contains(job)).toList();
        return new SetReport(set, id.text(), missing.isEmpty(), jobs, missing, start.spread().toMillis());
    }
}
