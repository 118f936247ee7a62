package lifeboat.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import lifeboat.base.Human;
import lifeboat.report.Paint.Tone;

/** The state of jobs on one screen. */
public final class StatusText {
    private StatusText() {}

    /** A few lines for each job. */
    public static List<String> of(List<JobStatus> jobs, Instant now, Paint paint) {
        List<String> lines = new ArrayList<>();
        for (JobStatus job : jobs) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            lines.addAll(one(job, now, paint));
        }
        return lines;
    }

    private static List<String> one(JobStatus job, Instant now, Paint paint) {
        List<String> lines = new ArrayList<>();
        BackupEntry latest = job.latest();
        lines.add(paint.apply(Tone.STRONG, Clean.line(job.job()))
                + (latest == null ? "" : "  " + Clean.line(latest.type())));
        if (latest == null) {
            lines.add(field("latest", paint.apply(Tone.BAD, "no backup")));
        } else {
            lines.add(field("latest", latest.id() + ", " + Age.ago(latest.started(), now)
                    + (latest.suspect() ? ", " + paint.apply(Tone.BAD, "suspect") : "")));
            lines.add(field("holds", Human.plural(latest.rows(), "row") + " in "
                    + Human.plural(latest.tables(), "table") + ", "
                    + BackupText.sizes(latest.plainBytes(), latest.storedBytes()) + ", "
                    + (latest.encrypted() ? "encrypted" : paint.apply(Tone.WARN, "not encrypted"))));
        }
        if (job.backups() > 0) {
            lines.add(field("backups", Human.count(job.backups()) + ", " + Human.bytes(job.storedBytes())
                    + " stored in " + Clean.line(String.join(", ", job.stores()))));
        }
        if (!job.tiers().isEmpty()) {
            lines.add(field("kept", job.tiers().entrySet().stream().map(tier -> tier.getValue() + " " + tier.getKey())
                    .collect(Collectors.joining(", "))));
        }
        lines.add(field("proven", proof(job, now, paint)));
        if (job.lastFailure() != null) {
            lines.add(field("failed", paint.apply(Tone.BAD, Clean.line(job.lastFailure()))));
        }
        job.problems().forEach(p -> lines.add(field("problem", paint.apply(Tone.BAD, Clean.line(p)))));
        return lines;
    }

    private static String proof(JobStatus job, Instant now, Paint paint) {
        if (job.lastProof() == null) {
            return paint.apply(Tone.WARN, "never")
                    + (job.latest() == null ? "" : ": run verify " + Clean.line(job.job()));
        }
        boolean latest = job.latest() != null && job.latest().proven() != null && job.latest().failed() == null;
        return paint.apply(Tone.GOOD, Age.ago(job.lastProof(), now))
                + (latest ? ", the latest backup" : ", an older backup")
                + (job.lastRecoveryMillis() == null ? ""
                : ", recovered in " + Human.duration(Duration.ofMillis(job.lastRecoveryMillis())));
    }

    private static String field(String name, String value) {
        return String.format("  %-9s%s", name, value);
    }
}
