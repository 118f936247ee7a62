package lifeboat.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import lifeboat.base.Cleanup;
import lifeboat.config.Config;
import lifeboat.config.JobConfig;
import lifeboat.report.Documents;
import lifeboat.report.StepSummary;
import lifeboat.report.SyncReport;
import lifeboat.report.SyncText;
import lifeboat.run.SyncRun;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Copies backups between a job's stores. */
@CommandLine.Command(
        description = {
            "Copy to each store of a job the backups that it lacks and another store holds, newest first: the",
            "repair after an outage, or the way to fill a new store. Stored bytes are copied as they are and",
            "compared with the manifest on the way; no key is needed, nothing is removed, and what a store has",
            "pruned itself stays away."
        },
        footer = {"  backup sync --dry-run                       what each store lacks",
                "  backup sync orders", "  backup sync orders --from local --to offsite"})
final class SyncCommand extends StoresCommand {
    @Parameters(paramLabel = "JOB", arity = "0..*",
            description = "names of jobs and sets; none means all with several stores")
    private List<String> names = new ArrayList<>();

    @Option(names = "--from", paramLabel = "STORE", order = 1, description = "read from this store only")
    private String from;

    @Option(names = "--to", paramLabel = "STORE", order = 2, description = "write to this store only")
    private String to;

    @Option(names = "--dry-run", order = 3, description = "only say what would be copied")
    private boolean dryRun;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private JsonOption json = new JsonOption();

    SyncCommand(Session session) {
        super(session);
    }

    @Override
    List<ExitCode> codes() {
        return List.of(ExitCode.BAD_BACKUP, ExitCode.STORE_PARTIAL);
    }

    @Override
    public ExitCode call() {
        json.apply(console());
        Config read = config.read(session().env());
        List<SyncReport> reports = new ArrayList<>();
        for (JobConfig job : BackupChoice.jobs(read, new LinkedHashSet<>(names))) {
            if (Cleanup.stopping() || names.isEmpty() && job.stores().size() < 2) {
                continue;
            }
            reports.addAll(SyncRun.run(context(read), job, Optional.ofNullable(from), Optional.ofNullable(to), dryRun));
        }
        ExitCode code = ExitCode.worst(reports.stream().map(report -> ExitCode.of(report.exitCode())).toList());
        show(SyncText.of(reports, console().paint()), Documents.sync(reports, code.code()));
        reports.stream().filter(report -> report.error() != null).forEach(report -> console().error(
                report.job(), (report.id() == null ? "" : "backup [" + report.id() + "] of ") + "job ["
                        + report.job() + "]: " + report.error()
                        + (report.outcome() == SyncReport.Outcome.COPIED ? "; taken from [" + report.from() + "]" : ""),
                report.hint()));
        github().output("verdict", Documents.sync(reports, code.code()).verdict());
        github().output("bytes", String.valueOf(reports.stream().filter(report -> report.outcome()
                == SyncReport.Outcome.COPIED).mapToLong(SyncReport::bytes).sum()));
        github().summary(StepSummary.sync(reports));
        return code;
    }
}
