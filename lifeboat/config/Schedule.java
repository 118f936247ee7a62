package lifeboat.config;

import java.util.Optional;
import lifeboat.schedule.Cron;

/**
 * When a job's backups and drills are to run, by the clock of its time zone; see {@code backup schedule}.
 *
 * @param backup empty if nobody says
 * @param drill  empty if nobody says
 */
public record Schedule(Optional<Cron> backup, Optional<Cron> drill) {
    /** Nobody says. */
    public static final Schedule NONE = new Schedule(Optional.empty(), Optional.empty());
}
