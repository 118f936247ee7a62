package lifeboat.run;

import java.util.LinkedHashMap;
import java.util.Map;
import lifeboat.base.UserError;

/** A job's locks in all usable stores; a store whose lock cannot be had is not used. */
final class JobLocks implements AutoCloseable {
    private final Map<OpenStores.Open, HeldLock> locks = new LinkedHashMap<>();

    private JobLocks() {}

    static JobLocks take(Context context, OpenStores stores, String job) {
        JobLocks taken = new JobLocks();
        for (OpenStores.Open open : stores.usable()) {
            try {
                taken.locks.put(open, HeldLock.take(context, open, job));
            } catch (UserError e) {
                open.fail(e);
            }
        }
        return taken;
    }

    /** Gives up the stores whose lock was lost: nothing may be committed there any more. */
    void requireHeld() {
        locks.forEach((open, lock) -> {
            try {
                if (open.usable() && lock.lost()) {
                    open.fail(UserError.of("the lock was lost while the backup ran", "run the backup again"));
                }
            } catch (UserError e) {
                open.fail(e);
            }
        });
    }

    @Override
    public void close() {
        locks.values().forEach(HeldLock::close);
    }
}
