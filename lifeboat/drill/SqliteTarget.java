package lifeboat.drill;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lifeboat.base.Environment;
import lifeboat.base.UserError;
import lifeboat.base.Workspace;
import lifeboat.catalog.Manifest;
import lifeboat.fingerprint.Comparison;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.fingerprint.TableFingerprint;
import lifeboat.sqlite.SqliteCopy;
import lifeboat.sqlite.SqliteDatabase;
import lifeboat.sqlite.SqliteExamination;
import lifeboat.sqlite.SqliteFingerprint;
import lifeboat.sqlite.SqliteSpace;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteJDBCLoader;

/** Drills SQLite backups in a temporary file. */
public final class SqliteTarget implements Target {
    private final Environment env;

    /** A target below the environment's temporary folder. */
    public SqliteTarget(Environment env) {
        this.env = env;
    }

    @Override
    public String kind() {
        return "local";
    }

    @Override
    public Instance start(Manifest manifest) {
        try {
            Workspace workspace = Workspace.create(env);
            try {
                SqliteSpace.require(workspace.folder(), manifest.plainSize(),
                        "free some, or set LIFEBOAT_TMPDIR to a folder with enough");
                return new TemporaryFile(workspace);
            } catch (RuntimeException e) {
                workspace.close();
                throw e;
            }
        } catch (UserError e) {
            throw e.orKind(UserError.Kind.DRILL_UNABLE);
        }
    }

    private static final class TemporaryFile implements Instance {
        private final Workspace workspace;
        private final Path file;
        private SqliteExamination examination;
        private boolean changed;

        TemporaryFile(Workspace workspace) {
            this.workspace = workspace;
            this.file = workspace.file("drill.db");
        }

        @Override
        public String describe() {
            return "SQLite " + SQLiteJDBCLoader.getVersion() + ", temporary file";
        }

        @Override
        public void restore(Manifest manifest, Map<String, Path> parts) {
            Path part = parts.get("data");
            if (part == null) {
                throw UserError.badBackup("the backup [" + manifest.id() + "] has no data part", null);
            }
            try {
                SqliteCopy.make(part, file);
            } catch (IOException e) {
                throw UserError.of(UserError.Kind.DRILL_UNABLE, "cannot write [" + file + "]: " + e.getMessage(),
                        "set LIFEBOAT_TMPDIR to a folder with enough space").because(e);
            }
            examination = SqliteSoundness.of(file);
        }

        @Override
        public Fingerprint fingerprint(Fingerprint expected) {
            return changed ? SqliteFingerprint.of(file) : examination.fingerprint().orElseThrow();
        }

        @Override
        public Optional<TableFingerprint> fingerprint(TableFingerprint expected) {
            return SqliteFingerprint.of(file, expected.name());
        }

        @Override
        public List<Comparison.Check> checks(Manifest manifest) {
            return examination.checks().against(manifest.source().settings());
        }

        @Override
        public List<Comparison.Check> checks(Demands demands) {
            changed = true;
            List<Comparison.Check> found = new ArrayList<>();
            if (!demands.statements().isEmpty()) {
                try (SQLiteConnection connection = SqliteDatabase.readWrite(file, Duration.ZERO)) {
                    found.addAll(StatementChecks.of(connection, demands.statements()));
                } catch (SQLException e) {
                    throw SqliteDatabase.error(file.getFileName(), Duration.ZERO, e)
                            .orKind(UserError.Kind.DRILL_UNABLE);
                }
            }
            demands.health().ifPresent(health -> found.add(HealthCheck.of(health,
                    tool -> tool.env("LIFEBOAT_COPY", file.toString()))));
            return found;
        }

        @Override
        public Optional<Tampering> tamper(Fingerprint expected) {
            changed = true;
            return SqliteTampering.change(file, expected);
        }

        @Override
        public void close() {
            workspace.close();
        }
    }
}
