package lifeboat.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import lifeboat.base.UserError;
import lifeboat.config.Config;
import lifeboat.config.JobConfig;
import lifeboat.report.Documents;
import lifeboat.report.JobPlan;
import lifeboat.report.JobPlanText;
import lifeboat.run.BackupPlanRun;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what a backup run would do. */
@CommandLine.Command(
        description = {
            "Print what a backup run of the named jobs, or of all, would do: sources, stores, what is kept.",
            "Opens nothing; variables that jobs, stores and keys need may be missing."
        },
        footer = {
            "  backup plan",
            "  backup plan --matrix       the jobs as a matrix for GitHub, in one line of JSON:",
            "                             {\"include\":[{\"job\":\"orders\"},{\"job\":\"users\"}]}"
        })
final class BackupPlanCommand extends Command {
    /** GitHub's limit. */
    private static final int MOST_LEGS = 256;

    @Parameters(paramLabel = "JOB", arity = "0..*", description = "names of jobs and sets; none means all")
    private List<String> names = new ArrayList<>();

    @Option(names = "--matrix", order = 1,
            description = "print the jobs, and the sets as one each, for strategy.matrix of a GitHub workflow "
                    + "instead; also set as the step's output matrix")
    private boolean matrix;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private JsonOption json = new JsonOption();

    BackupPlanCommand(Session session) {
        super(session);
    }

    @Override
    public ExitCode call() {
        json.apply(console());
        Config read = config.plan(session().env());
        Set<String> wanted = new LinkedHashSet<>(names);
        if (matrix) {
            BackupChoice choice = BackupChoice.of(read, wanted);
            printMatrix(Stream.concat(choice.sets().keySet().stream(), choice.jobs().stream().map(JobConfig::name))
                    .toList());
        } else {
            List<JobPlan> plans = BackupChoice.jobs(read, wanted).stream()
                    .map(job -> BackupPlanRun.run(context(read), job)).toList();
            show(JobPlanText.of(plans, console().width(), console().paint()), Documents.backupPlan(plans));
        }
        return ExitCode.DONE;
    }

    private void printMatrix(List<String> jobs) {
        if (jobs.size() > MOST_LEGS) {
            throw UserError.usage("a matrix has at most [" + MOST_LEGS + "] jobs, here are [" + jobs.size() + "]",
                    "name some of them, and the others in another workflow");
        }
        String line = JobPlanText.matrix(jobs);
        console().document(line);
        github().output("matrix", line);
    }
}
