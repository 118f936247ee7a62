package lifeboat.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import lifeboat.retention.Backup.State;
import org.junit.jupiter.api.Test;

/** What holds for every policy and every list of backups; the seed is in the message of what fails. */
class PlannerPropertiesTest {
    private static final Instant NOW = Instant.parse("2026-04-02T10:17:31Z");
    private static final List<ZoneId> ZONES = List.of(ZoneId.of("UTC"), ZoneId.of("Europe/Berlin"),
            ZoneId.of("America/St_Johns"), ZoneId.of("Pacific/Apia"), ZoneId.of("Asia/Kathmandu"));
    private static final int TRIES = 1000;

    private record Case(long seed, Random random, Planner planner, List<Backup> backups) {
        Plan plan(Instant now) {
            return planner.plan(backups, now);
        }
    }

    private interface Property {
        void check(Case one);
    }

    private static void forAll(Property property) {
        for (long seed = 0; seed < TRIES; seed++) {
            Random random = new Random(seed);
            Planner planner = new Planner(Series.randomPolicy(random), random.nextInt(4) == 0,
                    ZONES.get(random.nextInt(ZONES.size())));
            Case one = new Case(seed, random, planner, Series.random(random, NOW.minusSeconds(random.nextInt(86_400))));
            try {
                property.check(one);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + " " + planner, e);
            }
        }
    }

    @Test
    void there_is_a_decision_with_a_reason_for_each() {
        forAll(one -> {
            Plan plan = one.plan(NOW);
            assertEquals(one.backups.stream().sorted(Collections.reverseOrder()).map(Backup::id).toList(),
                    plan.decisions().stream().map(Decision::id).toList());
            assertTrue(plan.decisions().stream().noneMatch(d -> d.why().isBlank()));
        });
    }

    @Test
    void never_all_go_and_the_last_good_and_the_last_proven_stay() {
        forAll(one -> {
            List<String> kept = one.plan(NOW).kept();
            assertFalse(kept.isEmpty());
            newest(one.backups, false).ifPresent(id -> assertTrue(kept.contains(id)));
            newest(one.backups, true).ifPresent(id -> assertTrue(kept.contains(id)));
        });
    }

    @Test
    void what_is_kept_is_kept_again() {
        forAll(one -> {
            Plan plan = one.plan(NOW);
            assertEquals(List.of(), one.planner.plan(Series.after(plan, one.backups), NOW).removed());
        });
    }

    @Test
    void the_order_of_the_backups_does_not_matter() {
        forAll(one -> {
            List<Backup> shuffled = new ArrayList<>(one.backups);
            Collections.shuffle(shuffled, one.random);
            assertEquals(one.plan(NOW), one.planner.plan(shuffled, NOW));
        });
    }

    @Test
    void what_goes_today_would_go_tomorrow() {
        forAll(one -> {
            Instant later = NOW.plusSeconds(one.random.nextInt(100 * 86_400));
            assertTrue(one.plan(later).removed().containsAll(one.plan(NOW).removed()));
        });
    }

    @Test
    void pruning_after_every_backup_ends_where_pruning_once_does() {
        forAll(one -> {
            List<Backup> good = one.backups.stream().sorted().map(b -> Series.of(b.time(), State.GOOD, false)).toList();
            Planner planner = new Planner(one.planner.policy(), false, one.planner.zone());
            List<Backup> store = new ArrayList<>();
            for (Backup backup : good) {
                store.add(backup);
                store = new ArrayList<>(Series.after(planner.plan(store, backup.time()), store));
            }
            assertEquals(planner.plan(good, NOW).kept(), planner.plan(store, NOW).kept());
        });
    }

    @Test
    void a_new_backup_brings_back_none_that_was_to_go() {
        forAll(one -> {
            Set<String> gone = new HashSet<>(one.plan(NOW).removed());
            List<Backup> more = new ArrayList<>(one.backups);
            more.add(Series.of(NOW, State.GOOD, one.random.nextBoolean()));
            assertTrue(one.planner.plan(more, NOW).removed().containsAll(gone));
        });
    }

    @Test
    void a_wider_policy_keeps_at_least_as_much() {
        forAll(one -> {
            Policy policy = one.planner.policy();
            Policy wider = new Policy(policy.last() + 1, policy.within().map(d -> d.plus(Duration.ofHours(5))),
                    policy.days() == 0 ? 0 : policy.days() + 1, policy.periods());
            assertTrue(new Planner(wider, one.planner.requireProof(), one.planner.zone()).plan(one.backups, NOW).kept()
                    .containsAll(one.plan(NOW).kept()));
        });
    }

    @Test
    void ten_thousand_backups_are_planned() {
        List<Backup> backups = Series.every(Duration.ofHours(1), NOW.minus(Duration.ofHours(10_000)), NOW);
        Planner planner = new Planner(Series.FOUR_TIERS, false, ZoneId.of("Europe/Berlin"));
        long start = System.nanoTime();
        Plan first = planner.plan(backups, NOW);
        long cold = System.nanoTime() - start;
        start = System.nanoTime();
        planner.plan(backups, NOW);
        System.out.printf("planned %,d backups in %.1f ms, then in %.1f ms%n", backups.size(), cold / 1e6,
                (System.nanoTime() - start) / 1e6);
        assertEquals(10_000, first.decisions().size());
    }

    private static java.util.Optional<String> newest(List<Backup> backups, boolean proven) {
        return backups.stream().filter(b -> b.state() == State.GOOD && (!proven || b.proven()))
                .max(Backup::compareTo).map(Backup::id);
    }
}
