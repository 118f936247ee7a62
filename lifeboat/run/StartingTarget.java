package lifeboat.run;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import lifeboat.base.Thrown;
import lifeboat.base.UserError;
import lifeboat.catalog.Manifest;
import lifeboat.drill.Target;

/** A drill's target that starts while the backup is fetched. Closing it ends what was started, unless it was taken. */
final class StartingTarget implements AutoCloseable {
    private final FutureTask<Target.Instance> start;
    private boolean taken;

    StartingTarget(Target target, Manifest manifest) {
        start = new FutureTask<>(() -> target.start(manifest));
        Thread.ofPlatform().daemon().name("target").start(start);
    }

    /**
     * Waits for it and returns it; the caller closes it.
     *
     * @throws UserError as {@link Target#start}
     */
    Target.Instance take() {
        taken = true;
        try {
            return start.get();
        } catch (ExecutionException e) {
            throw Thrown.unchecked(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserError.of(UserError.Kind.DRILL_UNABLE, "interrupted while the target started", null).because(e);
        }
    }

    @Override
    public void close() {
        if (!taken) {
            take().close();
        }
    }
}
