package lifeboat.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code backup schedule} is asked for.
 *
 * @param remove      take out what is there instead
 * @param dryRun      only say it
 * @param root        the folder to take for {@code /}, or for GitHub the repository; empty for this machine
 * @param system      systemd's system units, not the user's
 * @param launcher    the words that start Lifeboat, empty if nobody says
 * @param user        whose rights it gets where that can be said
 * @param environment the file of variables
 * @param lifeboat    OWNER/REPOSITORY@COMMIT of Lifeboat, for GitHub
 */
public record ScheduleRequest(Way way, boolean remove, boolean dryRun, Optional<Path> root, boolean system,
        List<String> launcher, Optional<String> user, Optional<Path> environment, Optional<String> lifeboat) {

    /** Who runs it. */
    public enum Way { GITHUB, CRON, SYSTEMD }

    /** Copies the list. */
    public ScheduleRequest {
        launcher = List.copyOf(launcher);
    }
}
