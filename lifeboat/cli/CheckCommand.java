package lifeboat.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import lifeboat.base.UserError;
import lifeboat.report.CheckReport;
import lifeboat.report.CheckText;
import lifeboat.report.Documents;
import lifeboat.report.StepSummary;
import lifeboat.run.CheckRun;
import lifeboat.run.Context;
import lifeboat.run.FoundSets;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks stored backups without a database. */
@CommandLine.Command(
        description = "Check backups without a database: every stored byte, decryption, readable archive.",
        footer = {"  verify check", "  verify check orders 20260115T02",
                "  verify check --all --store /mnt/backups --json"})
final class CheckCommand extends Command {
    @Parameters(index = "0", paramLabel = "JOB", arity = "0..1", description = "one job, or a set; default all jobs")
    private String job;

    @Parameters(index = "1", paramLabel = "SELECTOR", arity = "0..1", description = Selectors.HELP)
    private String selector;

    @Option(names = "--all", order = 1, description = "each backup, not just one of each job")
    private boolean all;

    @Mixin
    private ReadOptions read = new ReadOptions();

    @Mixin
    private ParallelOption parallel = new ParallelOption();

    @Mixin
    private JsonOption json = new JsonOption();

    CheckCommand(Session session) {
        super(session);
    }

    @Override
    String job() {
        return job;
    }

    @Override
    UserError.Kind fallback() {
        return UserError.Kind.DRILL_UNABLE;
    }

    @Override
    List<ExitCode> codes() {
        return List.of(ExitCode.BAD_BACKUP, ExitCode.DRILL_UNABLE);
    }

    @Override
    public ExitCode call() {
        json.apply(console());
        if (all && selector != null) {
            throw UserError.usage("--all means each backup, but [" + selector + "] names one", "leave one of them out");
        }
        Context context = FoundSets.with(context(read.config(session().env()), parallel.checked()), job, read.store());
        CheckRun.Result found = CheckRun.run(context,
                Optional.ofNullable(job), Selectors.orLatest(selector), all, read.store());
        List<CheckReport> reports = found.reports();
        if (reports.isEmpty() && found.unable().size() < 2) {
            throw found.unable().isEmpty()
                    ? UserError.of("there is no backup to check", "`backup list` shows what there is")
                    : found.unable().getFirst();
        }
        ExitCode code = !reports.stream().allMatch(CheckReport::passed) ? ExitCode.BAD_BACKUP
                : found.unable().isEmpty() ? ExitCode.DONE : ExitCode.DRILL_UNABLE;
        List<String> lines = new ArrayList<>();
        reports.forEach(r -> lines.addAll(CheckText.of(r, console().paint())));
        Documents.CheckDocument document = Documents.check(reports,
                found.unable().stream().map(UserError::getMessage).toList(), code.code());
        show(lines, document);
        reports.stream().filter(r -> !r.passed()).forEach(r -> console().error(
                r.job(), "backup [" + r.id() + "] of job [" + r.job() + "] in store [" + r.store() + "] is damaged",
                repair(r, reports)));
        found.unable().forEach(e -> console().error(e.getMessage(), e.hint().orElse(null)));
        github().output("verdict", document.verdict());
        github().output("backup-id", reports.stream().map(CheckReport::id).collect(Collectors.joining("\n")));
        github().output("bytes", String.valueOf(reports.stream().flatMap(r -> r.parts().stream())
                .mapToLong(CheckReport.PartCheck::size).sum()));
        github().summary(StepSummary.check(reports));
        found.unable().forEach(e -> github().summary(StepSummary.error(e.getMessage(), e.hint().orElse(null))));
        return code;
    }

    /** What to do about a damaged copy: a store that has the backup whole can give it again. */
    private static String repair(CheckReport damaged, List<CheckReport> all) {
        return all.stream().filter(r -> r.passed() && r.job().equals(damaged.job()) && r.id().equals(damaged.id()))
                .findFirst().map(whole -> "store [" + whole.store() + "] has it whole: remove the folder ["
                + damaged.job() + "/" + damaged.id() + "] from [" + damaged.store() + "], then `backup sync "
                + damaged.job() + "` copies it there")
                .orElse("restore from another store or another backup: `backup list " + damaged.job() + "`");
    }

    @Override
    void failed(int exitCode, String message, String hint) {
        github().output("verdict", exitCode == ExitCode.BAD_BACKUP.code() ? "failed" : "unable");
    }
}
