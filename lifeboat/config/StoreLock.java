package lifeboat.config;

import java.util.OptionalInt;

/**
 * How a store keeps backups from being removed.
 *
 * @param mode {@code governance} or {@code compliance}, as S3 means them
 * @param days for how many days from when it is stored; empty: as long as the job's policy is sure to keep it
 */
public record StoreLock(String mode, OptionalInt days) {
    /** Whether the job's policy says for how long. */
    public boolean fromKeep() {
        return days.isEmpty();
    }
}
