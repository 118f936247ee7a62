package lifeboat.store;

/**
 * How large the parts of an upload are. At most half of them hold what is expected, with a quarter to spare; from there
 * on, or from the start if nothing is known, the size doubles after each sixteenth of the parts. So few are large, and
 * 5 TB fit.
 *
 * @param first    bytes of a part if nothing demands more
 * @param expected about how many bytes will come, 0 if unknown
 * @param maxParts the most parts there may be
 * @param equal    whether all have the first part's size
 */
record PartPlan(long first, long expected, int maxParts, boolean equal) {
    private static final long MOST = 5L << 30;
    private static final long MIB = 1 << 20;

    /**
     * The bytes of a part.
     *
     * @param number from 1
     */
    long size(int number) {
        int half = maxParts / 2;
        long needed = expected / 4 * 5 / (equal ? maxParts : half);
        long base = Math.max(first, (needed + MIB - 1) / MIB * MIB);
        if (equal) {
            return Math.min(base, MOST);
        }
        long beyond = number - 1 - Math.min(half, expected / 4 * 5 / base);
        int doublings = Math.clamp(beyond / (maxParts / 16), 0, 16);
        return Math.min(base << doublings, MOST);
    }
}
