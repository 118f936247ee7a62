package lifeboat.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import lifeboat.base.Cleanup;
import lifeboat.base.Thrown;
import lifeboat.base.UserError;

/** Does several things, a bounded number of them at the same time. */
public final class Parallel {

    private Parallel() {}

    /**
     * Begins them in their order and returns when all have ended, with their results in that order. One that throws
     * does not keep the others from it; what the first threw is thrown then. None is begun once the process is being
     * ended; there is no result of those.
     *
     * @param limit how many at the same time; with 1 they run in this thread
     */
    public static <T> List<T> run(int limit, List<Supplier<T>> tasks) {
        if (limit == 1 || tasks.size() == 1) {
            List<T> results = new ArrayList<>();
            tasks.forEach(task -> results.add(unlessEnding(task)));
            return known(results);
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, Math.min(limit, tasks.size())),
                Thread.ofPlatform().daemon().name("job-", 1).factory())) {
            List<Future<T>> futures = tasks.stream().map(task -> threads.submit(() -> unlessEnding(task))).toList();
            threads.shutdown();
            List<T> results = new ArrayList<>();
            RuntimeException failure = null;
            for (Future<T> future : futures) {
                try {
                    results.add(future.get());
                } catch (ExecutionException e) {
                    failure = failure != null ? failure : Thrown.unchecked(e.getCause());
                } catch (InterruptedException e) {
                    threads.shutdownNow();
                    Thread.currentThread().interrupt();
                    throw UserError.of("interrupted", null).because(e);
                }
            }
            if (failure != null) {
                throw failure;
            }
            return known(results);
        }
    }

    private static <T> T unlessEnding(Supplier<T> task) {
        return Cleanup.stopping() ? null : task.get();
    }

    private static <T> List<T> known(List<T> results) {
        return results.stream().filter(Objects::nonNull).toList();
    }
}
