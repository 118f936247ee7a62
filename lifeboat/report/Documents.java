package lifeboat.report;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import lifeboat.base.Version;
import lifeboat.fingerprint.Comparison;

/** The documents of {@code --json} and {@code --output}. Their field names are a promise: see docs/commands.md. */
public final class Documents {
    private static final String TOOL = "lifeboat " + Version.TEXT;

    private Documents() {}

    /** A run of backups; {@code verdict} is ok, partial or failed. */
    public record BackupDocument(String tool, String verdict, int exitCode, List<BackupReport> jobs,
            List<SetReport> sets) {}

    /** What pruning did; {@code verdict} is ok, dry-run or failed. */
    public record PruneDocument(String tool, String verdict, int exitCode, List<PruneReport> stores) {}

    /** What backups take. */
    public record EstimateDocument(String tool, int exitCode, List<EstimateReport> estimates,
            List<String> problems) {}

    /** What there is. */
    public record ListDocument(String tool, int exitCode, List<BackupEntry> backups, List<SetEntry> sets,
            List<String> problems) {}

    /** What was copied between stores; {@code verdict} is ok or failed. */
    public record SyncDocument(String tool, String verdict, int exitCode, List<SyncReport> backups) {}

    /** How buckets are set; {@code verdict} is ok, differs or failed. */
    public record BucketsDocument(String tool, String verdict, int exitCode, List<BucketReport> stores) {}

    /** What the doctor found; {@code verdict} is healthy or unhealthy. */
    public record DoctorDocument(String tool, String verdict, int exitCode, List<DoctorReport.Finding> findings) {}

    /** The state of the jobs. */
    public record StatusDocument(String tool, int exitCode, List<JobStatus> jobs, List<SetStatus> sets) {}

    /** The disaster-recovery plan. */
    public record PlanDocument(String tool, int exitCode, Long totalMillis, List<String> neverProven,
            PlanReport plan) {}

    /** What backup runs would do. */
    public record BackupPlanDocument(String tool, List<JobPlan> jobs) {}

    /** A restore. */
    public record RestoreDocument(String tool, String verdict, int exitCode, RestoreReport restore) {}

    /** The restore of a set; {@code verdict} as of a restore. */
    public record SetRestoreDocument(String tool, String verdict, int exitCode, SetRestoreReport restore) {}

    /** Fetched files. */
    public record FetchDocument(String tool, List<String> files) {}

    /** Integrity checks; {@code verdict} is passed, failed or unable. */
    public record CheckDocument(String tool, String verdict, int exitCode, List<CheckReport> backups,
            List<String> problems) {}

    /** Drills; {@code verdict} is passed, failed or unable; missed if all passed but missed an enforced objective. */
    public record DrillDocument(String tool, String verdict, int exitCode, List<Drill> backups) {}

    /** One backup's drill. */
    public record Drill(String job, String id, String store, String verdict, String target, String instance,
            Instant started, long millis, long bytes, List<DrillTable> tables, List<Comparison.Check> checks,
            String control, String error, String hint, Map<String, Long> phases, Objectives recovery) {}

    /** What was measured against the objectives; whether they are met is left out where there is none. */
    public record Objectives(Long millis, Long rtoMillis, Boolean rtoMet, long ageMillis, Long rpoMillis,
            Boolean rpoMet, boolean enforced) {

        private static Objectives of(Recovery r) {
            return new Objectives(r.millis(), r.rtoMillis(), met(r.millis(), r.rtoMillis()), r.ageMillis(),
                    r.rpoMillis(), met(r.ageMillis(), r.rpoMillis()), r.enforced());
        }

        private static Boolean met(Long measured, Long objective) {
            return measured == null || objective == null ? null : Boolean.valueOf(measured <= objective);
        }
    }

    /** One table of a drill; rows are left out on a side that lacks the table. */
    public record DrillTable(String table, boolean passed, Long expectedRows, Long actualRows, String detail) {}

    /** An error that ended the command before it had a result. */
    public record ErrorDocument(String tool, String verdict, int exitCode, String error, String hint) {}

    /** The backups' document. */
    public static BackupDocument backup(List<BackupReport> jobs, int exitCode) {
        return backup(jobs, List.of(), exitCode);
    }

    /** The same with the sets that were backed up; left out if there are none. */
    public static BackupDocument backup(List<BackupReport> jobs, List<SetReport> sets, int exitCode) {
        boolean ok = exitCode == 0 && jobs.stream().allMatch(BackupReport::ok);
        boolean all = jobs.stream().allMatch(job -> job.id() != null && job.suspect() == null);
        return new BackupDocument(TOOL, ok ? "ok" : all && !jobs.isEmpty() ? "partial" : "failed", exitCode, jobs,
                sets.isEmpty() ? null : sets);
    }

