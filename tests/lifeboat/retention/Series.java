package lifeboat.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import lifeboat.retention.Backup.State;

/** Backups and policies to plan with. */
final class Series {
    private Series() {}

    /** The four tiers of the documentation. */
    static final Policy FOUR_TIERS = tiers(48, 30, 12, 12);

    static Policy tiers(int hourly, int daily, int weekly, int monthly) {
        return new Policy(0, Optional.empty(), 0,
                Map.of(Period.HOURLY, hourly, Period.DAILY, daily, Period.WEEKLY, weekly,
                Period.MONTHLY, monthly));
    }

    static Policy daily(int count) {
        return new Policy(0, Optional.empty(), 0, Map.of(Period.DAILY, count));
    }

    static Backup good(Instant time) {
        return of(time, State.GOOD, false);
    }

    static Backup of(Instant time, State state, boolean proven) {
        return new Backup(time.toString(), time, state, proven);
    }

    /** Good ones, the first at a time, then one after each step, up to but not including the end. */
    static List<Backup> every(Duration step, Instant from, Instant end) {
        List<Backup> backups = new ArrayList<>();
        for (Instant at = from; at.isBefore(end); at = at.plus(step)) {
            backups.add(good(at));
        }
        return backups;
    }

    /** Random backups of every kind in the two years before a time, with gaps of weeks and crowds of minutes. */
    static List<Backup> random(Random random, Instant end) {
        List<Backup> backups = new ArrayList<>();
        Instant at = end;
        int count = random.nextInt(1, 300);
        while (backups.size() < count) {
            backups.add(of(at, random.nextInt(8) == 0 ? State.values()[random.nextInt(4)] : State.GOOD,
                    random.nextInt(20) == 0));
            at = at.minusSeconds(switch (random.nextInt(20)) {
                case 0 -> random.nextInt(1, 40 * 86_400);
                case 1, 2, 3 -> random.nextInt(1, 120);
                default -> random.nextInt(60, 2 * 86_400);
            });
        }
        return backups;
    }

    static Policy randomPolicy(Random random) {
        Map<Period, Integer> periods = new EnumMap<>(Period.class);
        for (Period period : Period.values()) {
            periods.put(period, random.nextInt(3) == 0 ? random.nextInt(1, 20) : 0);
        }
        Policy policy = new Policy(random.nextInt(2) * random.nextInt(6),
                random.nextInt(4) == 0 ? Optional.of(Duration.ofHours(random.nextInt(1, 1000))) : Optional.empty(),
                random.nextInt(4) == 0 ? random.nextInt(1, 60) : 0, periods);
        return policy.isEmpty() ? daily(3) : policy;
    }

    /** Those that a plan keeps. */
    static List<Backup> after(Plan plan, Collection<Backup> backups) {
        Set<String> kept = Set.copyOf(plan.kept());
        return backups.stream().filter(backup -> kept.contains(backup.id())).toList();
    }
}
