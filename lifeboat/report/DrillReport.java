package lifeboat.report;

import java.time.Instant;
import java.util.Map;
import lifeboat.fingerprint.Comparison;

/**
 * What a drill found for one backup.
 *
 * @param verdict    passed, failed, or unable: it could not run, which is not a pass
 * @param target     kind of the target, with {@code instance} saying what it was
 * @param bytes      stored bytes of the backup, 0 if its manifest could not be read
 * @param comparison table by table, null if the drill did not come that far
 * @param control    what the negative control changed and found, null if it did not run
 * @param error      why it failed or could not run, null otherwise
 * @param hint       what to do about it, or null
 * @param phases     milliseconds by phase: fetch, start, restore, compare, control
 * @param recovery   how long recovery took and how old the data was, null if the drill did not begin
 */
public record DrillReport(
        String job,
        String id,
        String store,
        Verdict verdict,
        String target,
        String instance,
        Instant started,
        long millis,
        long bytes,
        Comparison comparison,
        String control,
        String error,
        String hint,
        Map<String, Long> phases,
        Recovery recovery) {

    /** @throws IllegalArgumentException if it says passed of a comparison that did not pass, or of none */
    public DrillReport {
        if (verdict == Verdict.PASSED && (comparison == null || !comparison.passed() || error != null)) {
            throw new IllegalArgumentException("a drill passed without an equal copy");
        }
    }

    /** How a drill ended. */
    public enum Verdict {
        /** Everything was equal, and the negative control was noticed. */
        PASSED,
        /** The backup is bad. */
        FAILED,
        /** It could not run. */
        UNABLE
    }
}
