package lifeboat.report;

import java.util.List;
import lifeboat.base.Human;

/**
 * As much of a long list as people read.
 *
 * @param items the first ones
 * @param more  how many others there are
 */
record Shown<T>(List<T> items, int more) {

    /** At most so many of all. */
    static <T> Shown<T> of(List<T> all, int most) {
        return new Shown<>(List.copyOf(all.subList(0, Math.min(most, all.size()))), Math.max(0, all.size() - most));
    }

    /** That there are more, and where: {@code and 7 more tables that differ, all in --json and --junit}. */
    String rest(String what) {
        return "and " + Human.plural(more, "more " + what) + ", all in --json and --junit";
    }
}
