package lifeboat.run;

import java.util.Optional;

/**
 * What to drill.
 *
 * @param job    one job, else all
 * @param which  which backups of it
 * @param target {@code local} or {@code server=URL}, else the job's own setting, else local
 * @param store  a store's name or URL, else the first that has the backup
 */
public record DrillRequest(Optional<String> job, Which which, Optional<String> target, Optional<String> store) {

    /** Whether a backup may be read from any store that has it. */
    boolean anyStore() {
        return store.isEmpty() && (which instanceof One || which instanceof Each);
    }

    /** Which backups of a job. */
    public sealed interface Which {}

    /** The one that a selector names. */
    public record One(String selector) implements Which {}

    /** Each. */
    public record Each() implements Which {}

    /** The latest in each of the job's stores. */
    public record LatestInEachStore() implements Which {}

    /** Those whose turn it is; at most so many of all jobs together. */
    public record Rotating(int count) implements Which {}
}
