package lifeboat.postgres;

import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import lifeboat.base.Thrown;
import lifeboat.base.UserError;

/** Runs what loads archives side by side. */
final class LoadThreads {

    private LoadThreads() {}

    /** Up to {@code limit} at a time; none is begun once one has failed, and what failed first is thrown. */
    static void run(List<Runnable> tasks, int limit) {
        try (ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, Math.min(limit, tasks.size())),
                Thread.ofPlatform().daemon().name("archive-", 1).factory())) {
            CompletionService<Void> done = new ExecutorCompletionService<>(threads);
            tasks.forEach(task -> done.submit(task, null));
            try {
                for (int i = 0; i < tasks.size(); i++) {
                    done.take().get();
                }
            } catch (ExecutionException e) {
                threads.shutdownNow();
                throw Thrown.unchecked(e.getCause());
            } catch (InterruptedException e) {
                threads.shutdownNow();
                Thread.currentThread().interrupt();
                throw UserError.of("interrupted while the archives were loaded", null).because(e);
            }
        }
    }
}
