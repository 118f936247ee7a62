package lifeboat.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ForecastTest {
    private static final Instant NOW = Instant.parse("2026-01-15T12:00:00Z");
    private static final ZoneId UTC = ZoneId.of("UTC");

    @Test
    void it_is_what_a_plan_over_years_keeps() {
        Forecast forecast = Forecast.of(Series.FOUR_TIERS, UTC, Duration.ofHours(1), NOW);
        Plan plan = new Planner(Series.FOUR_TIERS, false, UTC)
                .plan(Series.every(Duration.ofHours(1), NOW.minus(Duration.ofDays(900)), NOW.plusSeconds(1)), NOW);
        assertEquals(plan.kept().size(), forecast.backups());
        assertTrue(forecast.full().compareTo(Duration.ofDays(310)) > 0 && forecast.full()
                .compareTo(Duration.ofDays(366)) < 0, forecast.full().toString());
    }

    @Test
    void rare_backups_fill_rules_later() {
        assertEquals(48, Forecast.of(new Policy(0, Optional.empty(), 0, Map.of(Period.HOURLY, 48)), UTC,
                Duration.ofDays(1), NOW).backups());
        assertEquals(8, Forecast.of(new Policy(0, Optional.empty(), 7, Map.of()), UTC, Duration.ofDays(1), NOW)
                .backups());
        assertEquals(1, Forecast.of(Series.daily(1), UTC, Duration.ofSeconds(1), NOW).backups());
        assertEquals(10, Forecast.of(new Policy(0, Optional.empty(), 0, Map.of(Period.YEARLY, 10)), UTC,
                Duration.ofMinutes(1), NOW).backups());
    }
}
