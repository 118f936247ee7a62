package lifeboat.base;

import java.time.Duration;
import java.util.Locale;

/** Sizes, rates, durations and counts as people read them. */
public final class Human {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

    private Human() {}

    /** {@code 1536} as {@code 1.5 KiB}. */
    public static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (Math.abs(value) >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " B" : format(value) + " " + UNITS[unit];
    }

    /** Bytes per second, as {@code 187 MiB/s}. */
    public static String rate(long bytes, Duration time) {
        double seconds = Math.max(time.toNanos() / 1e9, 1e-3);
        return bytes((long) (bytes / seconds)) + "/s";
    }

    /** {@code 0.4 s}, {@code 12 s}, {@code 3 min 5 s}, {@code 2 h 10 min}, {@code 4 d 3 h}. */
    public static String duration(Duration time) {
        long seconds = time.toSeconds();
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
        }
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return two(seconds / 60, "min", seconds % 60, "s");
        }
        if (seconds < 86400) {
            return two(seconds / 3600, "h", seconds % 3600 / 60, "min");
        }
        return two(seconds / 86400, "d", seconds % 86400 / 3600, "h");
    }

    /** {@code 1234567} as {@code 1,234,567}. */
    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** {@code 1 table}, {@code 2 tables}. */
    public static String plural(long count, String noun) {
        return count(count) + " " + noun + (count == 1 ? "" : "s");
    }

    private static String format(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%.0f" : "%.1f", value);
    }

    private static String two(long a, String unitA, long b, String unitB) {
        return b == 0 ? a + " " + unitA : a + " " + unitA + " " + b + " " + unitB;
    }
}
