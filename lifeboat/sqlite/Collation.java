package lifeboat.sqlite;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** SQLite's own orders of text. */
enum Collation {
    BINARY, NOCASE, RTRIM;

    /** The one of that name; empty if it is the application's own. */
    static Optional<Collation> named(String name) {
        return Arrays.stream(values()).filter(c -> c.name().equals(String.valueOf(name).toUpperCase(Locale.ROOT)))
                .findFirst();
    }

    /** Compares two texts in UTF-8, as the numbers of their bytes are ordered but for what the collation says. */
    int compare(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
        return switch (this) {
            case BINARY -> Arrays.compareUnsigned(a, aFrom, aTo, b, bFrom, bTo);
            case RTRIM -> Arrays.compareUnsigned(a, aFrom, trimmed(a, aFrom, aTo), b, bFrom, trimmed(b, bFrom, bTo));
            case NOCASE -> folded(a, aFrom, aTo, b, bFrom, bTo);
        };
    }

    private static int trimmed(byte[] bytes, int from, int to) {
        int end = to;
        while (end > from && bytes[end - 1] == ' ') {
            end--;
        }
        return end;
    }

    private static int folded(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
        int common = Math.min(aTo - aFrom, bTo - bFrom);
        for (int i = 0; i < common; i++) {
            int difference = lower(a[aFrom + i]) - lower(b[bFrom + i]);
            if (difference != 0) {
                return difference;
            }
        }
        return aTo - aFrom - (bTo - bFrom);
    }

    private static int lower(byte letter) {
        return letter >= 'A' && letter <= 'Z' ? letter + 32 : letter & 0xff;
    }
}
