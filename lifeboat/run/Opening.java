package lifeboat.run;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import lifeboat.base.Thrown;
import lifeboat.base.UserError;
import lifeboat.source.Dump;
import lifeboat.source.Source;

/**
 * Opens a source in a thread of its own while the stores are asked, where that costs the source little. Closing it
 * gives up a view that nobody took.
 */
final class Opening implements AutoCloseable {
    private final CompletableFuture<Dump> dump = new CompletableFuture<>();
    private boolean taken;

    /** The same source, once to be opened; what opening it throws is thrown then. */
    Source begin(Source source) {
        if (!source.opensFast()) {
            return source;
        }
        Thread.ofPlatform().daemon().name("source").start(() -> open(source));
        return source.openedBy(this::take);
    }

    private void open(Source source) {
        try {
            dump.complete(source.open());
        } catch (RuntimeException | Error e) {
            dump.completeExceptionally(e);
        }
    }

    private Dump take() {
        taken = true;
        try {
            return dump.get();
        } catch (InterruptedException e) {
            taken = false;
            Thread.currentThread().interrupt();
            throw UserError.of("interrupted while the source was opened", null).because(e);
        } catch (ExecutionException e) {
            throw Thrown.unchecked(e.getCause());
        }
    }

    @Override
    public void close() {
        if (!taken) {
            dump.thenAccept(Dump::close);
        }
    }
}
