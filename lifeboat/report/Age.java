package lifeboat.report;

import java.time.Duration;
import java.time.Instant;

/** How long ago something was, in one unit, rounded down: {@code 45 s}, {@code 5 min}, {@code 3 h}, {@code 12 d}. */
public final class Age {
    private Age() {}

    /** The time from {@code then} to {@code now}; {@code in 3 d} if it is still to come. */
    public static String of(Instant then, Instant now) {
        return future(then, now) ? "in " + of(now, then) : text(Math.max(0, Duration.between(then, now).toSeconds()));
    }

    /** Clocks of two machines are never quite the same. */
    private static boolean future(Instant then, Instant now) {
        return Duration.between(now, then).toSeconds() >= 60;
    }

    private static String text(long seconds) {
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
        return then == null ? "never" : of(then, now) + (future(then, now) ? "" : " ago");
    }
}
