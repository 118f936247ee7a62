package lifeboat.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import lifeboat.base.Cleanup;
import lifeboat.config.Config;
import lifeboat.config.JobConfig;
import lifeboat.report.Documents;
import lifeboat.report.PruneReport;
import lifeboat.report.PruneText;
import lifeboat.report.StepSummary;
import lifeboat.run.PruneRun;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Carries out retention. */
@CommandLine.Command(
        description = "Remove the backups that the policy `keep` of the named jobs, or of all, does not keep.",
        footer = {"  backup prune --dry-run          each decision and its reason; removes nothing",
                "  backup prune orders", "  backup prune orders --store offsite --dry-run --json"})
final class PruneCommand extends StoresCommand {
    @Parameters(paramLabel = "JOB", arity = "0..*", description = "names of jobs and sets; none means all")
    private List<String> names = new ArrayList<>();

    @Option(names = "--dry-run", order = 1, description = "only say what would be removed")
    private boolean dryRun;

    @Mixin
    private ReadOptions read = new ReadOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    PruneCommand(Session session) {
        super(session);
    }

    @Override
    public ExitCode call() {
        json.apply(console());
        Config config = read.config(session().env());
        List<PruneReport> reports = new ArrayList<>();
        for (JobConfig job : BackupChoice.jobs(config, new LinkedHashSet<>(names))) {
            if (Cleanup.stopping()) {
                break;
            }
            reports.addAll(PruneRun.run(context(config), job, read.store(), dryRun));
        }
        ExitCode code = reports.stream().allMatch(r -> r.error() == null) ? ExitCode.DONE : ExitCode.STORE_PARTIAL;
        show(PruneText.plan(reports, console().paint()), Documents.prune(reports, code.code()));
        reports.stream().filter(r -> r.error() != null).forEach(r -> console().error(r.job(), "pruning job [" + r.job()
                + "] in store [" + r.store() + "] failed: " + r.error(), r.hint()));
        github().output("verdict", Documents.prune(reports, code.code()).verdict());
        github().output("bytes", String.valueOf(reports.stream().mapToLong(PruneReport::bytes).sum()));
        github().summary(StepSummary.prune(reports));
        return code;
    }
}
