package lifeboat.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** How old a backup is, as far as that matters to drills. */
enum AgeClass {
    /** The newest of its job in its store. */
    NEWEST("the newest", null),
    /** Another one of the last day. */
    DAY("up to a day old", Duration.ofDays(1)),
    /** Older, of the last week. */
    WEEK("up to a week old", Duration.ofDays(7)),
    /** Older, of the last month. */
    MONTH("up to a month old", Duration.ofDays(31)),
    /** Older still. */
    OLDER("over a month old", null);

    private final String text;
    private final Duration oldest;

    AgeClass(String text, Duration oldest) {
        this.text = text;
        this.oldest = oldest;
    }

    /** That of a backup made at that time. */
    static AgeClass of(Instant made, Instant now, boolean newest) {
        Duration age = Duration.between(made, now);
        return newest ? NEWEST : age.compareTo(DAY.oldest) <= 0 ? DAY : age.compareTo(WEEK.oldest) <= 0 ? WEEK
                : age.compareTo(MONTH.oldest) <= 0 ? MONTH : OLDER;
    }

    /** The one that a journal names by its {@link #word}. */
    static Optional<AgeClass> named(String word) {
        for (AgeClass one : values()) {
            if (one.word().equals(word)) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    /** For journals. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** For people. */
    String text() {
        return text;
    }
}
