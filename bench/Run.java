package bench;

/**
 * One measured run of a job. Times are seconds.
 *
 * @param wall      from the start of its shell to the end
 * @param user      CPU of its own processes, of all that it waited for
 * @param sys       the same in the kernel
 * @param machine   CPU of everything on the machine meanwhile, without this benchmark
 * @param stolen    CPU that the host of a virtual machine kept
 * @param others    what neither its processes nor the measured server took of {@code machine}: how disturbed it was;
 *                  null where the server's share is not known
 * @param rssKib    peak memory of its largest process, PostgreSQL servers left out; 0 if it ended before it
 *                  could be looked at
 * @param largest   that process's name
 * @param bytes     what it stored, null if it stores nothing
 * @param code      the exit code
 * @param error     why it does not count, null if it does
 */
record Run(double wall, double user, double sys, double machine, double stolen, Double others, long rssKib,
        String largest, Long bytes, int code, String error) {

    /** The same run, which does not count. */
    Run failed(String why) {
        return new Run(wall, user, sys, machine, stolen, others, rssKib, largest, bytes, code, why);
    }

    boolean ok() {
        return error == null;
    }

    double client() {
        return user + sys;
    }
}
