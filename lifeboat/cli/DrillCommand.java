package lifeboat.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import lifeboat.base.Environment;
import lifeboat.base.UserError;
import lifeboat.report.Documents;
import lifeboat.report.DrillReport;
import lifeboat.report.DrillText;
import lifeboat.report.JUnitXml;
import lifeboat.report.StepSummary;
import lifeboat.run.Context;
import lifeboat.run.DrillRequest;
import lifeboat.run.DrillRun;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Proves backups by restoring them. */
@CommandLine.Command(
        description = {
            "The restore drill: restore a backup into a throw-away database and compare every table, row for",
            "row, with what the source held at the moment of the backup. Then change one value of the copy,",
            "which must be noticed."
        },
        footer = {
            "  verify                                       the latest backup of every job",
            "  verify orders --junit drill.xml              of one job, as test results for CI",
            "  verify orders proven --target server=postgres://drill@localhost/postgres",
            "  verify orders --all --store /mnt/backups     each backup in a folder"
        })
final class DrillCommand extends Command {
    @Parameters(index = "0", paramLabel = "JOB", arity = "0..1", description = "one job; default all")
    private String job;

    @Parameters(index = "1", paramLabel = "SELECTOR", arity = "0..1", description = Selectors.HELP)
    private String selector;

    @Option(names = "--all", order = 1, description = "each backup, not just one of each job")
    private boolean all;

    @Option(names = "--target", paramLabel = "TARGET", order = 2,
            description = "container: a throw-away container (default if docker, podman or nerdctl answers); local: a "
                    + "throw-away server or file on this machine; server=URL: a new database on that server")
    private String target;

    @Option(names = "--image", paramLabel = "IMAGE", order = 3,
            description = "the container's image, such as postgis/postgis:16-3.4; default postgres:MAJOR of the backup")
    private String image;

    @Option(names = "--engine", paramLabel = "ENGINE", order = 3,
            description = "docker, podman or nerdctl; default the first that answers")
    private String engine;

    @Option(names = "--amcheck", order = 3,
            description = "hold each of PostgreSQL's B-tree indexes against its table, by the extension amcheck")
    private boolean amcheck;

    @Option(names = "--junit", paramLabel = "FILE", order = 3, description = "write the results as JUnit XML")
    private Path junit;

    private boolean junitWritable;

    @Mixin
    private ReadOptions read = new ReadOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    DrillCommand(Session session) {
        super(session);
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
        RestoreOutcome.warnOfPassword(console(), target);
        if (junit != null) {
            write(junit, JUnitXml.error("the drill did not finish"));
            junitWritable = true;
        }
        List<DrillReport> reports = DrillRun.run(context(), new DrillRequest(
                Optional.ofNullable(job),
                all ? new DrillRequest.Each() : new DrillRequest.One(Selectors.orLatest(selector)), where(),
                read.store()));
        if (reports.isEmpty()) {
            throw UserError.of("there is no backup to drill", "`backup list` shows what there is");
        }
        return finish(reports);
    }

    /** What is asked for goes where it may be asked for without these options. */
    private Context context() {
        Map<String, String> variables = new TreeMap<>(session().env().variables());
        if (engine != null) {
            variables.put("LIFEBOAT_ENGINE", engine);
        }
        if (amcheck) {
            variables.put("LIFEBOAT_AMCHECK", "true");
        }
        Environment env = new Environment(variables);
        return new Context(env, console(), session().clock(), read.config(env));
    }

    private Optional<String> where() {
        if (target != null && !target.equals("container") && (image != null || engine != null)) {
            throw UserError.usage((image != null ? "--image" : "--engine") + " is for a container, but the target is ["
                    + target.replaceFirst("(?s)=.*", "=…") + "]", "leave one of them out");
        }
        return image != null ? Optional.of("container=" + image)
                : engine != null ? Optional.of("container") : Optional.ofNullable(target);
    }

    private ExitCode finish(List<DrillReport> reports) {
        ExitCode code = ExitCode.worst(reports.stream().map(DrillCommand::code).toList());
        Documents.DrillDocument document = Documents.drill(reports, code.code());
        if (junit != null) {
            write(junit, JUnitXml.of(reports));
        }
        List<String> lines = new ArrayList<>();
        reports.forEach(r -> lines.addAll(DrillText.of(r, console().width(), console().paint())));
        show(lines, document);
        reports.stream().filter(r -> r.verdict() != DrillReport.Verdict.PASSED).forEach(r -> console().error(
                "drill of [" + r.job() + "] [" + r.id() + "] " + DrillText.word(r.verdict()).toLowerCase(Locale.ROOT)
                        + ": " + DrillText.reason(r), r.hint()));
        github().output("verdict", document.verdict());
        github().output("backup-id", reports.stream().map(DrillReport::id).collect(Collectors.joining("\n")));
        github().summary(StepSummary.drill(reports));
        return code;
    }

    static ExitCode code(DrillReport report) {
        return switch (report.verdict()) {
            case PASSED -> ExitCode.DONE;
            case FAILED -> ExitCode.BAD_BACKUP;
            case UNABLE -> ExitCode.DRILL_UNABLE;
        };
    }

    @Override
    void failed(int exitCode, String message, String hint) {
        if (junitWritable) {
            write(junit, JUnitXml.error(message));
        }
        github().output("verdict", exitCode == ExitCode.BAD_BACKUP.code() ? "failed" : "unable");
    }
}
