package lifeboat.report;

import java.time.Duration;
import java.time.Instant;

/** How long ago something was, in one unit, rounded down: {@code 45 s}, {@code 5 min}, {@code 3 h}, {@code 12 d}. */
public final class Age {
    private Age() {}

    /** The time from {@code then} to {@code now}; never negative. */
    public static String of(Instant then, Instant now) {
        long seconds = Math.max(0, Duration.between(then, now).toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min";
        }
        return seconds < 2 * 86400 ? seconds / 3600 + " h" : seconds / 86400 + " d";
    }

    /** The same with {@code ago}, or {@code never} for null. */
    public static String ago(Instant then, Instant now) {
        return then == null ? "never" : of(then, now) + " ago";
    }
}
