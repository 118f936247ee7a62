package lifeboat.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import lifeboat.base.Cleanup;
import lifeboat.base.UserError;
import lifeboat.config.JobConfig;
import lifeboat.report.BackupReport;
import lifeboat.report.BackupText;
import lifeboat.report.SetReport;
import lifeboat.report.SetText;
import lifeboat.run.BackupRun;
import lifeboat.run.Context;
import lifeboat.run.Parallel;
import lifeboat.run.SetBackup;

/** Backs up jobs and tells how each went as soon as that is known; one that fails does not keep the others from it. */
final class BackupJobs {
    private final Command command;
    private final Console console;
    private final Context context;
    private final List<SetReport> sets = new ArrayList<>();

    BackupJobs(Command command, Context context) {
        this.command = command;
        this.console = command.console();
        this.context = context;
    }

    /** The reports of those that were begun, in the order of the configuration. */
    List<BackupReport> run(BackupChoice choice) {
        List<BackupReport> reports = new ArrayList<>();
        choice.sets().forEach((set, members) -> {
            if (!Cleanup.stopping()) {
                reports.addAll(together(set, members));
            }
        });
        reports.addAll(oneByOne(choice.jobs()));
        List<String> order = List.copyOf(context.config().jobs().keySet());
        reports.sort(Comparator.comparing(report -> order.indexOf(report.job())));
        return reports;
    }

    /** What came of the sets so far. */
    List<SetReport> sets() {
        return List.copyOf(sets);
    }

    private List<BackupReport> oneByOne(List<JobConfig> jobs) {
        List<Supplier<BackupReport>> runs = jobs.stream().<Supplier<BackupReport>>map(job -> () -> told(attempt(job,
                () -> BackupRun.run(jobs.size() == 1 ? context : context.about(job.name()), job)))).toList();
        return Parallel.run(context.parallel(), runs);
    }

    /** All begin at once; the set sees to it that no more are written out at the same time than may be. */
    private List<BackupReport> together(String set, List<JobConfig> members) {
        SetBackup backup = SetBackup.begin(context, set, members);
        List<Supplier<BackupReport>> runs = members.stream().<Supplier<BackupReport>>map(job -> () ->
                told(attempt(job, () -> backup.run(context.labelled(job.name()), job)))).toList();
        List<BackupReport> reports = Parallel.run(runs.size(), runs);
        sets.add(backup.report(reports));
        if (!console.isJson()) {
            console.lines(SetText.run(sets.getLast(), console.paint()));
        }
        return reports;
    }

    private BackupReport attempt(JobConfig job, Supplier<BackupReport> run) {
        long start = System.nanoTime();
        Instant started = command.now();
        try {
            return run.get();
        } catch (UserError e) {
            return broken(job, started, start, e.getMessage(), e.hint().orElse(null),
                    ExitCode.of(e.orKind(command.fallback()).kind().orElseThrow()));
        } catch (RuntimeException e) {
            console.aside(command.debug() ? ErrorHandler.trace(e) : List.of());
            return broken(job, started, start, "internal error: " + ErrorHandler.describe(e),
                    "this is a bug of Lifeboat: run it again with --debug and report what it prints",
                    ExitCode.INTERNAL);
        }
    }

    private static BackupReport broken(JobConfig job, Instant started, long start, String error, String hint,
            ExitCode code) {
        return new BackupReport(job.name(), null, "failed", null, started,
                (System.nanoTime() - start) / 1_000_000, 0, 0, null, 0, 0, null, false,
                job.compression().method(), List.of(), error, hint, code.code());
    }

    /** Its lines and its error together, whatever other jobs say meanwhile. */
    private BackupReport told(BackupReport report) {
        synchronized (console) {
            if (!console.isJson()) {
                console.lines(BackupText.run(report, console.paint()));
            }
            if (report.error() != null) {
                console.error(report.job(), (report.id() == null ? "backup of [" : "job [") + report.job() + "]"
                        + (report.id() == null ? " failed: " : " ") + report.error(), report.hint());
            }
        }
        return report;
    }
}
