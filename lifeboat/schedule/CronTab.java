package lifeboat.schedule;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import lifeboat.base.UserError;

/** Our lines in a crontab that has others too: they stand between two marks that name the configuration. */
public final class CronTab {
    private static final int LONGEST = 998;

    private final String begin;
    private final String end;

    /** The lines of a configuration. */
    public CronTab(Path config) {
        this.begin = "# BEGIN lifeboat " + config + " (written by backup schedule: change the configuration, not this)";
        this.end = "# END lifeboat " + config;
    }

    /**
     * The lines of the tasks.
     *
     * @param shifts when each is by the clock of cron
     * @param system whether a line names its user, as in {@code /etc/cron.d}
     * @throws UserError of kind USAGE if a line would be longer than cron takes
     */
    public List<String> lines(List<Task> tasks, List<Shift> shifts, Launch launch, boolean system) {
        List<String> lines = new ArrayList<>(List.of(begin));
        for (int i = 0; i < tasks.size(); i++) {
            String command = command(tasks.get(i), launch);
            if (command.length() > LONGEST) {
                throw UserError.usage("the line for the " + tasks.get(i).title() + " has [" + command.length()
                        + "] characters, cron takes [" + LONGEST + "]", "put the jobs into a set, or use --systemd");
            }
            shifts.get(i).crons().forEach(cron -> lines.add(cron.text() + " " + (system ? launch.user() + " " : "")
                    + command));
        }
        lines.add(end);
        return lines;
    }

    /** Cron takes a bare percent sign for the end of the command. */
    private static String command(Task task, Launch launch) {
        String file = Launch.quoted(launch.environment().toString());
        List<String> runs = launch.commands(task).stream().map(Launch::shell).toList();
        return ("cd " + Launch.quoted(launch.config().getParent().toString()) + " && export PATH=" + Launch.PATH
                + " JAVA_HOME="
                + Launch.quoted(launch.javaHome()) + " && set -a && . " + file + " && set +a && "
                + (runs.size() == 1 ? runs.getFirst() : runs.stream().collect(Collectors.joining("; ", "{ ", "; }"))))
                .replace("%", "\\%");
    }

    /**
     * A crontab with our lines in place of those that are there, else at its end; without them if there are none.
     *
     * @throws UserError if a mark is there without the other, or more than once
     */
    public String put(String tab, Optional<List<String>> lines) {
        List<String> all = tab.lines().toList();
        int from = all.indexOf(begin);
        int to = all.indexOf(end);
        if (from < 0 != to < 0 || to < from) {
            throw UserError.usage("the crontab has only one of the lines [" + begin + "] and [" + end + "]",
                    "take out by hand what is left of them");
        }
        if (all.lastIndexOf(begin) != from || all.lastIndexOf(end) != to) {
            throw UserError.usage("the crontab has the line [" + begin + "] more than once",
                    "take out by hand all of these lines and what is between them, and run this again");
        }
        List<String> result = new ArrayList<>(from < 0 ? all : all.subList(0, from));
        lines.ifPresent(result::addAll);
        if (from >= 0) {
            result.addAll(all.subList(to + 1, all.size()));
        }
        return result.isEmpty() ? "" : String.join("\n", result) + "\n";
    }
}
