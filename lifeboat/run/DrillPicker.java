package lifeboat.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses the backups to drill so that in turn each job, store and age is: pure, and the same for the same journals.
 *
 * <p>Backups of one job, store and {@link AgeClass} are a group. The group whose last drill is the longest ago comes
 * first, those never drilled before all others; in it the backup whose own last drill is the longest ago, the oldest of
 * several. So no group waits for longer than it takes to drill each other group once.
 */
final class DrillPicker {
    /** A backup that a store holds. */
    record Held(String job, String store, String id, Instant made) {}

    /** A drill that was tried: of which backup, and in which age class it was then. */
    record Tried(String job, String store, String id, AgeClass age, Instant time) {}

    /**
     * What to drill.
     *
     * @param last when its group was drilled before, empty for never
     */
    record Pick(Held held, AgeClass age, Optional<Instant> last) {}

    private record Group(String job, String store, AgeClass age) {}

    private final Map<Group, List<Held>> groups = new LinkedHashMap<>();
    private final Map<Group, Instant> lastOfGroup = new HashMap<>();
    private final Map<Held, Instant> lastOfBackup = new HashMap<>();

    private DrillPicker(List<Held> held, List<Tried> tried, Instant now) {
        Map<List<String>, Held> newest = new HashMap<>();
        Map<List<String>, Held> known = new HashMap<>();
        for (Held one : held) {
            newest.merge(List.of(one.job(), one.store()), one, (a, b) -> a.id().compareTo(b.id()) >= 0 ? a : b);
            known.put(List.of(one.job(), one.store(), one.id()), one);
        }
        for (Held one : held) {
            boolean isNewest = newest.get(List.of(one.job(), one.store())).equals(one);
            groups.computeIfAbsent(new Group(one.job(), one.store(), AgeClass.of(one.made(), now, isNewest)),
                    _ -> new ArrayList<>()).add(one);
        }
        for (Tried drill : tried) {
            lastOfGroup.merge(new Group(drill.job(), drill.store(), drill.age()), drill.time(), DrillPicker::later);
            Held one = known.get(List.of(drill.job(), drill.store(), drill.id()));
            if (one != null) {
                lastOfBackup.merge(one, drill.time(), DrillPicker::later);
            }
        }
    }

    /**
     * At most {@code count} backups, none twice, in the order to drill them.
     *
     * @param held what there is; among groups that were never drilled its order decides after the age, newest first
     */
    static List<Pick> pick(List<Held> held, List<Tried> tried, Instant now, int count) {
        DrillPicker picker = new DrillPicker(held, tried, now);
        List<Pick> picks = new ArrayList<>();
        while (picks.size() < count && !picker.groups.isEmpty()) {
            picks.add(picker.next(now.plusNanos(picks.size())));
        }
        return picks;
    }

    private Pick next(Instant now) {
        Group group = groups.keySet().stream()
                .min(Comparator.comparing((Group g) -> lastOfGroup.getOrDefault(g, Instant.MIN))
                        .thenComparing(Group::age))
                .orElseThrow();
        List<Held> members = groups.get(group);
        Held held = members.stream()
                .min(Comparator.comparing((Held h) -> lastOfBackup.getOrDefault(h, Instant.MIN))
                        .thenComparing(Held::id))
                .orElseThrow();
        members.remove(held);
        if (members.isEmpty()) {
            groups.remove(group);
        }
        return new Pick(held, group.age(), Optional.ofNullable(lastOfGroup.put(group, now)));
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
