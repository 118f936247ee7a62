package lifeboat.restore;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import lifeboat.base.Cleanup;
import lifeboat.base.UserError;
import lifeboat.catalog.Manifest;
import lifeboat.fingerprint.Comparison;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.sqlite.SqliteCopy;
import lifeboat.sqlite.SqliteExamination;

/** A restored SQLite file beside its target. */
final class SqliteStaged implements Restorer.Staged {
    private final Path target;
    private final Path aside;
    private final Duration busy;
    private final Cleanup.Handle cleanup;
    private final FutureTask<Void> synced;
    private SqliteExamination examination;

    SqliteStaged(Path target, Path aside, Duration busy) {
        this.target = target;
        this.aside = aside;
        this.busy = busy;
        this.synced = new FutureTask<>(() -> {
            SqliteCopy.sync(aside);
            return null;
        });
        this.cleanup = Cleanup.onExit(() -> Files.deleteIfExists(aside));
    }

    /** Looks at the new file before anything else is done with it; it is made durable at the same time. */
    void check() {
        Thread.ofPlatform().daemon().name("sqlite-sync").start(synced);
        try {
            examination = SqliteExamination.of(aside);
        } catch (UserError e) {
            throw UserError.badBackup("the backup's part does not open: " + e.getMessage(),
                    "try another backup").because(e);
        }
        List<String> damage = examination.checks().damage();
        if (!damage.isEmpty()) {
            throw UserError.badBackup("the backup's part is damaged: " + damage.getFirst(),
                    "try another backup");
        }
    }

    @Override
    public boolean aside() {
        return true;
    }

    @Override
    public Fingerprint fingerprint(Fingerprint expected) {
        return examination.fingerprint().orElseThrow();
    }

    @Override
    public List<Comparison.Check> checks(Manifest manifest) {
        return examination.checks().against(manifest.source().settings());
    }

    @Override
    public void swap() {
        try (SqliteSwap swap = new SqliteSwap(target, busy)) {
            awaitSync();
            swap.lockOld();
            swap.keepOwner(aside);
            swap.putAside();
            swap.rename(aside);
        } catch (IOException e) {
            throw UserError.of("cannot put the restored database in the place of [" + target + "]: " + e.getMessage(),
                    "the old one is where it was; see the folder's permissions and space").because(e);
        }
        cleanup.dismiss();
    }

    private void awaitSync() throws IOException {
        try {
            synced.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (InterruptedIOException) new InterruptedIOException("interrupted").initCause(e);
        }
    }

    @Override
    public void close() {
        cleanup.close();
    }
}
