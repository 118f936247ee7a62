package lifeboat.run;

import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import lifeboat.base.UserError;

/** Does the same in several stores at once, so that a slow one does not delay the others. */
final class EachStore {

    /** Something done in one store. */
    @FunctionalInterface
    interface Work {
        void in(OpenStores.Open open) throws Exception;
    }

    private EachStore() {}

    /** Returns when it is done in all; a store where it failed is marked so. What is a bug is thrown. */
    static void at(List<OpenStores.Open> opens, Work work) {
        List<FutureTask<Void>> tasks = new ArrayList<>();
        for (OpenStores.Open open : opens) {
            FutureTask<Void> task = new FutureTask<>(() -> {
                work.in(open);
                return null;
            });
            tasks.add(task);
            if (opens.size() == 1) {
                task.run();
            } else {
                Thread.ofPlatform().daemon().name("store-" + open.name()).start(task);
            }
        }
        for (int i = 0; i < tasks.size(); i++) {
            outcome(opens.get(i), tasks.get(i));
        }
    }

    private static void outcome(OpenStores.Open open, FutureTask<Void> task) {
        try {
            task.get();
        } catch (InterruptedException e) {
            task.cancel(true);
            open.fail((InterruptedIOException) new InterruptedIOException("interrupted").initCause(e));
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case UserError error -> open.fail(error);
                case RuntimeException bug -> throw bug;
                case Error bug -> throw bug;
                case Exception error -> open.fail(error);
                default -> throw new IllegalStateException(e);
            }
        }
    }
}
