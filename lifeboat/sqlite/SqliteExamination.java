package lifeboat.sqlite;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import lifeboat.base.Thrown;
import lifeboat.base.UserError;
import lifeboat.fingerprint.Fingerprint;

/**
 * All that is looked at in a file that nobody writes: by SQLite, and at the same time by our own reader of its pages.
 *
 * @param fingerprint empty if there is damage
 */
public record SqliteExamination(SqliteChecks checks, Optional<Fingerprint> fingerprint) {

    /**
     * Examines it.
     *
     * @throws UserError if the file is no database, or so damaged that it cannot be opened
     */
    public static SqliteExamination of(Path file) {
        IndexWalks walks = new IndexWalks();
        FutureTask<SqliteFingerprint.Scan> scan = new FutureTask<>(() -> SqliteFingerprint.scan(file, walks));
        Thread.ofPlatform().daemon().name("sqlite-scan").start(scan);
        try {
            SqliteChecks checks = SqliteChecks.of(file, () -> {
                walks.work(file);
                return result(scan, file).sound();
            });
            return new SqliteExamination(checks, checks.damage().isEmpty()
                    ? Optional.of(result(scan, file).fingerprint()) : Optional.empty());
        } finally {
            scan.cancel(true);
        }
    }

    private static SqliteFingerprint.Scan result(FutureTask<SqliteFingerprint.Scan> scan, Path file) {
        try {
            return scan.get();
        } catch (ExecutionException e) {
            throw Thrown.unchecked(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserError.of("interrupted while [" + file.getFileName() + "] was checked", null).because(e);
        }
    }
}
