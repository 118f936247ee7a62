package lifeboat.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import lifeboat.config.Config;
import lifeboat.report.Documents;
import lifeboat.report.EstimateText;
import lifeboat.run.EstimateRun;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Says what backups take and will take. */
@CommandLine.Command(
        description = "Estimate what the backups of the named jobs, or of all, take now, will take and will cost.",
        footer = {"  backup estimate", "  backup estimate orders --json"})
final class EstimateCommand extends StoresCommand {
    @Parameters(paramLabel = "JOB", arity = "0..*", description = "names of jobs and sets; none means all")
    private List<String> names = new ArrayList<>();

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private JsonOption json = new JsonOption();

    EstimateCommand(Session session) {
        super(session);
    }

    @Override
    public ExitCode call() {
        json.apply(console());
        Config read = config.read(session().env());
        EstimateRun.Found found = EstimateRun.run(context(read), BackupChoice.jobs(read, new LinkedHashSet<>(names)));
        ExitCode code = found.problems().isEmpty() ? ExitCode.DONE : ExitCode.STORE_PARTIAL;
        show(EstimateText.of(found.reports(), console().width(), console().paint()),
                Documents.estimate(found.reports(), found.problems(), code.code()));
        found.problems().forEach(console()::warn);
        return code;
    }
}
