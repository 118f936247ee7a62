package lifeboat.source;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lifeboat.base.Environment;
import lifeboat.base.Tool;
import lifeboat.base.UserError;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.fingerprint.SourceInfo;
import lifeboat.fingerprint.TableFingerprint;
import lifeboat.postgres.ArchiveContents;
import lifeboat.postgres.DatabaseFacts;
import lifeboat.postgres.DumpShares;
import lifeboat.postgres.PostgresClients;
import lifeboat.postgres.PostgresUrl;
import lifeboat.postgres.Selection;

/**
 * A dump of one PostgreSQL snapshot, by one pg_dump or several at the same time. Meanwhile the catalog is read, and
 * then the rows are counted by the database while pg_dump sends them.
 */
final class PostgresDump implements Dump {
    private static final Piece DATA = new Piece("data", ".dump");
    private static final Piece GLOBALS = new Piece("globals", ".globals.sql");
    private static final int BLOCK = 8192;

    private final PostgresUrl url;
    private final PostgresClients clients;
    private final PostgresSnapshot snapshot;
    private final Selection selection;
    private final Known known;
    private final Duration lockWait;
    private final Environment env;
    private final PostgresGathering gathering;
    private final List<List<String>> shares;
    private final List<Piece> pieces = new ArrayList<>();
    private final ArchiveContents[] contents;
    private final List<ArchiveDump> running = new ArrayList<>();
    private Exception failure;

    /** What the catalog said when the snapshot was taken. */
    record Known(SourceInfo info, long largeObjects) {}

    /** @param shares what each pg_dump gets, see {@link DumpShares}: each makes a part, all at the same time */
    PostgresDump(PostgresUrl url, PostgresClients clients, PostgresSnapshot snapshot, Selection selection,
            List<List<String>> shares, Known known, Duration lockWait, PostgresGlobals globals, Environment env) {
        this.url = url;
        this.clients = clients;
        this.snapshot = snapshot;
        this.selection = selection;
        this.known = known;
        this.lockWait = lockWait;
        this.env = env;
        this.shares = shares;
        this.gathering = new PostgresGathering(snapshot.connection(), selection, url.database(), globals);
        this.contents = new ArchiveContents[shares.size()];
        pieces.add(DATA);
        for (int i = 1; i < shares.size(); i++) {
            pieces.add(new Piece("data-" + i, ".data-" + i + ".dump"));
        }
        if (globals != null) {
            pieces.add(GLOBALS);
        }
    }

    @Override
    public List<Piece> parts() {
        return pieces;
    }

    @Override
    public int atOnce() {
        return shares.size();
    }

    @Override
    public long estimatedBytes() {
        return selection.tables().stream().mapToLong(t -> Math.max(0, t.pages())).sum() * BLOCK;
    }

    @Override
    public void write(Piece piece, OutputStream out) throws IOException {
        int share = pieces.indexOf(piece);
        if (share < shares.size()) {
            writeArchive(share, out);
        } else {
            requireArchives();
            out.write(gathering.result().roles());
        }
    }

    @Override
    public Facts finish() {
        requireArchives();
        PostgresGathering.Gathered gathered = gathering.result();
        return new Facts(known.info(), new Fingerprint(agreed(gathered.rows()), contents[0].sequences(),
                gathered.objects().counts(), gathered.objects().unproven(), gathered.schema()));
    }

    @Override
    public void close() {
        endArchives();
        try {
            gathering.close();
        } finally {
            snapshot.close();
        }
    }

    private void requireArchives() {
        if (Stream.of(contents).anyMatch(Objects::isNull)) {
            throw new IllegalStateException("the archive was not written");
        }
    }

    private void writeArchive(int share, OutputStream out) throws IOException {
        try {
            contents[share] = begin(share).write(out);
        } catch (IOException | RuntimeException e) {
            endAll(e);
            if (failure instanceof IOException first) {
                throw first;
            }
            throw (RuntimeException) failure;
        }
    }

    private synchronized ArchiveDump begin(int share) {
        if (failure != null) {
            throw new IllegalStateException("another part has failed", failure);
        }
        Tool tool = clients.dump(url, arguments(shares.get(share)), env).env("PGOPTIONS",
                Stream.of(url.options().get("options"), "-c timezone=UTC -c bytea_output=hex").filter(o -> o != null)
                        .collect(Collectors.joining(" ")));
        // the first one locks each table before it sends anything
        ArchiveDump archive = new ArchiveDump(tool, share == 0 ? gathering::tablesLocked : () -> {});
        running.add(archive);
        if (share == 0) {
            gathering.begin();
        }
        return archive;
    }

    /** One archive is worth nothing without the others: what failed first ends them, and is what they fail by. */
    private synchronized void endAll(Exception e) {
        if (failure == null) {
            failure = e;
            endArchives();
        }
    }

    private synchronized void endArchives() {
        running.forEach(ArchiveDump::close);
        running.clear();
    }

    private List<String> arguments(List<String> share) {
        List<String> arguments = new ArrayList<>(List.of("--format=custom", "--compress=0",
                "--no-password", "--snapshot=" + snapshot.id(), "--lock-wait-timeout="
                + Math.max(1, lockWait.toMillis())));
        arguments.add("--encoding=" + DatabaseFacts.dumpEncoding(known.info().encoding()));
        arguments.addAll(share);
        return arguments;
    }

    /** The tables with the database's counts and the archive's digests, if both tell of the same tables and rows. */
    private List<TableFingerprint> agreed(Map<String, Long> counts) {
        Map<String, TableFingerprint> dumped = new HashMap<>();
        List<TableFingerprint> tables = Stream.of(contents).flatMap(c -> c.tables().stream()).toList();
        Map<String, Long> expected = new HashMap<>(counts);
        if (known.largeObjects() > 0) {
            expected.put(ArchiveContents.LARGE_OBJECTS, known.largeObjects());
        }
        Stream.of(contents).flatMap(c -> c.roots().entrySet().stream()).forEach(partition -> {
            Long rows = expected.remove(partition.getKey());
            expected.merge(partition.getValue(), rows == null ? 0 : rows, Long::sum);
        });
        List<String> differences = new ArrayList<>();
        for (TableFingerprint table : tables) {
            if (dumped.put(table.title(), table) != null) {
                differences.add("[" + table.title() + "] is in two parts");
            }
        }
        Stream.of(contents).skip(1).flatMap(c -> c.sequences().stream())
                .forEach(s -> differences.add("[" + s.schema() + "." + s.name() + "] is in two parts"));
        TreeSet<String> titles = new TreeSet<>(expected.keySet());
        titles.addAll(dumped.keySet());
        for (String title : titles) {
            Long want = expected.get(title);
            TableFingerprint have = dumped.get(title);
            if (want == null || have == null || have.rows() != want) {
                differences.add("[" + title + "] has [" + (want == null ? "no such table" : want)
                        + "] rows in the database and ["
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
        return tables.stream().map(t -> new TableFingerprint(t.schema(), t.name(),
                expected.get(t.title()), t.digest(), t.columns(), filters.get(t.title()))).toList();
    }
}
