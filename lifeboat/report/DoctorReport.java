package lifeboat.report;

import java.util.List;

/** What {@code verify doctor} found. */
public record DoctorReport(List<Finding> findings) {

    /** Copies the list. */
    public DoctorReport {
        findings = List.copyOf(findings);
    }

    /** How a check ended; a warning is no failure yet, and what does not apply here is skipped. */
    public enum Outcome { OK, WARNING, FAILED, SKIPPED }

    /**
     * One check.
     *
     * @param area    clients, engine, keys, temporary, source or store
     * @param subject the name of the source or store, or what was looked at
     * @param check   what was done
     * @param detail  one sentence on what was found, or null
     * @param bytes   bytes that were moved in that time, 0 if that is not the point
     * @param hint    what to do about it, or null
     */
    public record Finding(String area, String subject, String check, Outcome outcome, String detail, long millis,
            long bytes, String hint) {}

    /** Whether nothing failed. */
    public boolean healthy() {
        return findings.stream().noneMatch(finding -> finding.outcome() == Outcome.FAILED);
    }
}
