package lifeboat.cli;

import java.util.List;
import lifeboat.base.UserError;
import lifeboat.report.DoctorReport;
import lifeboat.report.DoctorText;
import lifeboat.report.Documents;
import lifeboat.run.DoctorRun;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

/** Tries what backups and restores need. */
@CommandLine.Command(
        description = {
            "Try what backups, drills and restores need: PostgreSQL's clients, a container engine, the keys, the",
            "temporary folder, every job's source, and each store by really using it: put, create only once, a",
            "large upload, reading back and in part, a list of more than 1,000 keys, delete. Stores get a folder",
            "lifeboat-doctor-… of about 21 MiB that is removed again."
        },
        footer = {"  verify doctor", "  verify doctor --store offsite", "  verify doctor --store /mnt/backups --json"})
final class DoctorCommand extends Command {
    @Mixin
    private ReadOptions read = new ReadOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    DoctorCommand(Session session) {
        super(session);
    }

    @Override
    UserError.Kind fallback() {
        return UserError.Kind.UNHEALTHY;
    }

    @Override
    List<ExitCode> codes() {
        return List.of(ExitCode.UNHEALTHY);
    }

    @Override
    public ExitCode call() {
        json.apply(console());
        DoctorReport report = DoctorRun.run(context(read.config(session().env())), read.store());
        ExitCode code = report.healthy() ? ExitCode.DONE : ExitCode.UNHEALTHY;
        show(DoctorText.of(report, console().paint()), Documents.doctor(report, code.code()));
        report.findings().stream().filter(finding -> finding.outcome() == DoctorReport.Outcome.WARNING)
                .forEach(finding -> console()
                .warn(finding.area() + " [" + finding.subject() + "]: " + finding.detail()));
        report.findings().stream().filter(finding -> finding.outcome() == DoctorReport.Outcome.FAILED)
                .forEach(finding -> console().error(finding.area() + " [" + finding.subject() + "] " + finding.check()
                        + ": " + finding.detail(), finding.hint()));
        return code;
    }
}
