package lifeboat.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import lifeboat.base.Output;
import lifeboat.base.Thrown;
import lifeboat.base.UserError;
import lifeboat.base.Workspace;
import lifeboat.fingerprint.SourceInfo;
import lifeboat.sqlite.SqliteChecks;
import lifeboat.sqlite.SqliteDatabase;
import lifeboat.sqlite.SqliteExamination;

/**
 * A private copy of an SQLite database. It is written out while it is made, checked and fingerprinted; writing does not
 * end before the checks have passed, so no store completes a part of a corrupt database.
 */
final class SqliteDump implements Dump {
    private static final Piece PIECE = new Piece("data", ".db");

    private final Workspace workspace;
    private final SqliteCopying copying;
    private final Path original;
    private final Map<String, String> settings;
    private final Output output;
    private final FutureTask<Facts> checked = new FutureTask<>(this::check);
    private boolean written;

    SqliteDump(Workspace workspace, SqliteCopying copying, Path original, Map<String, String> settings, Output output) {
        this.workspace = workspace;
        this.copying = copying;
        this.original = original;
        this.settings = new TreeMap<>(settings);
        this.output = output;
        Thread.ofPlatform().daemon().name("sqlite-check").start(checked);
    }

    @Override
    public List<Piece> parts() {
        return List.of(PIECE);
    }

    @Override
    public long estimatedBytes() {
        return copying.size();
    }

    @Override
    public void write(Piece piece, OutputStream out) throws IOException {
        if (!piece.equals(PIECE)) {
            throw new IllegalArgumentException("no such part " + piece);
        }
        byte[] buffer = new byte[1 << 20];
        try (InputStream in = Files.newInputStream(copying.file())) {
            long done = 0;
            for (long ready = copying.await(0); ready > done; ready = copying.await(done)) {
                int n = in.readNBytes(buffer, 0, (int) Math.min(buffer.length, ready - done));
                if (n == 0) {
                    throw new IOException("the copy became shorter");
                }
                out.write(buffer, 0, n);
                done += n;
            }
        }
        facts();
        written = true;
    }

    @Override
    public Facts finish() {
        if (!written) {
            throw new IllegalStateException("the data part was not written");
        }
        return facts();
    }

    private Facts facts() {
        try {
            return checked.get();
        } catch (ExecutionException e) {
            throw Thrown.unchecked(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserError.of("interrupted while the copy of [" + original + "] was checked", null).because(e);
        }
    }

    private Facts check() throws SQLException {
        copying.awaitEnd();
        SqliteExamination examination = SqliteExamination.of(copying.file());
        SqliteChecks checks = examination.checks();
        if (!checks.damage().isEmpty()) {
            throw UserError.of("the database [" + original + "] is corrupt: " + checks.damage().getFirst(),
                    "nothing was backed up; restore an older backup, or rescue what is left by: sqlite3 FILE .recover");
        }
        warn(checks);
        return new Facts(info(checks), examination.fingerprint().orElseThrow());
    }

    private void warn(SqliteChecks checks) {
        if (checks.violations() > 0) {
            output.warn("the database [" + original + "] has [" + checks.violations()
                    + "] rows whose foreign keys point nowhere; they are backed up as they are");
        }
        if (!checks.unchecked().isEmpty()) {
            output.warn("these tables of [" + original + "] only their application can check: " + checks.unchecked());
        }
    }

    private SourceInfo info(SqliteChecks checks) throws SQLException {
        try (Connection connection = SqliteDatabase.immutable(copying.file())) {
            for (String name : List.of("page_size", "auto_vacuum", "user_version", "application_id")) {
                settings.put(name, SqliteDatabase.text(connection, "PRAGMA " + name));
            }
            settings.putAll(checks.settings());
            String version = SqliteDatabase.text(connection, "SELECT sqlite_version()");
            return new SourceInfo("sqlite", original.getFileName().toString(), version, "SQLite " + version,
                    SqliteDatabase.text(connection, "PRAGMA encoding"), settings, List.of(), List.of());
        }
    }

    /** Removes the copy. A check that still runs keeps the deleted file open and ends by itself; nobody hears it. */
    @Override
    public void close() {
        copying.close();
        workspace.close();
    }
}
