package lifeboat.cli;

import java.nio.file.Path;
import java.util.List;
import lifeboat.report.Documents;
import lifeboat.report.PlanMarkdown;
import lifeboat.report.PlanReport;
import lifeboat.report.PlanText;
import lifeboat.run.PlanRun;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints the disaster-recovery plan. */
@CommandLine.Command(
        description = {
            "Print the disaster-recovery plan: what to restore, in which order, by which commands.",
            "With it: where backups are, which key opens them, how long the last drills took, and plainly what was",
            "never proven. Changes nothing."
        },
        footer = {
            "  verify plan",
            "  verify plan --output PLAN.md       to print, or to keep where a disaster does not reach",
            "  verify plan --store /mnt/backups   without a configuration"
        })
final class PlanCommand extends Command {
    @Option(names = "--output", paramLabel = "FILE", order = 1, description = "write the plan as Markdown too")
    private Path output;

    @Mixin
    private ReadOptions read = new ReadOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    PlanCommand(Session session) {
        super(session);
    }

    @Override
    List<ExitCode> codes() {
        return List.of(ExitCode.STORE_PARTIAL);
    }

    @Override
    public ExitCode call() {
        json.apply(console());
        PlanReport plan = PlanRun.run(context(read.config(session().env())), read.store());
        ExitCode code = plan.problems().isEmpty() ? ExitCode.DONE : ExitCode.STORE_PARTIAL;
        if (output != null) {
            write(output, PlanMarkdown.of(plan));
        }
        show(PlanText.of(plan, console().width(), console().paint()), Documents.plan(plan, code.code()));
        github().summary(PlanMarkdown.of(plan));
        return code;
    }
}
