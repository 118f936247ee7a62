package lifeboat.retention;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What to keep of the good backups: whatever any of its rules keeps.
 *
 * @param last    how many of the newest, 0 for no such rule
 * @param within  all that are no older than this, counted from the newest
 * @param days    all that are no older than so many days of the calendar, counted from the newest; 0 for no such rule
 * @param periods of each of how many periods the newest; only periods in which there is one are counted
 */
public record Policy(int last, Optional<Duration> within, int days, Map<Period, Integer> periods) {

    /** Nothing is ever removed. */
    public static final Policy NONE = new Policy(0, Optional.empty(), 0, Map.of());

    /** Copies; rules that are 0 are left out. */
    public Policy {
        Map<Period, Integer> counts = new EnumMap<>(Period.class);
        periods.forEach((period, count) -> {
            if (count < 0) {
                throw new IllegalArgumentException(period + " " + count);
            }
            if (count > 0) {
                counts.put(period, count);
            }
        });
        periods = java.util.Collections.unmodifiableMap(counts);
        if (last < 0 || days < 0 || within.filter(d -> d.isNegative() || d.isZero()).isPresent()) {
            throw new IllegalArgumentException("a rule is negative");
        }
    }

    /** Its rules as people read them: {@code hourly 48, daily 30}, or {@code everything}. */
    public String text() {
        List<String> rules = new ArrayList<>();
        if (last > 0) {
            rules.add("last " + last);
        }
        within.ifPresent(time -> rules.add("within " + (time.toDays() > 0 && time.equals(Duration.ofDays(time.toDays()))
                ? time.toDays() + "d" : time.toString().substring(2).toLowerCase(Locale.ROOT))));
        if (days > 0) {
            rules.add("days " + days);
        }
        periods.forEach((period, count) -> rules.add(period.word() + " " + count));
        return rules.isEmpty() ? "everything" : String.join(", ", rules);
    }

    /** Whether it has no rule. It removes nothing then. */
    public boolean isEmpty() {
        return last == 0 && within.isEmpty() && days == 0 && periods.isEmpty();
    }
}