    /** The document of pruning. */
    public static PruneDocument prune(List<PruneReport> stores, int exitCode) {
        boolean dryRun = stores.stream().anyMatch(PruneReport::dryRun);
        return new PruneDocument(TOOL, exitCode != 0 ? "failed" : dryRun ? "dry-run" : "ok", exitCode, stores);
    }

    /** The document of estimates. */
    public static EstimateDocument estimate(List<EstimateReport> estimates, List<String> problems, int exitCode) {
        return new EstimateDocument(TOOL, exitCode, estimates, problems);
    }

    /** The list's document; {@code sets} are the runs of a set that the backups belong to, null for a list of jobs. */
    public static ListDocument list(List<BackupEntry> backups, List<SetEntry> sets, List<String> problems,
            int exitCode) {
        return new ListDocument(TOOL, exitCode, backups, sets, problems);
    }

    /** The copies' document. */
    public static SyncDocument sync(List<SyncReport> reports, int exitCode) {
        return new SyncDocument(TOOL, exitCode == 0 ? "ok" : "failed", exitCode, reports);
    }

    /** The buckets' document. */
    public static BucketsDocument buckets(List<BucketReport> reports, int exitCode) {
        boolean failed = reports.stream().anyMatch(report -> report.error() != null);
        return new BucketsDocument(TOOL, exitCode == 0 ? "ok" : failed ? "failed" : "differs", exitCode, reports);
    }

    /** The doctor's document. */
    public static DoctorDocument doctor(DoctorReport report, int exitCode) {
        return new DoctorDocument(TOOL, exitCode == 0 ? "healthy" : "unhealthy", exitCode, report.findings());
    }

    /** The status's document; without sets where there are none. */
    public static StatusDocument status(List<JobStatus> jobs, List<SetStatus> sets, int exitCode) {
        return new StatusDocument(TOOL, exitCode, jobs, sets.isEmpty() ? null : sets);
    }

    /** The plan's document. */
    public static PlanDocument plan(PlanReport plan, int exitCode) {
        return new PlanDocument(TOOL, exitCode, plan.totalMillis(), plan.neverProven(), plan);
    }

    /** The document of what backup runs would do. */
    public static BackupPlanDocument backupPlan(List<JobPlan> jobs) {
        return new BackupPlanDocument(TOOL, jobs);
    }

    /** The restore's document; {@code verdict} is restored, dry-run or failed. */
    public static RestoreDocument restore(RestoreReport restore, int exitCode) {
        String verdict = exitCode != 0 ? "failed" : restore.dryRun() ? "dry-run" : "restored";
        return new RestoreDocument(TOOL, verdict, exitCode, restore);
    }

    /** The document of a set's restore. */
    public static SetRestoreDocument restore(SetRestoreReport restore) {
        return new SetRestoreDocument(TOOL, restore.dryRun() ? "dry-run" : "restored", 0, restore);
    }

    /** The fetched files' document. */
    public static FetchDocument fetch(List<String> files) {
        return new FetchDocument(TOOL, files);
    }

    /** The checks' document. */
    public static CheckDocument check(List<CheckReport> backups, List<String> problems, int exitCode) {
        boolean failed = !backups.stream().allMatch(CheckReport::passed);
        return new CheckDocument(TOOL, exitCode == 0 ? "passed" : failed ? "failed" : "unable", exitCode, backups,
                problems);
    }

    /** The drills' document. */
    public static DrillDocument drill(List<DrillReport> reports, int exitCode) {
        boolean failed = reports.stream().anyMatch(r -> r.verdict() == DrillReport.Verdict.FAILED);
        boolean passed = reports.stream().allMatch(r -> r.verdict() == DrillReport.Verdict.PASSED);
        String verdict = exitCode == 0 ? "passed" : failed ? "failed" : passed ? "missed" : "unable";
        return new DrillDocument(TOOL, verdict, exitCode,
                reports.stream().map(Documents::drill).toList());
    }

    /** An error's document. */
    public static ErrorDocument error(int exitCode, String error, String hint) {
        return new ErrorDocument(TOOL, "error", exitCode, error, hint);
    }

    private static Drill drill(DrillReport r) {
        Comparison c = r.comparison();
        return new Drill(r.job(), r.id(), r.store(), r.verdict().name().toLowerCase(Locale.ROOT), r.target(),
                r.instance(), r.started(), r.millis(), r.bytes(),
                c == null ? null : c.tables().stream().map(Documents::table).toList(),
                c == null ? null : c.checks(), r.control(), r.error(), r.hint(), r.phases(),
                r.recovery() == null ? null : Objectives.of(r.recovery()));
    }

    private static DrillTable table(Comparison.TableResult t) {
        return new DrillTable(t.title(), t.passed(), t.expected() == null ? null : t.expected().rows(),
                t.actual() == null ? null : t.actual().rows(), t.detail());
    }
}
