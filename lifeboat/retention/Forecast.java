package lifeboat.retention;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a policy will hold once backups were made for long enough.
 *
 * @param ages how old each of the kept backups is when the newest is made, youngest first
 */
public record Forecast(List<Duration> ages) {
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final int MOST = 2_000_000;

    /** Copies the list. */
    public Forecast {
        ages = List.copyOf(ages);
    }

    /**
     * That of a policy that is not empty, if a backup is made at every interval (a minute at least) until {@code now}.
     */
    public static Forecast of(Policy policy, ZoneId zone, Duration interval, Instant now) {
        Duration step = longer(interval, SHORTEST);
        Duration each = longer(step, policy.within().orElse(Duration.ZERO));
        each = longer(each, Duration.ofDays(policy.days() + 1L));
        each = longer(each, step.multipliedBy(policy.last()));
        each = longer(each, longer(step, Duration.ofHours(1))
                .multipliedBy(policy.periods().getOrDefault(Period.HOURLY, 0) + 1L));
        Duration reach = each;
        for (Map.Entry<Period, Integer> rule : policy.periods().entrySet()) {
            reach = longer(reach, longer(step, longest(rule.getKey())).multipliedBy(rule.getValue() + 1L));
        }
        List<Backup> backups = new ArrayList<>();
        Duration daily = longer(step, Duration.ofDays(1));
        for (Duration age = Duration.ZERO; age.compareTo(reach) <= 0 && backups.size() < MOST;
                age = age.plus(age.compareTo(each) < 0 ? step : daily)) {
            Instant time = now.minus(age);
            backups.add(new Backup(time.toString(), time, Backup.State.GOOD, false));
        }
        return new Forecast(new Planner(policy, false, zone).plan(backups, now).kept().stream()
                .map(id -> Duration.between(Instant.parse(id), now)).toList());
    }

    /** How many there are. */
    public int backups() {
        return ages.size();
    }

    /** After how long that many are there. */
    public Duration full() {
        return ages.getLast();
    }

    private static Duration longest(Period period) {
        return switch (period) {
            case HOURLY -> Duration.ofHours(1);
            case DAILY -> Duration.ofDays(1);
            case WEEKLY -> Duration.ofDays(7);
            case MONTHLY -> Duration.ofDays(31);
            case YEARLY -> Duration.ofDays(366);
        };
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
