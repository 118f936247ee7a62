package lifeboat.schedule;

import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lifeboat.base.UserError;

/**
 * When something is to be done, as cron says it: at each minute whose number, hour, month and day are among these.
 * Either the days of the month or those of the week are all: where both are not, cron and systemd disagree about what
 * it means.
 *
 * @param weekdays 0 is Sunday
 */
public record Cron(TreeSet<Integer> minutes, TreeSet<Integer> hours, TreeSet<Integer> days, TreeSet<Integer> months,
        TreeSet<Integer> weekdays) {
    private static final String HINT =
            "write hourly, hourly :15, daily 02:00, weekly sun 03:00, monthly 1 04:00, or five"
            + " fields as in cron: minute, hour, day of the month, month, day of the week";
    private static final List<String> WEEKDAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
    private static final List<String> MONTHS = List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep",
            "oct", "nov", "dec");
    private static final Pattern WORDS = Pattern.compile(
            "(?:(hourly)(?: :([0-5]\\d))?|(daily|weekly ([a-z]{3})[a-z]*|monthly (\\d{1,2})) "
            + "([01]?\\d|2[0-3]):([0-5]\\d))");
    private static final Pattern ITEM = Pattern.compile("(\\*|\\w{1,3}(?:-\\w{1,3})?)(?:/(\\d{1,2}))?");

    /**
     * Reads five fields of cron, or {@code hourly}, {@code hourly :15}, {@code daily 02:00}, {@code weekly sun 03:00}
     * or {@code monthly 1 04:00}.
     *
     * @throws UserError of kind USAGE if it is none of these
     */
    public static Cron parse(String text) {
        String clean = text.strip().toLowerCase(Locale.ROOT);
        Matcher words = WORDS.matcher(clean);
        String[] fields = (words.matches() ? fields(words) : clean).split("\\s+");
        if (fields.length != 5) {
            throw wrong("is no schedule");
        }
        TreeSet<Integer> weekdays = numbers("day of the week", fields[4], 0, 7, WEEKDAYS);
        if (weekdays.remove(7)) {
            weekdays.add(0);
        }
        Cron cron = new Cron(numbers("minute", fields[0], 0, 59, List.of()),
                numbers("hour", fields[1], 0, 23, List.of()),
                numbers("day of the month", fields[2], 1, 31, List.of()), numbers("month", fields[3], 1, 12, MONTHS),
                weekdays);
        if (cron.days.size() < 31 && weekdays.size() < 7) {
            throw UserError.usage(
                    "the schedule names days of the month and of the week, which not all understand the same",
                    "name one of the two, and write [*] for the other");
        }
        return cron;
    }

    private static String fields(Matcher words) {
        if (words.group(1) != null) {
            return (words.group(2) == null ? "0" : words.group(2)) + " * * * *";
        }
        return words.group(7) + " " + words.group(6) + (words.group(4) != null ? " * * " + words.group(4)
                : words.group(5) != null ? " " + words.group(5) + " * *" : " * * *");
    }

    private static TreeSet<Integer> numbers(String field, String text, int least, int most, List<String> names) {
        TreeSet<Integer> numbers = new TreeSet<>();
        for (String item : text.split(",", -1)) {
            Matcher matcher = ITEM.matcher(item);
            if (!matcher.matches()) {
                throw wrong("has a wrong " + field + " [" + item + "]");
            }
            String[] ends = matcher.group(1).split("-");
            boolean all = ends[0].equals("*");
            int from = all ? least : number(field, ends[0], least, names);
            int to = all ? most : ends.length > 1 ? number(field, ends[1], least, names)
                    : matcher.group(2) != null ? most : from;
            int step = matcher.group(2) == null ? 1 : Integer.parseInt(matcher.group(2));
            if (from < least || to > most || from > to || step < 1) {
                throw wrong("has a wrong " + field + " [" + item + "], allowed are [" + least + "] to [" + most + "]");
            }
            for (int number = from; number <= to; number += step) {
                numbers.add(number);
            }
        }
        return numbers;
    }

    private static int number(String field, String text, int least, List<String> names) {
        if (names.contains(text)) {
            return names.indexOf(text) + least;
        }
        if (!text.matches("\\d{1,2}")) {
            throw wrong("has a wrong " + field + " [" + text + "]");
        }
        return Integer.parseInt(text);
    }

    private static UserError wrong(String problem) {
        return UserError.usage(problem, HINT);
    }

    /** Whether it is every day of every month. */
    boolean everyDay() {
        return days.size() == 31 && weekdays.size() == 7 && months.size() == 12;
    }

    /** The five fields. */
    public String text() {
        return String.join(" ", field(minutes, 0, 60), field(hours, 0, 24), field(days, 1, 31), field(months, 1, 12),
                field(weekdays, 0, 7));
    }

    private static String field(TreeSet<Integer> numbers, int least, int size) {
        if (numbers.size() == size) {
            return "*";
        }
        for (int step = 2; step <= size / 2; step++) {
            int each = step;
            if (size % step == 0 && numbers.size() == size / step && numbers.stream()
                    .allMatch(n -> (n - least) % each == 0)) {
                return "*/" + step;
            }
        }
        return list(numbers, "-", String::valueOf);
    }

    private static String list(TreeSet<Integer> numbers, String dash, java.util.function.IntFunction<String> name) {
        StringBuilder text = new StringBuilder();
        for (int number : numbers) {
            if (numbers.contains(number - 1) && numbers.contains(number - 2)) {
                continue;
            }
            int last = number;
            while (numbers.contains(last + 1)) {
                last++;
            }
            boolean inside = numbers.contains(number - 1);
            if (!inside && last - number >= 2) {
                text.append(',').append(name.apply(number)).append(dash).append(name.apply(last));
            } else if (!inside || !numbers.contains(number + 1)) {
                text.append(',').append(name.apply(number));
            }
        }
        return text.substring(1);
    }

    /** The same for {@code OnCalendar} of systemd, in a zone. */
    public String calendar(ZoneId zone) {
        String weekday = weekdays.size() == 7 ? "" : weekdays.stream().map(n -> WEEKDAYS.get(n).substring(0, 1)
                .toUpperCase(Locale.ROOT) + WEEKDAYS.get(n).substring(1)).collect(Collectors.joining(",")) + " ";
        return weekday + "*-" + two(months, 12) + "-" + two(days, 31) + " " + two(hours, 24) + ":" + two(minutes, 60)
                + ":00 "
                + (zone.getId().equals("Z") ? "UTC" : zone.getId());
    }

    private static String two(TreeSet<Integer> numbers, int size) {
        return numbers.size() == size ? "*" : numbers.stream().map(n -> String.format(Locale.ROOT, "%02d", n))
                .collect(Collectors.joining(","));
    }

    /** All numbers of a range. */
    static TreeSet<Integer> all(int least, int most) {
        return IntStream.rangeClosed(least, most).boxed().collect(Collectors.toCollection(TreeSet::new));
    }
}
