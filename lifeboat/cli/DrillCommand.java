package lifeboat.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lifeboat.base.Environment;
import lifeboat.base.UserError;
import lifeboat.report.Documents;
import lifeboat.report.DrillPage;
import lifeboat.report.DrillReport;
import lifeboat.report.DrillText;
import lifeboat.report.JUnitXml;
import lifeboat.report.Paint;
import lifeboat.report.Recovery;
import lifeboat.report.SetText;
import lifeboat.report.StepSummary;
import lifeboat.run.Context;
import lifeboat.run.DrillRequest;
import lifeboat.run.DrillRun;
import lifeboat.run.FoundSets;
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
            "  verify shop                                  the latest whole run of a set: one verdict for all",
            "  verify orders proven --target server=postgres://drill@localhost/postgres",
            "  verify orders --all --store /mnt/backups     each backup in a folder",
            "  verify drill --pick rotate --count 2         each night two of all that there are",
            "  verify --all-latest --html drill.html        every store, and a page to keep"
        })
final class DrillCommand extends Command {
    @Parameters(index = "0", paramLabel = "JOB", arity = "0..1", description = "one job, or a set; default all jobs")
    private String job;

    @Parameters(index = "1", paramLabel = "SELECTOR", arity = "0..1", description = Selectors.HELP)
    private String selector;

    @Option(names = "--all", order = 1, description = "each backup, not just one of each job")
    private boolean all;

    @Option(names = "--all-latest", order = 1, description = "the latest of each job in each of its stores")
    private boolean allLatest;

    @Option(names = "--pick", paramLabel = "rotate", order = 1,
            description = "rotate: the backup whose turn it is, so that each job, store and age is drilled by and by")
    private String pick;

    @Option(names = "--count", paramLabel = "N", order = 1, description = "how many --pick takes; default 1")
    private Integer count;

    @Option(names = "--target", paramLabel = "TARGET", order = 2,
            description = "container: a throw-away container (default if docker, podman or nerdctl answers); local: a "
                    + "throw-away server or file on this machine; server=URL: a new database on that server")
    private String target;

    @Option(names = "--image", paramLabel = "IMAGE", order = 3,
            description = "the container's image, such as postgis/postgis:16-3.4; default postgres:MAJOR of the "
                    + "backup; SQLite is tried out in a container only if an image is named")
    private String image;

    @Option(names = "--engine", paramLabel = "ENGINE", order = 3,
            description = "docker, podman or nerdctl; default the first that answers")
    private String engine;

    @Option(names = "--amcheck", order = 3,
            description = "hold each of PostgreSQL's B-tree indexes against its table, by the extension amcheck")
    private boolean amcheck;

    @Option(names = "--junit", paramLabel = "FILE", order = 3, description = "write the results as JUnit XML")
    private Path junit;

    @Option(names = "--html", paramLabel = "FILE", order = 3, description = "write the report as one HTML page")
    private Path html;

    private boolean junitWritable;
    private boolean htmlWritable;
    private boolean severalStores;

    @Mixin
    private ReadOptions read = new ReadOptions();

    @Mixin
    private ParallelOption parallel = new ParallelOption();

    @Mixin
    private JsonOption json = new JsonOption();

    DrillCommand(Session session) {
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
        return List.of(ExitCode.BAD_BACKUP, ExitCode.DRILL_UNABLE, ExitCode.UNHEALTHY);
    }

    @Override
    public ExitCode call() {
        json.apply(console());
        DrillRequest.Which which = which();
        RestoreOutcome.warnOfPassword(console(), target);
        if (junit != null) {
            write(junit, JUnitXml.error("the drill did not finish"));
            junitWritable = true;
        }
        if (html != null) {
            write(html, DrillPage.error("the drill did not finish", now()));
            htmlWritable = true;
        }
        Context context = FoundSets.with(context(), job, read.store());
        severalStores = read.store().isEmpty() && context.config().stores().size() > 1;
        List<DrillReport> reports = DrillRun.run(context, new DrillRequest(
                Optional.ofNullable(job), which, where(), read.store()));
        if (reports.isEmpty()) {
            throw UserError.of("there is no backup to drill", "`backup list` shows what there is");
        }
        return finish(reports, job != null && context.config().sets().containsKey(job)
                && which instanceof DrillRequest.One);
    }

