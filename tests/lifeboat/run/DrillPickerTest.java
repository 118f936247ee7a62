package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import lifeboat.catalog.BackupId;
import lifeboat.run.DrillPicker.Held;
import lifeboat.run.DrillPicker.Pick;
import lifeboat.run.DrillPicker.Tried;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DrillPickerTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final List<String> JOBS = List.of("orders", "uploads");
    private static final List<String> STORES = List.of("local", "offsite", "vault");

    private record Group(String job, String store, AgeClass age) {}

    private static Held held(String job, String store, Duration age) {
        Instant made = NOW.minus(age);
        return new Held(job, store, BackupId.at(made).text(), made);
    }

    private static Tried tried(Pick pick, Instant time) {
        return new Tried(pick.held().job(), pick.held().store(), pick.held().id(), pick.age(), time);
    }

    private static Group group(Pick pick) {
        return new Group(pick.held().job(), pick.held().store(), pick.age());
    }

    @Test
    void what_was_never_drilled_comes_first_and_of_that_the_newest_backup_of_each_job() {
        Held newest = held("orders", "local", Duration.ofHours(2));
        Held week = held("orders", "local", Duration.ofDays(3));
        Held old = held("orders", "local", Duration.ofDays(90));
        Held other = held("uploads", "local", Duration.ofDays(2));
        List<Pick> picks = DrillPicker.pick(List.of(old, week, newest, other),
                List.of(new Tried("orders", "local", week.id(), AgeClass.WEEK, NOW.minusSeconds(9))), NOW, 9);
        assertEquals(List.of(newest, other, old, week), picks.stream().map(Pick::held).toList());
        assertEquals(List.of(AgeClass.NEWEST, AgeClass.NEWEST, AgeClass.OLDER, AgeClass.WEEK),
                picks.stream().map(Pick::age).toList());
        assertEquals(Optional.of(NOW.minusSeconds(9)), picks.getLast().last());
        assertEquals(Optional.empty(), picks.getFirst().last());
    }

    @Test
    void within_a_group_the_backup_that_waited_longest_is_taken() {
        Held newest = held("orders", "local", Duration.ofDays(1));
        Held a = held("orders", "local", Duration.ofDays(100));
        Held b = held("orders", "local", Duration.ofDays(200));
        Held c = held("orders", "local", Duration.ofDays(300));
        List<Tried> drills = new ArrayList<>(List.of(
                new Tried("orders", "local", newest.id(), AgeClass.NEWEST, NOW.minusSeconds(1)),
                new Tried("orders", "local", c.id(), AgeClass.OLDER, NOW.minusSeconds(20)),
                new Tried("orders", "local", a.id(), AgeClass.OLDER, NOW.minusSeconds(30))));
        List<Held> all = List.of(a, b, c, newest);
        assertEquals(b, DrillPicker.pick(all, drills, NOW, 1).getFirst().held(), "never drilled");
        drills.add(new Tried("orders", "local", b.id(), AgeClass.OLDER, NOW.minusSeconds(10)));
        assertEquals(a, DrillPicker.pick(all, drills, NOW, 1).getFirst().held(), "drilled the longest ago");
    }

    @Test
    void no_backup_is_picked_twice_and_no_more_than_there_are() {
        List<Held> all = List.of(held("orders", "local", Duration.ofHours(1)), held("orders", "offsite",
                Duration.ofHours(1)),
                held("orders", "local", Duration.ofDays(40)), held("orders", "local", Duration.ofDays(50)));
        List<Pick> picks = DrillPicker.pick(all, List.of(), NOW, 100);
        assertEquals(new HashSet<>(all), picks.stream().map(Pick::held).collect(Collectors.toSet()));
        assertEquals(all.size(), picks.size());
        assertEquals(3, picks.stream().limit(3).map(DrillPickerTest::group).distinct().count(),
                "each group once before any a second time");
        assertEquals(List.of(), DrillPicker.pick(List.of(), List.of(), NOW, 3));
    }

    @Test
    void the_order_of_the_journal_does_not_matter() {
        Random random = new Random(7);
        List<Held> all = holdings(random, NOW, 300);
        List<Tried> drills = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            drills.add(tried(DrillPicker.pick(all, drills, NOW, 1).getFirst(), NOW.plusSeconds(i)));
        }
        List<Pick> picks = DrillPicker.pick(all, drills, NOW, 20);
        Collections.shuffle(drills, random);
        assertEquals(picks, DrillPicker.pick(all, drills, NOW, 20));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void over_years_no_group_waits_longer_than_there_are_groups_and_none_comes_twice_while_another_waits(long seed) {
        Random random = new Random(seed);
        int most = JOBS.size() * STORES.size() * AgeClass.values().length;
        List<Tried> drills = new ArrayList<>();
        Map<Group, Integer> waiting = new HashMap<>();
        Set<Group> seen = new HashSet<>();
        Group last = null;
        for (int run = 0; run < 800; run++) {
            Instant now = NOW.plus(Duration.ofHours(run * 11L + random.nextInt(10)));
            List<Held> all = holdings(random, now, 60);
            List<Group> present = DrillPicker.pick(all, List.of(), now, Integer.MAX_VALUE).stream()
                    .map(DrillPickerTest::group).distinct().toList();
            Pick pick = DrillPicker.pick(all, drills, now, 1).getFirst();
            if (present.size() > 1) {
                assertNotEquals(last, group(pick), "run " + run);
            }
            waiting.keySet().retainAll(present);
            present.forEach(group -> waiting.merge(group, 1, Integer::sum));
            waiting.remove(group(pick));
            waiting.forEach((group, runs) -> assertTrue(runs < most, group + " waits since " + runs + " runs"));
            last = group(pick);
            seen.add(last);
            drills.add(tried(pick, now.plusSeconds(60)));
        }
        assertEquals(most, seen.size(), "each was drilled");
    }

    /** What stores may hold at a time: recent backups densely, older ones sparsely, as retention leaves them. */
    private static List<Held> holdings(Random random, Instant now, int oldestDays) {
        List<Held> all = new ArrayList<>();
        for (String job : JOBS) {
            for (String store : STORES) {
                for (long hours : new long[] {1, 7, 13, 30, 60, 130, 200, 400, 700, 800, oldestDays * 24L}) {
                    if (random.nextInt(20) > 0) {
                        Instant made = Instant.ofEpochSecond(now.minus(Duration.ofHours(hours))
                                .getEpochSecond() / 3600 * 3600);
                        all.add(new Held(job, store, BackupId.at(made).text().substring(0, 17) + "0000", made));
                    }
                }
            }
        }
        return all;
    }
}
