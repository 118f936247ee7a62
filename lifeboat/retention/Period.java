package lifeboat.retention;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.Locale;

/** A stretch of the calendar of which the newest backup is kept. */
public enum Period {
    /** An hour of the clock; the one that daylight saving time repeats is two. */
    HOURLY("hour"),
    /** A day of the calendar, of whatever length. */
    DAILY("day"),
    /** A week from Monday to Sunday (ISO 8601). */
    WEEKLY("week"),
    /** A month of the calendar. */
    MONTHLY("month"),
    /** A year of the calendar. */
    YEARLY("year");

    private final String noun;

    Period(String noun) {
        this.noun = noun;
    }

    /** The word in policies: {@code hourly} to {@code yearly}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@code hour} to {@code year}. */
    String noun() {
        return noun;
    }

    /** The period's number: the same for all times in it, another for each other period. */
    long number(Instant time, ZoneId zone) {
        int offset = zone.getRules().getOffset(time).getTotalSeconds();
        long local = time.getEpochSecond() + offset;
        long day = Math.floorDiv(local, 86_400L);
        return switch (this) {
            case HOURLY -> Math.floorDiv(local, 3_600L) * 3_600L - offset;
            case DAILY -> day;
            case WEEKLY -> Math.floorDiv(day + 3, 7L);
            case MONTHLY -> {
                LocalDate date = LocalDate.ofEpochDay(day);
                yield date.getYear() * 12L + date.getMonthValue();
            }
            case YEARLY -> LocalDate.ofEpochDay(day).getYear();
        };
    }

    /** When the period begins that is so many periods after that of a time. */
    Instant start(Instant time, ZoneId zone, int after) {
        LocalDate date = time.atZone(zone).toLocalDate();
        return switch (this) {
            case HOURLY -> Instant.ofEpochSecond(number(time, zone) + after * 3_600L);
            case DAILY -> midnight(date.plusDays(after), zone);
            case WEEKLY -> midnight(date.minusDays(date.getDayOfWeek().getValue() - 1L).plusWeeks(after), zone);
            case MONTHLY -> midnight(date.withDayOfMonth(1).plusMonths(after), zone);
            case YEARLY -> midnight(date.withDayOfYear(1).plusYears(after), zone);
        };
    }

    private static Instant midnight(LocalDate date, ZoneId zone) {
        return date.atStartOfDay(zone).toInstant();
    }

    /**
     * The period as people write it: {@code 2026-01-15 14:00Z}, {@code 2026-01-15}, {@code 2026-W03}, {@code 2026-01}.
     */
    String name(Instant time, ZoneId zone) {
        OffsetDateTime local = time.atZone(zone).toOffsetDateTime();
        LocalDate date = local.toLocalDate();
        return switch (this) {
            case HOURLY -> {
                OffsetDateTime hour = local.truncatedTo(ChronoUnit.HOURS);
                yield date + " " + hour.toLocalTime() + hour.getOffset();
            }
            case DAILY -> date.toString();
            case WEEKLY -> String.format(Locale.ROOT, "%04d-W%02d", date.get(IsoFields.WEEK_BASED_YEAR),
                    date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
            case MONTHLY -> date.toString().substring(0, date.toString().length() - 3);
            case YEARLY -> String.valueOf(date.getYear());
        };
    }
}
