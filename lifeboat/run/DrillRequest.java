package lifeboat.run;

import java.util.Optional;

/**
 * What to drill.
 *
 * @param job    one job, else all
 * @param selector which backup of it
 * @param all    each backup
 * @param target {@code local} or {@code server=URL}, else the job's own setting, else local
 * @param store  a store's name or URL, else the first that has the backup
 */
public record DrillRequest(
        Optional<String> job, String selector, boolean all, Optional<String> target, Optional<String> store) {}
