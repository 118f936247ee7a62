package lifeboat.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import lifeboat.base.UserError;
import lifeboat.testing.Shell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {
    private static final Instant SUMMER = Instant.parse("2026-07-01T12:00:00Z");
    private static final Instant WINTER = Instant.parse("2026-01-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "hourly | 0 * * * *",
        "hourly :15 | 15 * * * *",
        "Daily 02:05 | 5 2 * * *",
        "weekly Sunday 03:00 | 0 3 * * 0",
        "monthly 1 23:30 | 30 23 1 * *",
        "*/15 * * * * | */15 * * * *",
        "7-59/10 0,12 1-5,9 JAN-mar * | 7,17,27,37,47,57 */12 1-5,9 1-3 *",
        "0 4 * * mon,7 | 0 4 * * 0,1",
        "0 4 * * 1-5 | 0 4 * * 1-5",
        "3/20 * * * * | 3,23,43 * * * *"})
    void words_and_fields_are_read(String text, String fields) {
        assertEquals(fields, Cron.parse(text).text());
        assertEquals(fields, Cron.parse(fields).text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "daily", "daily 24:00", "hourly 15", "60 * * * *", "* * * *", "* * 0 * *",
            "5-1 * * * *", "*/0 * * * *", "0 0 1 * 1", "0 0 * foo *", "monthly 32 01:00", "weekly xyz 01:00",
                    "0 0 * * 8",
            "0 0 * * *; rm -rf", "@daily"})
    void what_is_no_schedule_is_refused(String text) {
        assertThrows(UserError.class, () -> Cron.parse(text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "daily 02:00 | Europe/Berlin | 0 1 * * *",
        "daily 00:30 | Europe/Berlin | 30 23 * * *",
        "weekly mon 00:30 | Europe/Berlin | 30 23 * * 0",
        "hourly :10 | Asia/Kolkata | 40 * * * *",
        "hourly | America/New_York | 0 * * * *",
        "daily 20:00 | America/New_York | 0 1 * * *",
        "monthly 1 04:00 | Europe/Berlin | 0 3 1 * *",
        "daily 02:00 | Z | 0 2 * * *"})
    void schedules_are_told_to_a_clock_of_utc_the_same_all_year(String text, String zone, String utc) {
        for (Instant now : List.of(SUMMER, WINTER)) {
            Shift shift = Shift.of(Cron.parse(text), ZoneId.of(zone), ZoneOffset.UTC, now);
            assertEquals(List.of(utc), shift.crons().stream().map(Cron::text).toList());
        }
    }

    @Test
    void what_falls_on_two_days_becomes_two_lines_and_what_cron_cannot_say_is_refused() {
        Shift shift = Shift.of(Cron.parse("0 0,12 * * 1"), ZoneId.of("Europe/Berlin"), ZoneOffset.UTC, WINTER);
        assertEquals(List.of("0 23 * * 0", "0 11 * * 1"), shift.crons().stream().map(Cron::text).toList());
        assertThrows(UserError.class, () -> Shift.of(Cron.parse("monthly 1 00:30"), ZoneId.of("Europe/Berlin"),
                ZoneOffset.UTC, WINTER));
    }

    @Test
    void it_is_known_where_daylight_saving_time_makes_it_an_hour_off() {
        Cron daily = Cron.parse("daily 02:00");
        assertTrue(Shift.of(daily, ZoneId.of("Europe/Berlin"), ZoneOffset.UTC, WINTER).drifts());
        assertFalse(Shift.of(daily, ZoneId.of("Europe/Berlin"), ZoneId.of("Europe/Berlin"), WINTER).drifts());
        assertFalse(Shift.of(daily, ZoneId.of("Asia/Kolkata"), ZoneOffset.UTC, WINTER).drifts());
        assertFalse(Shift.of(Cron.parse("hourly"), ZoneId.of("Europe/Berlin"), ZoneOffset.UTC, WINTER).drifts());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "*/20 * * * * | Z | 2026-01-01 00:20:00 UTC",
        "daily 02:00 | Europe/Berlin | 2026-01-01 01:00:00 UTC",
        "weekly sun 03:00 | Z | 2026-01-04 03:00:00 UTC",
        "0 6 1,15 2-4 * | Z | 2026-02-01 06:00:00 UTC"})
    void systemd_understands_the_calendar(String text, String zone, String next, @TempDir Path folder) {
        String calendar = Cron.parse(text).calendar(ZoneId.of(zone));
        String said = Shell.in(folder).env("TZ", "UTC")
                .must("systemd-analyze calendar --base-time='2026-01-01 00:00:00 UTC' \"$1\"", calendar);
        assertTrue(said.contains(next), said);
    }
}
