package lifeboat.retention;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.stream.Stream;

/**
 * What a policy promises of a good backup: until when it is sure to keep it, whichever backups follow.
 *
 * @param zone whose calendar counts
 */
public record Promise(Policy policy, ZoneId zone) {
    /** How many periods it takes to see whether a backup remains the newest of the first. */
    private static final int UNSURE = 2;
    private static final Duration LATE = Duration.ofDays(1);

    /** Whether it promises anything; the number of the newest says nothing about time. */
    public boolean isTimed() {
        return policy.days() > 0 || policy.within().isPresent() || !policy.periods().isEmpty();
    }

    /**
     * Until when a new backup of that time is to be kept: as {@code days} and {@code within} say, and for two of the
     * shortest periods of the policy and a day, as nobody knows earlier whether it stays the newest of its period.
     */
    public Instant whenMade(Instant time) {
        Stream<Instant> unsure = policy.periods().entrySet().stream().limit(1).map(rule ->
                rule.getKey().start(time, zone, Math.min(UNSURE, rule.getValue())).plus(LATE));
        return latest(Stream.concat(certain(time), unsure), time);
    }

    /**
     * Until when it keeps a backup of that time, of which it is known by now that it is the newest of some periods: the
     * earliest time at which so many later periods can have a backup that none of its rules keeps it any more.
     *
     * @param tiers words of the periods that it is kept for
     */
    public Instant whenSettled(Instant time, Collection<String> tiers, Instant now) {
        Stream<Instant> settled = policy.periods().entrySet().stream()
                .filter(rule -> tiers.contains(rule.getKey().word())
                && !now.isBefore(rule.getKey().start(time, zone, 1)))
                .map(rule -> rule.getKey().start(time, zone, rule.getValue()));
        return latest(Stream.concat(certain(time), settled), time);
    }

    /** Until when it may keep a backup of that time where one is made in each period. */
    public Instant longest(Instant time) {
        return latest(Stream.concat(certain(time), policy.periods().entrySet().stream()
                .map(rule -> rule.getKey().start(time, zone, rule.getValue()))), time);
    }

    private Stream<Instant> certain(Instant time) {
        return Stream.concat(policy.within().map(time::plus).stream(),
                policy.days() == 0 ? Stream.empty() : Stream.of(time.atZone(zone).plusDays(policy.days()).toInstant()));
    }

    private static Instant latest(Stream<Instant> times, Instant least) {
        return times.max(Instant::compareTo).orElse(least);
    }
}
