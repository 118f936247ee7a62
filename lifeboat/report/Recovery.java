package lifeboat.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import lifeboat.base.Human;

/**
 * How long a recovery took in a drill and how old its data was, against what the job says they may be.
 *
 * @param millis    fetch, start and restore together, null if the drill did not come that far
 * @param rtoMillis how long it may take, null if the job does not say
 * @param ageMillis age of the backup when the drill began
 * @param rpoMillis how old it may be, null if the job does not say or the backup is not its store's newest
 * @param enforced  whether missing an objective fails the command
 */
public record Recovery(Long millis, Long rtoMillis, long ageMillis, Long rpoMillis, boolean enforced) {

    /**
     * One of the two.
     *
     * @param name      {@code recovery time} or {@code data age}
     * @param value     what was measured, such as {@code 43 s}
     * @param measured  {@code recovered in 43 s} or {@code data was 26 min old}
     * @param objective such as {@code 30 min}, null if there is none
     */
    public record Goal(String name, String value, String measured, String objective, boolean met) {

        /** Such as {@code recovered in 43 s (objective 30 min ✓)}. */
        public String text() {
            return text(false);
        }

        /** @param now whether the data is of now and not of a drill */
        String text(boolean now) {
            return (now ? measured.replaceFirst("^data was", "data is") : measured)
                    + (objective == null ? "" : " (objective " + objective + (met ? " ✓)" : " ✗)"));
        }
    }

    /** What was measured, recovery time first if it was. */
    public List<Goal> goals() {
        List<Goal> goals = new ArrayList<>();
        if (millis != null) {
            goals.add(goal("recovery time", "recovered in " + time(millis), millis, rtoMillis));
        }
        goals.add(goal("data age", "data was " + time(ageMillis) + " old", ageMillis, rpoMillis));
        return goals;
    }

    /** Those that are worse than their objective. */
    public List<Goal> missed() {
        return goals().stream().filter(goal -> !goal.met()).toList();
    }

    /** Whether that fails the command. */
    public boolean failed() {
        return enforced && !missed().isEmpty();
    }

    /** Both in one line. */
    public String text() {
        return goals().stream().map(Goal::text).collect(Collectors.joining(", "));
    }

    private static Goal goal(String name, String measured, long value, Long objective) {
        return new Goal(name, time(value), measured, objective == null ? null : time(objective),
                objective == null || value <= objective);
    }

    private static String time(long millis) {
        return Human.duration(Duration.ofMillis(millis));
    }
}
