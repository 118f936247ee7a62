package lifeboat.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import lifeboat.base.UserError;
import lifeboat.report.DoctorReport.Finding;
import lifeboat.report.DoctorReport.Outcome;

/** Collects what a doctor finds; a check that fails does not end the examination. */
final class Examination {

    /** What a check found. */
    record Found(Outcome outcome, String detail, long bytes) {
        static Found ok(String detail) {
            return new Found(Outcome.OK, detail, 0);
        }

        static Found moved(long bytes) {
            return new Found(Outcome.OK, null, bytes);
        }

        static Found warning(String what) {
            return new Found(Outcome.WARNING, what, 0);
        }

        static Found skipped(String why) {
            return new Found(Outcome.SKIPPED, why, 0);
        }
    }

    /** A check; throws a {@link UserError} or an {@link IOException} if it fails. */
    @FunctionalInterface
    interface Check {
        Found run() throws IOException;
    }

    private final List<Finding> findings = new ArrayList<>();

    /** Runs a check and notes how it ended; false if it failed. */
    boolean check(String area, String subject, String title, Check check) {
        long start = System.nanoTime();
        Found found;
        String hint = null;
        try {
            found = check.run();
        } catch (UserError e) {
            found = new Found(Outcome.FAILED, e.getMessage(), 0);
            hint = e.hint().orElse(null);
        } catch (IOException e) {
            found = new Found(Outcome.FAILED, e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage(),
                    0);
        }
        findings.add(new Finding(area, subject, title, found.outcome(), found.detail(),
                (System.nanoTime() - start) / 1_000_000, found.bytes(), hint));
        return found.outcome() != Outcome.FAILED;
    }

    List<Finding> findings() {
        return findings;
    }
}
