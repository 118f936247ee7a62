package lifeboat.catalog;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;

/**
 * A backup's id, such as {@code 20260115T020000Z-7f3a}: UTC start time and four random hex digits; ids sort by time.
 */
public record BackupId(String text) implements Comparable<BackupId> {
    private static final String FORM = "ddddddddTddddddZ-xxxx";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Duration AHEAD = Duration.ofDays(1);
    private static final SecureRandom RANDOM = new SecureRandom();

    /** @throws IllegalArgumentException if the text is no id */
    public BackupId {
        if (!isId(text)) {
            throw new IllegalArgumentException("not a backup id [" + text + "]");
        }
    }

    /** A new id for a run that starts at this time. */
    public static BackupId at(Instant start) {
        return new BackupId(TIME.format(start) + String.format("-%04x", RANDOM.nextInt(0x10000)));
    }

    /** A new id for a run that starts at this time and sorts behind an earlier one, even of the same second. */
    public static BackupId at(Instant start, BackupId earlier) {
        BackupId id = at(start);
        if (id.compareTo(earlier) > 0 || !id.text.startsWith(earlier.text.substring(0, 17))) {
            return id;
        }
        int last = Integer.parseInt(earlier.text.substring(17), 16);
        return last == 0xffff ? at(start.plusSeconds(1))
                : new BackupId(earlier.text.substring(0, 17)
                        + String.format("%04x", RANDOM.nextInt(last + 1, 0x10000)));
    }

    /** Whether the text has the form of an id. */
    public static boolean isId(String text) {
        if (text.length() != FORM.length()) {
            return false;
        }
        for (int i = 0; i < FORM.length(); i++) {
            char c = text.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            boolean good = switch (FORM.charAt(i)) {
                case 'd' -> digit;
                case 'x' -> digit || c >= 'a' && c <= 'f';
                default -> c == FORM.charAt(i);
            };
            if (!good) {
                return false;
            }
        }
        return true;
    }

    /** The start time, to the second. */
    public Instant time() {
        return TIME.parse(text.substring(0, 16), Instant::from);
    }

    /** Whether it is more than a day ahead of a clock: then it is not the newest, but of a clock that was wrong. */
    public boolean isAhead(Instant now) {
        return time().isAfter(now.plus(AHEAD));
    }

    /** Oldest first; what is {@link #isAhead ahead} comes before all others. */
    public static Comparator<BackupId> order(Instant now) {
        return Comparator.comparing((BackupId id) -> !id.isAhead(now)).thenComparing(Comparator.naturalOrder());
    }

    @Override
    public int compareTo(BackupId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
