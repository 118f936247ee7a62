package lifeboat.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a policy promises is kept. */
class PromiseTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:20:00Z");
    private static final Policy USUAL = policy(0, Map.of(Period.HOURLY, 48, Period.DAILY, 30, Period.MONTHLY, 12));

    private static Policy policy(int days, Map<Period, Integer> periods) {
        return new Policy(0, Optional.empty(), days, periods);
    }

    @Test
    void a_new_backup_is_promised_no_more_than_it_takes_to_see_whether_it_stays() {
        Promise promise = new Promise(USUAL, ZoneOffset.UTC);
        assertEquals(Instant.parse("2026-02-01T14:00:00Z"), promise.whenMade(NOON));
        assertEquals(Instant.parse("2026-02-03T00:00:00Z"),
                new Promise(policy(0, Map.of(Period.DAILY, 30)), ZoneOffset.UTC).whenMade(NOON));
        assertEquals(Instant.parse("2026-02-02T00:00:00Z"),
                new Promise(policy(0, Map.of(Period.DAILY, 1)), ZoneOffset.UTC).whenMade(NOON));
        assertEquals(Instant.parse("2026-03-02T12:20:00Z"),
                new Promise(policy(30, Map.of(Period.DAILY, 7)), ZoneOffset.UTC).whenMade(NOON));
        assertEquals(NOON.plus(Duration.ofHours(36)), new Promise(new Policy(3, Optional.of(Duration.ofHours(36)), 0,
                Map.of()), ZoneOffset.UTC).whenMade(NOON));
    }

    @Test
    void the_tiers_of_periods_that_are_over_promise_the_rest() {
        Promise promise = new Promise(USUAL, ZoneOffset.UTC);
        List<String> all = List.of("hourly", "daily", "monthly");
        assertEquals(NOON, promise.whenSettled(NOON, all, NOON.plusSeconds(60)));
        assertEquals(Instant.parse("2026-02-02T12:00:00Z"), promise.whenSettled(NOON, all, NOON.plusSeconds(3600)));
        Instant later = Instant.parse("2026-02-01T00:00:00Z");
        assertEquals(Instant.parse("2026-03-02T00:00:00Z"), promise.whenSettled(NOON, List.of("daily"), later));
        assertEquals(Instant.parse("2027-01-01T00:00:00Z"), promise.whenSettled(NOON, all, later));
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        assertEquals(Instant.parse("2026-12-31T23:00:00Z"), new Promise(USUAL, berlin).whenSettled(NOON, all, later));
        assertEquals(Instant.parse("2026-04-20T00:00:00Z"), new Promise(policy(0, Map.of(Period.WEEKLY, 12)),
                ZoneOffset.UTC).whenSettled(NOON, List.of("weekly"), later.plus(Duration.ofDays(2))));
        assertEquals(Instant.parse("2029-01-01T00:00:00Z"), promise(Map.of(Period.YEARLY, 3)).longest(NOON));
    }

    private static Promise promise(Map<Period, Integer> periods) {
        return new Promise(policy(0, periods), ZoneOffset.UTC);
    }

    @Test
    void the_number_of_the_newest_promises_no_time() {
        assertFalse(new Promise(new Policy(7, Optional.empty(), 0, Map.of()), ZoneOffset.UTC).isTimed());
        assertTrue(promise(Map.of(Period.DAILY, 1)).isTimed());
    }

    @Test
    void nothing_that_is_settled_is_removed_before_its_time() {
        Random random = new Random(7);
        for (int round = 0; round < 12; round++) {
            ZoneId zone = ZoneId.of(List.of("UTC", "Europe/Berlin", "America/St_Johns").get(round % 3));
            Policy policy = new Policy(random.nextInt(3), Optional.empty(), random.nextInt(4), Map.of(Period.HOURLY,
                    random.nextInt(30), Period.DAILY, random.nextInt(9), Period.WEEKLY, 1 + random.nextInt(5)));
            Promise promise = new Promise(policy, zone);
            List<Backup> backups = new ArrayList<>();
            Map<String, Instant> promised = new HashMap<>();
            Map<String, Instant> times = new HashMap<>();
            Instant now = Instant.parse("2026-03-20T00:00:00Z");
            for (int run = 0; run < 250; run++) {
                now = now.plusSeconds(600 + random.nextInt(2 * 86_400 / (1 + run % 20)));
                times.put("b" + run, now);
                backups.add(new Backup("b" + run, now, Backup.State.GOOD, false));
                Plan plan = new Planner(policy, false, zone).plan(backups, now);
                Set<String> kept = new HashSet<>(plan.kept());
                for (Backup backup : backups) {
                    assertTrue(kept.contains(backup.id()) || !now.isBefore(promised.getOrDefault(backup.id(), now)),
                            policy + " " + zone + " " + backup + " goes at " + now);
                }
                backups.removeIf(backup -> !kept.contains(backup.id()));
                for (Decision decision : plan.decisions()) {
                    Instant made = times.get(decision.id());
                    promised.put(decision.id(), promise.whenSettled(made, decision.tiers(), now));
                }
            }
        }
    }
}
