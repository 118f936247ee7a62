package lifeboat.restore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
    private SqliteExamination examination;

    SqliteStaged(Path target, Path aside, Duration busy) {
        this.target = target;
        this.aside = aside;
        this.busy = busy;
        this.cleanup = Cleanup.onExit(() -> Files.deleteIfExists(aside));
    }

    /** Looks at the new file before anything else is done with it. */
    void check() {
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
            SqliteCopy.sync(aside);
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

    @Override
    public void close() {
        cleanup.close();
    }
}
