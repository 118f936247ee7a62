package lifeboat.drill;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import lifeboat.base.Cleanup;
import lifeboat.base.Environment;
import lifeboat.base.Output;
import lifeboat.base.UserError;
import lifeboat.base.Workspace;
import lifeboat.catalog.Manifest;
import lifeboat.container.Engine;
import lifeboat.container.Image;
import lifeboat.container.Leftovers;
import lifeboat.fingerprint.Comparison;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.fingerprint.TableFingerprint;
import lifeboat.sqlite.SqliteChecks;
import lifeboat.sqlite.SqliteFingerprint;
import lifeboat.sqlite.SqliteSpace;

/**
 * Drills SQLite backups in a throw-away container of a given image: the image's own {@code sqlite3} checks and writes
 * the file, and what is compared are the bytes that come out of the container afterwards. Containers that killed runs
 * left behind are removed first.
 */
public final class SqliteContainerTarget implements Target {
    private final String image;
    private final Output out;
    private final Environment env;

    /** A target of that image; copies of the file are kept below the environment's temporary folder. */
    public SqliteContainerTarget(String image, Output out, Environment env) {
        this.image = image;
        this.out = out;
        this.env = env;
    }

    @Override
    public String kind() {
        return "container";
    }

    @Override
    public Instance start(Manifest manifest) {
        return unable(() -> {
            Engine engine = Engine.find(env);
            Leftovers.sweep(engine);
            Image chosen = Image.require(engine, image, out);
            Workspace workspace = Workspace.create(env);
            try {
                SqliteSpace.require(workspace.folder(), manifest.plainSize(),
                        "free some, or set LIFEBOAT_TMPDIR to a folder with enough");
                return new InContainer(workspace, SqliteShell.start(engine, chosen, workspace.folder()));
            } catch (RuntimeException e) {
                workspace.close();
                throw e;
            }
        });
    }

    private static <T> T unable(Supplier<T> work) {
        try {
            return work.get();
        } catch (UserError e) {
            throw e.orKind(UserError.Kind.DRILL_UNABLE);
        }
    }

    private static final class InContainer implements Instance {
        private final Workspace workspace;
        private final SqliteShell shell;
        private final Cleanup.Handle removal;
        private final Path copy;
        private final List<Comparison.Check> found = new ArrayList<>();
        private boolean current;

        InContainer(Workspace workspace, SqliteShell shell) {
            this.workspace = workspace;
            this.shell = shell;
            this.copy = workspace.file("drill.db");
            this.removal = Cleanup.onExit(() -> {
                try {
                    shell.close();
                } finally {
                    workspace.close();
                }
            });
        }

        @Override
        public String describe() {
            return "SQLite " + shell.version() + ", container of image " + shell.image().name() + " ("
                    + shell.image().digest() + ")";
        }

        /** Our own SQLite judges the file, so that what the image's cannot read is not held against the backup. */
        @Override
        public void restore(Manifest manifest, Map<String, Path> parts) {
            Path part = parts.get("data");
            if (part == null) {
                throw UserError.badBackup("the backup [" + manifest.id() + "] has no data part", null);
            }
            unable(() -> {
                SqliteSoundness.of(part);
                put(part);
                return found.addAll(new SqliteShellChecks(shell).of(manifest));
            });
        }

        @Override
        public Fingerprint fingerprint(Fingerprint expected) {
            return unable(() -> SqliteFingerprint.of(copy()));
        }

        @Override
        public Optional<TableFingerprint> fingerprint(TableFingerprint expected) {
            return unable(() -> SqliteFingerprint.of(copy(), expected.name()));
        }

        @Override
        public List<Comparison.Check> checks(Manifest manifest) {
            return unable(() -> {
                List<Comparison.Check> checks = new ArrayList<>(found);
                checks.addAll(SqliteChecks.of(copy()).against(manifest.source().settings()));
                return checks;
            });
        }

        @Override
        public List<Comparison.Check> checks(Demands demands) {
            return unable(() -> {
                List<Comparison.Check> checks = new ArrayList<>(
                        new SqliteShellChecks(shell).of(demands.statements()));
                demands.health().ifPresent(health -> checks.add(HealthCheck.of(health,
                        tool -> tool.env("LIFEBOAT_COPY", copy().toString()))));
                return checks;
            });
        }

        /** The changed file goes into the container: it must be noticed in what comes out of it. */
        @Override
        public Optional<Tampering> tamper(Fingerprint expected) {
            return unable(() -> {
                Optional<Tampering> done = SqliteTampering.change(copy(), expected);
                done.ifPresent(_ -> put(copy));
                return done;
            });
        }

        @Override
        public void close() {
            removal.close();
        }

        private void put(Path file) {
            shell.put(file);
            current = false;
        }

        /** The database as it is in the container. */
        private Path copy() {
            if (!current) {
                shell.get(copy);
                current = true;
            }
            return copy;
        }
    }
}
