package lifeboat.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import lifeboat.base.Json;
import lifeboat.base.UserError;
import lifeboat.config.Config;
import lifeboat.config.JobConfig;
import lifeboat.config.Options;
import lifeboat.report.BackupReport;
import lifeboat.report.Documents;
import lifeboat.report.Paint;
import lifeboat.report.SetReport;
import lifeboat.report.SetText;
import lifeboat.report.StepSummary;
import lifeboat.run.AcceptRun;
import lifeboat.run.Setup;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Backs up jobs. */
@CommandLine.Command(
        description = "Back up the named jobs and sets, or all. The jobs of a set are backed up together.",
        footer = {
            "  backup                                          all jobs of ./lifeboat.yaml",
            "  backup orders users --output report.json        two of them, with a report",
            "  backup --source sqlite:shop.db --to ./backups   without a configuration",
            "  backup --parallel 2                             all jobs, two at a time",
            "  backup orders --jobs 4                          a large PostgreSQL database by four connections",
            "  DATABASE_URL=postgres://db.internal/orders BACKUP_DIR=/backups backup"
        })
final class BackupCommand extends Command {
    @Parameters(paramLabel = "JOB", arity = "0..*", description = "names of jobs and sets; none means all")
    private List<String> names = new ArrayList<>();

    @Option(names = "--config", paramLabel = "FILE", order = 1,
            description = "configuration; default LIFEBOAT_CONFIG, ./lifeboat.yaml, else variables such as "
                    + "DATABASE_URL")
    private String config;

    @Option(names = "--source", paramLabel = "URL", order = 2,
            description = "back up this, without a configuration: postgres://host/database, sqlite:FILE")
    private String source;

    @Option(names = "--to", paramLabel = "STORE", order = 3,
            description = "where to with --source: a folder, or a store of --config; repeat it for more")
    private List<String> to = new ArrayList<>();

    @Option(names = "--job", paramLabel = "NAME", order = 4,
            description = "the name of the one job of --source or of variables; default its database or file")
    private String job;

    @Option(names = "--output", paramLabel = "FILE", order = 5,
            description = "write the run's report to a file, as JSON")
    private Path output;

    @Option(names = "--accept-shrink", paramLabel = "JOB", order = 6,
            description = "back up nothing, but accept that the job's last backup, which is suspect, holds less than "
                    + "the one before")
    private String accept;

    @Option(names = "--jobs", paramLabel = "N", order = 7,
            description = "dump each PostgreSQL database by N connections at the same time, 1 to 16; default what the "
                    + "job says, else 1")
    private Integer jobs;

    private boolean outputWritable;

    @Mixin
    private ParallelOption parallel = new ParallelOption();

    @Mixin
    private JsonOption json = new JsonOption();

    BackupCommand(Session session) {
        super(session);
    }

    @Override
    UserError.Kind fallback() {
        return UserError.Kind.BACKUP_FAILED;
    }

    @Override
    List<ExitCode> codes() {
        return List.of(ExitCode.BACKUP_FAILED, ExitCode.STORE_PARTIAL);
    }

    @Override
    public ExitCode call() {
        json.apply(console());
        if (output != null) {
            write(output, Json.pretty(Documents.error(ExitCode.INTERNAL.code(), "the run did not finish", null))
                    + "\n");
            outputWritable = true;
        }
        checkSource();
        Config read = Setup.toWrite(new Options(Optional.ofNullable(config), Optional.ofNullable(source), to,
                Optional.ofNullable(job)), session().env());
        if (accept != null) {
            return accept(read);
        }
        Config asked = jobs == null ? read : read.with(checkedJobs());
        BackupJobs backups = new BackupJobs(this, context(asked, parallel.checked()));
        return finish(backups.run(BackupChoice.of(asked, new LinkedHashSet<>(names))), backups.sets());
    }

    private ExitCode accept(Config read) {
        if (!names.isEmpty() || output != null) {
            throw UserError.usage("--accept-shrink makes no backup", "leave out "
                    + (output != null ? "--output" : names.toString()));
        }
        if (read.sets().containsKey(accept)) {
            throw UserError.usage("--accept-shrink [" + accept + "] names a set", "accept the job that is suspect: "
                    + read.sets().get(accept));
        }
        AcceptRun.Accepted done = AcceptRun.run(context(read), BackupChoice.jobs(read, Set.of(accept)).getFirst());
        ExitCode code = done.everywhere() ? ExitCode.DONE : ExitCode.STORE_PARTIAL;
        show(List.of("accepted " + done.id() + ": the next backups of " + accept + " are compared with it"),
                Documents.backup(List.of(), code.code()));
        return code;
    }

    private int checkedJobs() {
        if (jobs < 1 || jobs > JobConfig.MOST_JOBS) {
            throw UserError.usage("--jobs [" + jobs + "] is not from 1 to " + JobConfig.MOST_JOBS,
                    "each is one connection and one pg_dump more: begin with 2");
        }
        return jobs;
    }

    private void checkSource() {
        if (source != null && !names.isEmpty()) {
            throw UserError.usage("with --source there is just one job, but [" + names.getFirst() + "] is named too",
                    "name that job with --job, or leave --source out");
        }
        if (source != null && Mask.needed(source)) {
            console().warn("the password in --source can be seen by other users of this machine: "
                    + "better in DATABASE_URL, PGPASSWORD or ~/.pgpass");
        }
    }

    /** Never less than the verdict says, whatever the report's own exit code. */
    static ExitCode code(BackupReport report) {
        if (report.ok()) {
            return ExitCode.DONE;
        }
        return report.exitCode() != 0 ? ExitCode.of(report.exitCode())
                : report.id() == null ? ExitCode.BACKUP_FAILED : ExitCode.STORE_PARTIAL;
    }

    private ExitCode finish(List<BackupReport> reports, List<SetReport> sets) {
        ExitCode code = ExitCode.worst(reports.stream().map(BackupCommand::code).toList());
        Documents.BackupDocument document = Documents.backup(reports, sets, code.code());
        if (output != null) {
            write(output, Json.pretty(document) + "\n");
        }
        if (console().isJson()) {
            console().document(Json.pretty(document));
        } else if (reports.size() > 1) {
            long good = reports.stream().filter(BackupReport::ok).count();
            console().lines(List.of(good == reports.size() ? "all " + good + " jobs backed up"
                    : good + " of " + reports.size() + " jobs backed up without trouble"));
        }
        github().output("verdict", document.verdict());
        github().output("backup-id", reports.stream().filter(r -> r.id() != null).map(BackupReport::id)
                .collect(Collectors.joining("\n")));
        github().output("bytes", String.valueOf(reports.stream().mapToLong(BackupReport::storedBytes).sum()));
        github().summary(StepSummary.backup(reports) + StepSummary.sets(sets.stream()
                .flatMap(set -> SetText.run(set, Paint.PLAIN).stream()).toList()));
        return code;
    }

    @Override
    void failed(int exitCode, String message, String hint) {
        if (outputWritable) {
            write(output, Json.pretty(Documents.error(exitCode, message, hint)) + "\n");
        }
        github().output("verdict", "failed");
    }
}
