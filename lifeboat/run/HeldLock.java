package lifeboat.run;

import lifeboat.base.UserError;
import lifeboat.catalog.Lock;

/**
 * A job's lock in one store. What was done under it is no worse because the lock cannot be released: the person is told
 * so, and it expires.
 */
final class HeldLock implements AutoCloseable {
    private final Context context;
    private final OpenStores.Open open;
    private final String job;
    private final Lock lock;

    private HeldLock(Context context, OpenStores.Open open, String job, Lock lock) {
        this.context = context;
        this.open = open;
        this.job = job;
        this.lock = lock;
    }

    /**
     * Takes it.
     *
     * @throws UserError if somebody else holds it
     */
    static HeldLock take(Context context, OpenStores.Open open, String job) {
        return new HeldLock(context, open, job,
                Lock.acquire(open.store(), job, Lock.owner(context.env()), context.clock()));
    }

    /** Whether somebody else may have it by now, see {@link Lock#lost}. */
    boolean lost() {
        return lock.lost();
    }

    /** Releases it; a store that failed before has been told of. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (UserError e) {
            if (open.usable()) {
                context.out().warn("the lock of job [" + job + "] in store [" + open.name() + "] could not be released,"
                        + " which keeps other runs away for up to " + Lock.LEASE.toMinutes() + " minutes: "
                        + e.getMessage());
            }
        }
    }
}
