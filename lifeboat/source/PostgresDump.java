package lifeboat.source;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lifeboat.base.Environment;
import lifeboat.base.Tool;
import lifeboat.base.UserError;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.fingerprint.Schema;
import lifeboat.fingerprint.SourceInfo;
import lifeboat.fingerprint.TableFingerprint;
import lifeboat.postgres.ArchiveContents;
import lifeboat.postgres.ArchiveScanner;
import lifeboat.postgres.DatabaseFacts;
import lifeboat.postgres.ObjectCounts;
import lifeboat.postgres.PostgresClients;
import lifeboat.postgres.PostgresConnection;
import lifeboat.postgres.PostgresUrl;
import lifeboat.postgres.RowCounts;
import lifeboat.postgres.Selection;
import org.postgresql.PGConnection;

/** A dump of one PostgreSQL snapshot. The rows are counted by the database while pg_dump sends them. */
final class PostgresDump implements Dump {
    private static final Piece DATA = new Piece("data", ".dump");
    private static final Piece GLOBALS = new Piece("globals", ".globals.sql");
    private static final Duration END = Duration.ofMinutes(2);
    private static final int BLOCK = 8192;

    private final PostgresUrl url;
    private final PostgresClients clients;
    private final PostgresSnapshot snapshot;
    private final Selection selection;
    private final Known known;
    private final Duration lockWait;
    private final PostgresGlobals globals;
    private final Environment env;
    private final FutureTask<Map<String, Long>> counting;
    private final Thread counter;
    private Tool.Running running;
    private Started archive;
    private ArchiveContents contents;

    /** What the catalog said when the snapshot was taken. */
    record Known(SourceInfo info, ObjectCounts objects, Schema schema, long largeObjects) {}

    PostgresDump(PostgresUrl url, PostgresClients clients, PostgresSnapshot snapshot, Selection selection, Known known,
            Duration lockWait, PostgresGlobals globals, Environment env) {
        this.url = url;
        this.clients = clients;
        this.snapshot = snapshot;
        this.selection = selection;
        this.known = known;
        this.lockWait = lockWait;
        this.globals = globals;
        this.env = env;
        this.counting = new FutureTask<>(() -> RowCounts.of(snapshot.connection(), selection.tables()));
        this.counter = Thread.ofPlatform().daemon().name("row counts").unstarted(counting);
    }

    @Override
    public List<Piece> parts() {
        return globals == null ? List.of(DATA) : List.of(DATA, GLOBALS);
    }

    @Override
    public long estimatedBytes() {
        return selection.tables().stream().mapToLong(t -> Math.max(0, t.pages())).sum() * BLOCK;
    }

    @Override
    public void write(Piece piece, OutputStream out) throws IOException {
        if (piece.equals(DATA)) {
            writeArchive(out);
        } else {
            requireArchive();
            counts(); // the connection is in use until they are there
            out.write(globals.sql());
        }
    }

    @Override
    public Facts finish() {
        requireArchive();
        Map<String, Long> counts = counts();
        return new Facts(known.info(), new Fingerprint(agreed(counts), contents.sequences(), known.objects().counts(),
                known.objects().unproven(), known.schema()));
    }

    @Override
    public void close() {
        if (running != null) {
            running.close();
        }
        try {
            stopCounting();
        } finally {
            snapshot.close();
        }
    }

