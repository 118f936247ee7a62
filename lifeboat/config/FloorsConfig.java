package lifeboat.config;

/**
 * By what percentage a backup may hold less than the last good one before it is suspect; 100 for any.
 *
 * @param tables     of the last good one's tables, by name, that are not there any more
 * @param rows       of the rows of all tables
 * @param bytes      of the bytes before compression
 * @param allowEmpty whether a backup without a single row is one at all
 */
public record FloorsConfig(int tables, int rows, int bytes, boolean allowEmpty) {
    /** What the configuration leaves out. */
    public static final FloorsConfig DEFAULT = new FloorsConfig(50, 50, 50, false);
}
