package lifeboat.retention;

import java.time.Instant;

/**
 * A backup as far as retention is concerned.
 *
 * @param id     ids of backups that began in the same second sort by age too
 * @param time   when it began
 * @param state  what it counts for
 * @param proven whether its latest drill passed
 */
public record Backup(String id, Instant time, State state, boolean proven) implements Comparable<Backup> {

    /** What a backup counts for. */
    public enum State {
        /** An ordinary one that nothing speaks against. */
        GOOD,
        /** It shrank by more than it may, and nobody accepted that. */
        SUSPECT,
        /** A drill or check found it damaged. */
        BAD,
        /** What a restore took of its target before. */
        SAFETY
    }

    /** Oldest first. */
    @Override
    public int compareTo(Backup other) {
        int byTime = time.compareTo(other.time);
        return byTime != 0 ? byTime : id.compareTo(other.id);
    }

    boolean is(State wanted) {
        return state == wanted;
    }
}