    private void stopCounting() {
        if (counter.getState() == Thread.State.NEW || counting.isDone()) {
            return;
        }
        try {
            snapshot.connection().unwrap(PGConnection.class).cancelQuery();
            counter.join();
        } catch (SQLException e) {
            throw PostgresConnection.failed("cannot end the count of rows", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void requireArchive() {
        if (contents == null) {
            throw new IllegalStateException("the archive was not written");
        }
    }

    private void writeArchive(OutputStream out) throws IOException {
        Tool tool = clients.dump(url, arguments(), env).env("PGOPTIONS", Stream.of(url.options().get("options"),
                "-c timezone=UTC -c bytea_output=hex").filter(o -> o != null).collect(Collectors.joining(" ")));
        running = tool.start();
        running.stdin().close();
        archive = new Started(running.stdout());
        try {
            contents = ArchiveScanner.scan(archive, out);
            int code = running.waitFor(END);
            if (code != 0) {
                contents = null;
                throw failure(code);
            }
        } catch (UserError e) {
            throw contents == null ? explain(e) : e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserError.of("interrupted while pg_dump ran", null).because(e);
        } finally {
            running.close();
        }
    }

    private List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of("--format=custom", "--compress=0",
                "--no-password", "--snapshot=" + snapshot.id(), "--lock-wait-timeout=" + Math.max(1, lockWait.toMillis())));
        arguments.add("--encoding=" + DatabaseFacts.dumpEncoding(known.info().encoding()));
        arguments.addAll(selection.switches());
        return arguments;
    }

    /** pg_dump's own words if it ended and failed, else what is wrong with what it sent, or with the output. */
    private UserError explain(UserError error) {
        try {
            int code = archive.ended ? running.waitFor(END) : 0;
            return code == 0 ? error : failure(code);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return error;
        }
    }

    private UserError failure(int code) {
        String errors = running.errors();
        String said = last(errors);
        String hint = errors.contains("LOCK TABLE") && errors.contains("timeout")
                ? "something holds a conflicting lock: try again later, or allow a longer lock_wait"
                : errors.contains("snapshot") ? "connect to the server itself: a pooler in transaction mode gives each client another session"
                : errors.contains("startup parameter") ? "connect to the server itself, not to a pooler"
                : errors.contains("permission denied") ? "grant it to the user, or leave it out by exclude_schemas or exclude_tables"
                : errors.contains("row-level security") ? "the user needs BYPASSRLS: ALTER ROLE … BYPASSRLS"
                : errors.isBlank() ? "did somebody end it, or the system for want of memory? run the backup again"
                : "look into the server's log";
        return UserError.of("pg_dump " + Tool.end(code) + (said.isEmpty() ? "" : ": " + said), hint);
    }

    /** What a PostgreSQL program said last that tells something, on one line; empty if that is nothing. */
    static String last(String errors) {
        List<String> lines = errors.lines().filter(line -> !line.isBlank() && !line.contains("warning:")).toList();
        List<String> tail = lines.subList(Math.max(0, lines.size() - 3), lines.size());
        return tail.stream().map(line -> line.replaceFirst("^pg_dump(all)?: ", "").strip()).collect(Collectors.joining("; "));
    }

    private Map<String, Long> counts() {
        try {
            return counting.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserError.of("interrupted while rows were counted", null).because(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException sql) {
                throw PostgresConnection.failed("cannot count the rows in database [" + url.database() + "]", sql);
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** The tables with the database's counts and the archive's digests, if both tell of the same tables and rows. */
    private List<TableFingerprint> agreed(Map<String, Long> counts) {
        Map<String, TableFingerprint> dumped = new HashMap<>();
        contents.tables().forEach(t -> dumped.put(t.title(), t));
        Map<String, Long> expected = new HashMap<>(counts);
        if (known.largeObjects() > 0) {
            expected.put(ArchiveContents.LARGE_OBJECTS, known.largeObjects());
        }
        List<String> differences = new ArrayList<>();
        TreeSet<String> titles = new TreeSet<>(expected.keySet());
        titles.addAll(dumped.keySet());
        for (String title : titles) {
            Long want = expected.get(title);
            TableFingerprint have = dumped.get(title);
            if (want == null || have == null || have.rows() != want) {
                differences.add("[" + title + "] has [" + (want == null ? "no such table" : want) + "] rows in the database and ["
                        + (have == null ? "no such table" : have.rows()) + "] in the dump");
            }
        }
        if (!differences.isEmpty()) {
            throw UserError.of("the dump is not what the database holds: " + differences.stream().limit(10)
                    .collect(Collectors.joining(", ")) + (differences.size() > 10 ? ", and more" : ""),
                    "was a table truncated or altered meanwhile? try again");
        }
        Map<String, String> filters = new HashMap<>();
        selection.tables().stream().filter(t -> t.condition() != null && !t.condition().isEmpty())
                .forEach(t -> filters.put(t.title(), t.condition()));
        return contents.tables().stream().map(t -> new TableFingerprint(t.schema(), t.name(),
                expected.get(t.title()), t.digest(), t.columns(), filters.get(t.title()))).toList();
    }

    /** Begins to count as soon as the first bytes come: pg_dump holds a lock on each table by then. */
    private final class Started extends FilterInputStream {
        private boolean started;
        private boolean ended;

        Started(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            ended = read < 0;
            if (!started) {
                started = true;
                counter.start();
            }
            return read;
        }
    }
}
