package lifeboat.cli;

import java.util.ArrayList;
import java.util.List;
import lifeboat.report.Documents;
import lifeboat.report.JobStatus;
import lifeboat.report.SetText;
import lifeboat.report.StatusText;
import lifeboat.run.ListRun;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

/** Shows the state of all jobs. */
@CommandLine.Command(
        description = "Show each job's latest backup, size, proof and trouble, and how sets stand.",
        footer = {"  backup status", "  backup status --store /mnt/backups --json"})
final class StatusCommand extends StoresCommand {
    @Mixin
    private ReadOptions read = new ReadOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    StatusCommand(Session session) {
        super(session);
    }

    @Override
    public ExitCode call() {
        json.apply(console());
        ListRun.Status status = ListRun.status(context(read.config(session().env())), read.store());
        List<JobStatus> jobs = status.jobs();
        ExitCode code = jobs.stream().allMatch(j -> j.problems().isEmpty()) ? ExitCode.DONE : ExitCode.STORE_PARTIAL;
        List<String> lines = new ArrayList<>(jobs.isEmpty() ? List.of("no jobs")
                : StatusText.of(jobs, now(), console().paint()));
        lines.addAll(SetText.status(status.sets(), now(), console().paint()));
        show(lines, Documents.status(jobs, status.sets(), code.code()));
        return code;
    }
}
