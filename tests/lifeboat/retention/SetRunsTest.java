package lifeboat.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lifeboat.retention.SetRuns.Run;
import lifeboat.retention.SetRuns.Run.Known;
import org.junit.jupiter.api.Test;

class SetRunsTest {
    private static final List<Run> RUNS = List.of(new Run("shop", "5"), new Run("shop", "4"), new Run("shop", "3"),
            new Run("shop", "2"), new Run("shop", "1"));

    private static Map<String, List<String>> kept(Map<String, Known> whole, Map<String, Known> proven) {
        return SetRuns.kept(RUNS, run -> whole.getOrDefault(run.id(), Known.NO),
                run -> proven.getOrDefault(run.id(), Known.NO));
    }

    @Test
    void the_newest_whole_and_the_newest_proven_run_stay() {
        assertEquals(Map.of("4", List.of("of the last whole run of set shop"), "2",
                List.of("of the last proven run of set shop")),
                kept(Map.of("4", Known.YES, "3", Known.YES), Map.of("2", Known.YES, "1", Known.YES)));
        assertEquals(Map.of("4", List.of("of the last whole run of set shop", "of the last proven run of set shop")),
                kept(Map.of("4", Known.YES), Map.of("4", Known.YES)));
        assertEquals(Map.of(), kept(Map.of(), Map.of()));
    }

    @Test
    void what_may_be_the_last_whole_run_stays_until_it_is_known() {
        assertEquals(Map.of("5", List.of("it may be of the last whole run of set shop"), "3",
                List.of("of the last whole run of set shop")),
                kept(Map.of("5", Known.UNKNOWN, "3", Known.YES, "2", Known.UNKNOWN), Map.of()));
    }

    @Test
    void no_more_runs_are_asked_for_than_it_takes() {
        List<String> asked = new ArrayList<>();
        SetRuns.kept(RUNS, run -> {
            asked.add(run.id());
            return run.id().equals("4") ? Known.YES : Known.NO;
        }, _ -> Known.YES);
        assertEquals(List.of("5", "4"), asked);
    }

    @Test
    void each_set_keeps_its_own() {
        List<Run> runs = List.of(new Run("shop", "3"), new Run("office", "2"), new Run("shop", "1"));
        assertEquals(List.of("3", "2"), List.copyOf(SetRuns.kept(runs, _ -> Known.YES, _ -> Known.NO).keySet()));
    }

    @Test
    void what_is_held_stays_whatever_the_policy_says_and_takes_no_place_in_it() {
        Instant now = Instant.parse("2026-01-15T12:00:00Z");
        List<Backup> backups = List.of(Series.good(now.minusSeconds(10)), Series.good(now.minusSeconds(20)),
                Series.good(now.minusSeconds(30)));
        Planner planner = new Planner(new Policy(1, Optional.empty(), 0, Map.of()), false, ZoneOffset.UTC);
        String oldest = backups.getLast().id();
        Plan plan = planner.plan(backups, now, Map.of(oldest, List.of("of the last whole run of set shop")));
        assertEquals(List.of(backups.getFirst().id(), oldest), plan.kept());
        assertEquals("of the last whole run of set shop", plan.decisions().getLast().why());
    }
}
