package lifeboat.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lifeboat.retention.Backup.State;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private static final Instant NOW = Instant.parse("2026-01-15T12:00:00Z");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void without_a_policy_nothing_goes() {
        List<Backup> backups = Series.every(Duration.ofHours(1), NOW.minus(Duration.ofDays(90)), NOW);
        assertEquals(List.of(), planner(Policy.NONE).plan(backups, NOW).removed());
    }

    @Test
    void the_newest_of_each_period_stays_and_says_so() {
        List<Backup> backups = Series.every(Duration.ofHours(6), Instant.parse("2026-01-13T00:00:00Z"), NOW);
        Plan plan = planner(Series.daily(2)).plan(backups, NOW);
        assertEquals(List.of("2026-01-15T06:00:00Z", "2026-01-14T18:00:00Z"), plan.kept());
        assertEquals("the last good backup, daily 2026-01-15", plan.decisions().getFirst().why());
        assertEquals(List.of("daily"), plan.decisions().getFirst().tiers());
        assertEquals("not the newest of its day", plan.decisions().get(1).why());
        assertEquals("not of the last 2 days", plan.decisions().getLast().why());
    }

    @Test
    void periods_without_a_backup_are_not_counted() {
        List<Backup> backups = List.of(Series.good(NOW), Series.good(NOW.minus(Duration.ofDays(40))),
                Series.good(NOW.minus(Duration.ofDays(400))), Series.good(NOW.minus(Duration.ofDays(401))));
        assertEquals(3, planner(Series.daily(3)).plan(backups, NOW).kept().size());
    }

    @Test
    void last_within_and_days_count_from_the_newest_so_that_a_job_that_stopped_loses_nothing() {
        List<Backup> backups = Series.every(Duration.ofDays(1), NOW.minus(Duration.ofDays(60)),
                NOW.minus(Duration.ofDays(50)));
        assertEquals(4, planner(new Policy(4, Optional.empty(), 0, Map.of())).plan(backups, NOW).kept().size());
        assertEquals(6, planner(new Policy(0, Optional.empty(), 5, Map.of())).plan(backups, NOW).kept().size());
        Policy within = new Policy(0, Optional.of(Duration.ofHours(25)), 0, Map.of());
        assertEquals(2, planner(within).plan(backups, NOW).kept().size());
        assertEquals(planner(within).plan(backups, NOW).kept(),
                planner(within).plan(backups, NOW.plus(Duration.ofDays(5000))).kept());
        assertEquals(List.of("within 1 d 1 h of the newest", "more than 1 d 1 h older than the newest"),
                planner(within).plan(backups, NOW).decisions().subList(1, 3).stream().map(Decision::why).toList());
    }

    @Test
    void the_hour_that_is_repeated_in_autumn_is_two_hours() {
        List<Backup> backups = Series.every(Duration.ofMinutes(30), Instant.parse("2026-10-24T23:30:00Z"),
                Instant.parse("2026-10-25T02:30:00Z"));
        Plan plan = new Planner(new Policy(0, Optional.empty(), 0, Map.of(Period.HOURLY, 9)), false, BERLIN)
                .plan(backups, Instant.parse("2026-10-25T03:00:00Z"));
        assertEquals(List.of("the last good backup, hourly 2026-10-25 03:00+01:00", "hourly 2026-10-25 02:00+01:00",
                "hourly 2026-10-25 02:00+02:00", "hourly 2026-10-25 01:00+02:00"),
                plan.decisions().stream().filter(Decision::keep).map(Decision::why).toList());
    }

    @Test
    void days_of_23_and_25_hours_are_one_day_each() {
        for (String month : List.of("2026-03-25", "2026-10-21")) {
            Instant from = Instant.parse(month + "T00:00:00Z");
            List<Backup> backups = Series.every(Duration.ofMinutes(20), from, from.plus(Duration.ofDays(10)));
            Plan plan = new Planner(Series.daily(7), false, BERLIN).plan(backups, from.plus(Duration.ofDays(10)));
            assertEquals(7, plan.kept().size());
            List<String> days = plan.decisions().stream().filter(Decision::keep)
                    .map(d -> Period.DAILY.name(Instant.parse(d.id()), BERLIN)).distinct().toList();
            assertEquals(7, days.size());
            plan.decisions().stream().filter(Decision::keep).skip(1).forEach(d -> assertEquals("23:40",
                    Instant.parse(d.id()).atZone(BERLIN).toLocalTime().toString(), "the last of its day"));
        }
    }

    @Test
    void weeks_begin_on_monday_and_the_zone_decides_the_day() {
        Instant sundayNightInBerlin = Instant.parse("2026-01-11T22:59:00Z");
        Instant mondayInBerlin = Instant.parse("2026-01-11T23:01:00Z");
        Policy weekly = new Policy(0, Optional.empty(), 0, Map.of(Period.WEEKLY, 5));
        List<Backup> backups = List.of(Series.good(sundayNightInBerlin), Series.good(mondayInBerlin));
        assertEquals(2, new Planner(weekly, false, BERLIN).plan(backups, NOW).kept().size());
        assertEquals(1, planner(weekly).plan(backups, NOW).kept().size());
        assertEquals("2026-W02", Period.WEEKLY.name(sundayNightInBerlin, BERLIN));
        assertEquals("2026-W03", Period.WEEKLY.name(mondayInBerlin, BERLIN));
    }

    @Test
    void a_backup_each_minute_leaves_one_for_each_period() {
        List<Backup> backups = Series.every(Duration.ofMinutes(1), NOW.minus(Duration.ofDays(20)), NOW);
        Plan plan = planner(Series.tiers(6, 5, 2, 1)).plan(backups, NOW);
        assertEquals(6 + 4, plan.kept().size(),
                "six hours of today and the ends of four days, of which one ends a week");
    }

    @Test
    void only_good_backups_fill_the_rules() {
        List<Backup> backups = new ArrayList<>(Series.every(Duration.ofDays(1), NOW.minus(Duration.ofDays(30)), NOW));
        backups.add(Series.of(NOW.minus(Duration.ofHours(1)), State.SAFETY, false));
        backups.add(Series.of(NOW.minus(Duration.ofHours(2)), State.BAD, false));
        backups.add(Series.of(NOW.minus(Duration.ofHours(30)), State.SUSPECT, false));
        Plan plan = planner(Series.daily(4)).plan(backups, NOW);
        assertEquals(4 + 3, plan.kept().size());
        assertEquals("the last good backup, daily 2026-01-14", why(plan, NOW.minus(Duration.ofDays(1))));
    }

    @Test
    void safety_backups_stay_for_a_week_and_the_newest_three_for_longer() {
        List<Backup> backups = new ArrayList<>(List.of(Series.good(NOW)));
        for (int days = 1; days <= 20; days++) {
            backups.add(Series.of(NOW.minus(Duration.ofDays(days)), State.SAFETY, false));
        }
        assertEquals(1 + 7, planner(Series.daily(1)).plan(backups, NOW).kept().size());
        assertEquals(1 + 3, planner(Series.daily(1)).plan(backups, NOW.plus(Duration.ofDays(300))).kept().size());
    }

    @Test
    void nothing_goes_while_the_newest_is_suspect() {
        List<Backup> backups = new ArrayList<>(Series.every(Duration.ofDays(1), NOW.minus(Duration.ofDays(30)), NOW));
        backups.add(Series.of(NOW, State.SUSPECT, false));
        Plan plan = planner(Series.daily(4)).plan(backups, NOW);
        assertEquals(List.of(), plan.removed());
        assertTrue(plan.decisions().getFirst().why().contains("is suspect"));
        backups.add(Series.good(NOW.plusSeconds(60)));
        assertEquals(27, planner(Series.daily(4)).plan(backups, NOW.plusSeconds(60)).removed().size());
    }

    @Test
    void nothing_goes_while_no_backup_is_good() {
        List<Backup> backups = new ArrayList<>();
        for (int days = 1; days <= 20; days++) {
            backups.add(Series.of(NOW.minus(Duration.ofDays(days)), days % 2 == 0 ? State.SAFETY : State.BAD, false));
        }
        assertEquals(List.of(), planner(Series.daily(1)).plan(backups, NOW).removed());
    }

    @Test
    void the_last_proven_backup_stays_however_old() {
        List<Backup> backups = new ArrayList<>(Series.every(Duration.ofDays(1), NOW.minus(Duration.ofDays(30)), NOW));
        backups.add(Series.of(NOW.minus(Duration.ofDays(300)), State.GOOD, true));
        backups.add(Series.of(NOW.minus(Duration.ofDays(301)), State.GOOD, true));
        Plan plan = planner(Series.daily(2)).plan(backups, NOW);
        assertEquals(3, plan.kept().size());
        assertEquals("the last proven backup", plan.decisions().get(30).why());
    }

    @Test
    void with_proof_required_nothing_goes_unless_a_newer_one_was_proven() {
        List<Backup> backups = new ArrayList<>(Series.every(Duration.ofDays(1), NOW.minus(Duration.ofDays(30)), NOW));
        Planner strict = new Planner(Series.daily(2), true, ZoneOffset.UTC);
        assertEquals(List.of(), strict.plan(backups, NOW).removed());
        assertEquals("no newer backup was proven", strict.plan(backups, NOW).decisions().getLast().why());
        Backup tenth = backups.get(10);
        backups.set(10, new Backup(tenth.id(), tenth.time(), State.GOOD, true));
        assertEquals(backups.subList(0, 10).reversed().stream().map(Backup::id).toList(),
                strict.plan(backups, NOW).removed());
    }

    @Test
    void a_backup_of_the_future_stays_and_takes_no_place() {
        List<Backup> backups = new ArrayList<>(Series.every(Duration.ofDays(1), NOW.minus(Duration.ofDays(30)), NOW));
        backups.add(Series.good(Instant.parse("2099-01-01T00:00:00Z")));
        Plan plan = planner(new Policy(0, Optional.empty(), 3, Map.of())).plan(backups, NOW);
        assertEquals(1 + 4, plan.kept().size());
        assertEquals("it is from the future", plan.decisions().getFirst().why());
    }

    @Test
    void a_suspect_one_of_the_future_stops_nothing() {
        List<Backup> backups = new ArrayList<>(Series.every(Duration.ofDays(1), NOW.minus(Duration.ofDays(30)), NOW));
        backups.add(Series.of(Instant.parse("2099-01-01T00:00:00Z"), Backup.State.SUSPECT, false));
        assertEquals(1 + 4, planner(new Policy(0, Optional.empty(), 3, Map.of())).plan(backups, NOW).kept().size());
    }

    @Test
    void negative_rules_are_refused() {
        assertThrows(IllegalArgumentException.class, () -> new Policy(-1, Optional.empty(), 0, Map.of()));
        assertThrows(IllegalArgumentException.class, () -> Series.daily(-1));
    }

    private static Planner planner(Policy policy) {
        return new Planner(policy, false, ZoneOffset.UTC);
    }

    private static String why(Plan plan, Instant time) {
        return plan.decisions().stream().filter(d -> d.id().equals(time.toString())).findFirst().orElseThrow().why();
    }
}
