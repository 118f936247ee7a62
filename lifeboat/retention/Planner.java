package lifeboat.retention;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import lifeboat.retention.Backup.State;

/**
 * Decides what is kept: pure, the same for the same backups in any order. Beside what the policy keeps, these stay:
 * the last good backup, the last proven one, and whatever is from the future. Only good backups fill the policy's
 * rules. Of safety, suspect and bad ones the newest {@value #ASIDE} stay and all that are younger than {@link
 * #ASIDE_AGE}. Nothing goes at all if the policy is empty, no backup is good, or the newest one is suspect.
 *
 * @param requireProof whether a backup may go only if a newer good one was proven
 * @param zone         whose calendar counts
 */
public record Planner(Policy policy, boolean requireProof, ZoneId zone) {
    /** How many safety backups stay in any case, and as many suspect and bad ones. */
    public static final int ASIDE = 3;
    /** For how long safety, suspect and bad backups stay in any case. */
    public static final Duration ASIDE_AGE = Duration.ofDays(7);

    /** The plan for all backups that there are of a job in one store. */
    public Plan plan(Collection<Backup> backups, Instant now) {
        return plan(backups, now, Map.of());
    }

    /** The same where some stay for other reasons, by their ids; see {@link SetRuns}. */
    public Plan plan(Collection<Backup> backups, Instant now, Map<String, List<String>> held) {
        List<Backup> newestFirst = backups.stream().sorted(Comparator.reverseOrder()).toList();
        Optional<String> standstill = standstill(newestFirst, now);
        if (standstill.isPresent()) {
            return new Plan(newestFirst.stream()
                    .map(b -> new Decision(b.id(), true, List.of(), List.of(standstill.get()))).toList());
        }
        Rules rules = new Rules(policy, zone, newestFirst, now);
        Optional<Backup> proven = newestFirst.stream()
                .filter(b -> b.is(State.GOOD) && b.proven() && !b.time().isAfter(now)).findFirst();
        return new Plan(newestFirst.stream().map(b -> {
            Decision decision = held(rules.decide(b), held.getOrDefault(b.id(), List.of()));
            return requireProof ? proven(decision, b, proven) : decision;
        }).toList());
    }

    private static Decision held(Decision decision, List<String> reasons) {
        return reasons.isEmpty() ? decision : new Decision(decision.id(), true, decision.tiers(),
                Stream.concat(decision.keep() ? decision.reasons().stream() : Stream.of(), reasons.stream()).toList());
    }

    /** Why nothing goes, if so. */
    private Optional<String> standstill(List<Backup> newestFirst, Instant now) {
        if (policy.isEmpty()) {
            return Optional.of("there is no policy");
        }
        List<Backup> ordinary = newestFirst.stream().filter(b -> !b.is(State.SAFETY) && !b.time().isAfter(now))
                .toList();
        if (!ordinary.isEmpty() && ordinary.getFirst().is(State.SUSPECT)) {
            return Optional.of("nothing goes while the newest, " + ordinary.getFirst().id() + ", is suspect");
        }
        return ordinary.stream().anyMatch(b -> b.is(State.GOOD)) ? Optional.empty()
                : Optional.of("nothing goes while no backup is good");
    }

    private static Decision proven(Decision decision, Backup backup, Optional<Backup> proven) {
        return decision.keep() || proven.filter(p -> p.compareTo(backup) > 0).isPresent() ? decision
                : new Decision(backup.id(), true, List.of(), List.of("no newer backup was proven"));
    }
}
