package lifeboat.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import lifeboat.base.UserError;

/**
 * A schedule for a clock that has another zone. Cron knows no zones, so the standard times of both are taken: where one
 * of them has daylight saving time and the other has not, it is an hour off for half of the year.
 *
 * @param crons   what to tell the other clock, one or several together
 * @param drifts  whether it is an hour off for half of the year
 */
public record Shift(List<Cron> crons, boolean drifts) {
    private static final int DAY = 24 * 60;

    /**
     * The schedule as the other clock must be told.
     *
     * @throws UserError of kind USAGE if cron cannot say it: where it names days of the month and the day changes
     */
    public static Shift of(Cron cron, ZoneId from, ZoneId to, Instant now) {
        int minutes = (to.getRules().getStandardOffset(now).getTotalSeconds()
                - from.getRules().getStandardOffset(now).getTotalSeconds()) / 60;
        boolean drifts = !from.getRules().equals(to.getRules()) && (saves(from, now) || saves(to, now))
                && cron.hours().size() < 24;
        return new Shift(minutes == 0 ? List.of(cron) : moved(cron, minutes), drifts);
    }

    private static boolean saves(ZoneId zone, Instant now) {
        return zone.getRules().nextTransition(now) != null;
    }

    private static List<Cron> moved(Cron cron, int by) {
        Map<Integer, Map<Integer, TreeSet<Integer>>> byDay = new TreeMap<>();
        for (int hour : cron.hours()) {
            for (int minute : cron.minutes()) {
                int moved = hour * 60 + minute + by;
                int time = Math.floorMod(moved, DAY);
                byDay.computeIfAbsent(cron.everyDay() ? 0 : Math.floorDiv(moved, DAY), _ -> new TreeMap<>())
                        .computeIfAbsent(time / 60, _ -> new TreeSet<>()).add(time % 60);
            }
        }
        List<Cron> crons = new ArrayList<>();
        byDay.forEach((day, hours) -> {
            Map<TreeSet<Integer>, TreeSet<Integer>> alike = new java.util.LinkedHashMap<>();
            hours.forEach((hour, minutes) -> alike.computeIfAbsent(minutes, _ -> new TreeSet<>()).add(hour));
            alike.forEach((minutes, same) -> crons.add(onDay(cron, day, minutes, same)));
        });
        return crons;
    }

    private static Cron onDay(Cron cron, int day, TreeSet<Integer> minutes, TreeSet<Integer> hours) {
        if (day != 0 && (cron.days().size() < 31 || cron.months().size() < 12)) {
            throw UserError.usage("the schedule [" + cron.text()
                    + "] falls on another day by the other clock, which cron"
                    + " cannot say", "choose a time further from midnight, or say timezone: UTC");
        }
        TreeSet<Integer> weekdays = new TreeSet<>();
        cron.weekdays().forEach(weekday -> weekdays.add(Math.floorMod(weekday + day, 7)));
        return new Cron(minutes, hours, cron.days(), cron.months(), weekdays);
    }
}