    private DrillRequest.Which which() {
        List<String> said = Stream.of(all ? "--all" : null, allLatest ? "--all-latest" : null,
                pick != null ? "--pick" : null, selector).filter(Objects::nonNull).toList();
        if (said.size() > 1) {
            throw UserError.usage(all && selector != null ? "--all means each backup, but [" + selector + "] names one"
                    : "[" + said.get(0) + "] and [" + said.get(1) + "] each say which backups to drill",
                    "leave one of them out");
        }
        if (pick != null && !pick.equals("rotate")) {
            throw UserError.usage("unknown --pick [" + pick + "]", "allowed is rotate");
        }
        if (count != null && (pick == null || count < 1)) {
            throw UserError.usage(pick == null ? "--count is for --pick" : "--count [" + count + "] is not positive",
                    "write --pick rotate --count 2");
        }
        return pick != null ? new DrillRequest.Rotating(count == null ? 1 : count)
                : allLatest ? new DrillRequest.LatestInEachStore()
                : all ? new DrillRequest.Each() : new DrillRequest.One(Selectors.orLatest(selector));
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
        return context(env, read.config(env), parallel.checked());
    }

    private Optional<String> where() {
        if (target != null && !target.equals("container") && (image != null || engine != null)) {
            throw UserError.usage((image != null ? "--image" : "--engine") + " is for a container, but the target is ["
                    + target.replaceFirst("(?s)=.*", "=…") + "]", "leave one of them out");
        }
        return image != null ? Optional.of("container=" + image)
                : engine != null ? Optional.of("container") : Optional.ofNullable(target);
    }

    private ExitCode finish(List<DrillReport> reports, boolean runOfSet) {
        ExitCode code = ExitCode.worst(reports.stream().map(DrillCommand::code).toList());
        Documents.DrillDocument document = Documents.drill(reports, code.code());
        if (junit != null) {
            write(junit, JUnitXml.of(reports));
        }
        if (html != null) {
            write(html, DrillPage.of(reports, now()));
        }
        List<String> lines = new ArrayList<>();
        reports.forEach(r -> lines.addAll(DrillText.of(r, console().width(), console().paint())));
        if (runOfSet) {
            lines.addAll(SetText.drill(job, reports, console().paint()));
        }
        show(lines, document);
        reports.stream().filter(r -> r.verdict() != DrillReport.Verdict.PASSED).forEach(r -> console().error(r.job(),
                drillOf(r) + DrillText.word(r.verdict()).toLowerCase(Locale.ROOT)
                        + ": " + DrillText.reason(r), r.hint()));
        reports.forEach(this::tellMissed);
        github().output("verdict", document.verdict());
        github().output("backup-id", reports.stream().map(DrillReport::id).collect(Collectors.joining("\n")));
        github().output("bytes", String.valueOf(reports.stream().mapToLong(DrillReport::bytes).sum()));
        github().summary(StepSummary.drill(reports)
                + StepSummary.sets(runOfSet ? SetText.drill(job, reports, Paint.PLAIN) : List.of()));
        return code;
    }

    /** The error itself names the store where there was no backup to drill. */
    private String drillOf(DrillReport report) {
        return "drill of [" + report.job() + "] " + (report.id().equals("none") ? ""
                : "[" + report.id() + "] " + (severalStores ? "from store [" + report.store() + "] " : ""));
    }

    private void tellMissed(DrillReport report) {
        List<Recovery.Goal> missed = report.recovery() == null ? List.of() : report.recovery().missed();
        for (Recovery.Goal goal : missed) {
            String text = "job [" + report.job() + "] missed its objective: " + goal.measured() + ", objective "
                    + goal.objective();
            if (report.recovery().enforced()) {
                console().error(report.job(), text, goal.name().equals("data age")
                        ? "back up more often, or say a longer rpo"
                        : "see which phase takes the time, or say a longer rto");
            } else {
                console().warn(text);
            }
        }
    }

    static ExitCode code(DrillReport report) {
        return switch (report.verdict()) {
            case PASSED -> report.recovery() != null && report.recovery().failed() ? ExitCode.UNHEALTHY : ExitCode.DONE;
            case FAILED -> ExitCode.BAD_BACKUP;
            case UNABLE -> ExitCode.DRILL_UNABLE;
        };
    }

    @Override
    void failed(int exitCode, String message, String hint) {
        if (junitWritable) {
            write(junit, JUnitXml.error(message));
        }
        if (htmlWritable) {
            write(html, DrillPage.error(message, now()));
        }
        github().output("verdict", exitCode == ExitCode.BAD_BACKUP.code() ? "failed" : "unable");
    }
}
