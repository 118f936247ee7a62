package lifeboat.schedule;

import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;

/**
 * What runs at one time.
 *
 * @param zone  whose clock the time is of
 * @param names jobs and sets, at least one
 */
public record Task(Kind kind, Cron cron, ZoneId zone, List<String> names) {

    /** What is done. */
    public enum Kind {
        /** Backups of all of them in one run. */
        BACKUP,
        /** Drills of each. */
        DRILL;

        /** {@code backup} or {@code drill}. */
        public String word() {
            return this == BACKUP ? "backup" : "drill";
        }
    }

    /** Copies the list. */
    public Task {
        names = List.copyOf(names);
    }

    /** The same for each name alone. */
    Stream<Task> each() {
        return names.stream().map(name -> new Task(kind, cron, zone, List.of(name)));
    }

    /** The script's name and its arguments, one list for each command that it takes. */
    List<List<String>> commands(String config) {
        return kind == Kind.BACKUP
                ? List.of(Stream.concat(Stream.of("backup", "run", "--config", config, "--"), names.stream()).toList())
                : names.stream().map(name -> List.of("verify", "drill", "--config", config, "--", name)).toList();
    }

    /** Such as {@code backup of orders, users}. */
    public String title() {
        return kind.word() + " of " + String.join(", ", names);
    }
}
