package lifeboat.cli;

import java.util.stream.Collectors;
import lifeboat.report.Documents;
import lifeboat.report.RestoreReport;
import lifeboat.report.RestoreText;
import lifeboat.report.SetRestoreReport;
import lifeboat.report.SetText;
import lifeboat.report.StepSummary;

/** Tells how a restore or a rollback went. */
final class RestoreOutcome {
    private RestoreOutcome() {}

    static ExitCode show(Command command, RestoreReport report) {
        ExitCode code = report.differences().isEmpty() ? ExitCode.DONE : ExitCode.RESTORE_FAILED;
        Console console = command.console();
        Documents.RestoreDocument document = Documents.restore(report, code.code());
        command.show(RestoreText.of(report, console.width(), console.paint()), document);
        if (code != ExitCode.DONE) {
            String hint = report.safety() == null ? null
                    : "`restore rollback " + report.job() + "` puts back what was there";
            console.error(report.job(), "what was restored from [" + report.id() + "] is not what was backed up: "
                    + report.differences().getFirst(), hint);
        }
        command.github().output("verdict", document.verdict());
        command.github().output("backup-id", report.id());
        command.github().output("bytes", String.valueOf(report.bytes()));
        command.github().summary(StepSummary.restore(report));
        return code;
    }

    static ExitCode show(Command command, SetRestoreReport report) {
        Documents.SetRestoreDocument document = Documents.restore(report);
        command.show(SetText.restore(report, command.console().width(), command.console().paint()), document);
        command.github().output("verdict", document.verdict());
        command.github().output("backup-id", report.restores().stream().map(RestoreReport::id)
                .collect(Collectors.joining("\n")));
        command.github().output("bytes",
                String.valueOf(report.restores().stream().mapToLong(RestoreReport::bytes).sum()));
        report.restores().forEach(one -> command.github().summary(StepSummary.restore(one)));
        return ExitCode.DONE;
    }

    static void warnOfPassword(Console console, String url) {
        if (url != null && Mask.needed(url)) {
            console.warn("the password in the target's URL can be seen by other users of this machine: "
                    + "better in PGPASSWORD or ~/.pgpass");
        }
    }
}
