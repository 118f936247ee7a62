package lifeboat.report;

/**
 * What a job takes in one store, now and later. Values that cannot be told yet are null.
 *
 * @param backups      how many there are
 * @param bytes        their stored bytes
 * @param latestBytes  stored bytes of the newest
 * @param every        milliseconds between two backups, as it usually was
 * @param growthPerDay by how many stored bytes a backup is larger than that of a day before
 * @param full         what the policy holds in the end, null without one
 * @param yearBytes    stored bytes in a year, if it goes on like that
 * @param price        US dollars for a GB (2^30 bytes) and month, null if none is known
 * @param priceName    which price that is: {@code aws}, {@code gcs} or the store's name
 * @param cost         US dollars a month, null without a price
 */
public record EstimateReport(
        String job,
        String store,
        int backups,
        long bytes,
        Long latestBytes,
        Long every,
        Long growthPerDay,
        Full full,
        Long yearBytes,
        Double price,
        String priceName,
        Cost cost) {

    /**
     * A policy that holds all it will hold, of backups as large as the newest.
     *
     * @param afterDays how many days of backups that takes
     */
    public record Full(int backups, long bytes, long afterDays) {}

    /** US dollars a month. */
    public record Cost(double now, Double full, Double year) {}
}
