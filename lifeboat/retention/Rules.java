package lifeboat.retention;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import lifeboat.base.Human;
import lifeboat.retention.Backup.State;

/** A policy being applied to one list of backups: to be asked for each of them, newest first. */
final class Rules {
    private final Policy policy;
    private final ZoneId zone;
    private final Instant now;
    private final Instant withinFrom;
    private final Instant daysFrom;
    private final String lastProven;
    private final Map<Period, Set<Long>> seen = new EnumMap<>(Period.class);
    private final Map<State, Integer> aside = new EnumMap<>(State.class);
    private int good;

    Rules(Policy policy, ZoneId zone, List<Backup> newestFirst, Instant now) {
        this.policy = policy;
        this.zone = zone;
        this.now = now;
        List<Backup> counted = newestFirst.stream().filter(b -> b.is(State.GOOD) && !b.time().isAfter(now)).toList();
        Instant newest = counted.getFirst().time();
        this.withinFrom = policy.within().map(newest::minus).orElse(Instant.MAX);
        this.daysFrom = policy.days() == 0 ? Instant.MAX : newest.atZone(zone).minusDays(policy.days()).toInstant();
        this.lastProven = counted.stream().filter(Backup::proven).findFirst().map(Backup::id).orElse(null);
        policy.periods().keySet().forEach(period -> seen.put(period, new HashSet<>()));
    }

    Decision decide(Backup backup) {
        if (backup.time().isAfter(now)) {
            return new Decision(backup.id(), true, List.of(), List.of("it is from the future"));
        }
        return backup.is(State.GOOD) ? good(backup) : aside(backup);
    }

    private Decision good(Backup backup) {
        good++;
        Reasons reasons = new Reasons();
        reasons.always(good == 1, "the last good backup");
        reasons.always(backup.id().equals(lastProven), "the last proven backup");
        if (policy.last() > 0) {
            reasons.rule(good <= policy.last(), "last", "last " + policy.last(), "not of the last " + policy.last());
        }
        policy.within().ifPresent(within ->
                ofTheNewest(!backup.time().isBefore(withinFrom), "within", Human.duration(within), reasons));
        if (policy.days() > 0) {
            ofTheNewest(!backup.time().isBefore(daysFrom), "days", Human.plural(policy.days(), "day"), reasons);
        }
        policy.periods().forEach((period, count) -> period(backup, period, count, reasons));
        return reasons.decision(backup.id());
    }

    private static void ofTheNewest(boolean near, String word, String time, Reasons reasons) {
        reasons.rule(near, word, "within " + time + " of the newest", "more than " + time + " older than the newest");
    }

    private void period(Backup backup, Period period, int count, Reasons reasons) {
        Set<Long> periods = seen.get(period);
        long number = period.number(backup.time(), zone);
        if (periods.contains(number)) {
            reasons.rule(false, period.word(), null, "not the newest of its " + period.noun());
        } else if (periods.size() < count) {
            periods.add(number);
            reasons.rule(true, period.word(), period.word() + " " + period.name(backup.time(), zone), null);
        } else {
            reasons.rule(false, period.word(), null, "not of the last " + Human.plural(count, period.noun()));
        }
    }

    private Decision aside(Backup backup) {
        int number = aside.merge(backup.state(), 1, Integer::sum);
        String word = backup.state().name().toLowerCase(Locale.ROOT);
        boolean young = !backup.time().isBefore(now.minus(Planner.ASIDE_AGE));
        Reasons reasons = new Reasons();
        reasons.rule(number <= Planner.ASIDE, word, "one of the newest " + Planner.ASIDE + " " + word + " backups",
                "a " + word + " backup, not of the newest " + Planner.ASIDE);
        reasons.rule(young, word, "a " + word + " backup of the last " + Planner.ASIDE_AGE.toDays() + " days",
                "older than " + Planner.ASIDE_AGE.toDays() + " days");
        return reasons.decision(backup.id());
    }

    /** What speaks for and against a backup. */
    private static final class Reasons {
        private final List<String> tiers = new ArrayList<>();
        private final List<String> keep = new ArrayList<>();
        private final List<String> remove = new ArrayList<>();

        void always(boolean applies, String reason) {
            if (applies) {
                keep.add(reason);
            }
        }

        void rule(boolean applies, String tier, String reason, String otherwise) {
            if (!applies) {
                remove.add(otherwise);
                return;
            }
            keep.add(reason);
            if (!tiers.contains(tier)) {
                tiers.add(tier);
            }
        }

        Decision decision(String id) {
            return keep.isEmpty() ? new Decision(id, false, List.of(), remove) : new Decision(id, true, tiers, keep);
        }
    }
}
