package lifeboat.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lifeboat.base.Environment;
import lifeboat.base.Thrown;
import lifeboat.base.UserError;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.fingerprint.RowDigest;
import lifeboat.fingerprint.TableFingerprint;

/** The fingerprint of a database as it is, in the terms of the one that was taken of a dump. */
public final class LiveFingerprint {
    private static final List<String> NO_SUCH = List.of("42P01", "3F000", "42809");
    private static final String NO_COLUMN = "42703";

    private final PostgresUrl url;
    private final Map<String, String> settings;
    private final int connections;
    private final Environment env;

    private LiveFingerprint(PostgresUrl url, Map<String, String> settings, int connections, Environment env) {
        this.url = url;
        this.settings = settings;
        this.connections = connections;
        this.env = env;
    }

    /**
     * Takes it. Each expected table that is there is read with its expected columns; a table that lacks one has no
     * digest, one that is not there is absent, one that should not be there has no digest. Several connections read
     * different tables, or slices of large ones: it is exact only while nobody writes.
     *
     * @param settings    {@link lifeboat.fingerprint.SourceInfo#settings} of the backup: its scope, the encoding of
     *     its text and its locale for money
     * @param connections how many to use, at least one
     * @param env         tells where psql is, which reads rows that are too large for our memory
     * @throws UserError if the database cannot be read
     */
    public static Fingerprint of(PostgresUrl url, Fingerprint expected, Map<String, String> settings,
            int connections, Environment env) {
        return of(url, expected, settings, connections, env, TableSlice.BLOCKS);
    }

    /** The same; tables of more than so many blocks are read in slices of that size. */
    static Fingerprint of(PostgresUrl url, Fingerprint expected, Map<String, String> settings, int connections,
            Environment env, long blocks) {
        try (Connection connection = PostgresConnection.open(url)) {
            LiveCatalog catalog = LiveCatalog.read(connection, expected, settings);
            List<TableFingerprint> all = new ArrayList<>(expected.tables());
            all.addAll(catalog.extras());
            List<TableFingerprint> tables = new LiveFingerprint(url, settings, connections, env)
                    .tables(TableSlice.of(connection, all, connections > 1 ? blocks : Long.MAX_VALUE));
            return new Fingerprint(tables, catalog.sequences(), catalog.objects().counts(),
                    catalog.objects().unproven(), catalog.schema());
        } catch (SQLException e) {
            throw PostgresConnection.failed("cannot read database [" + url.database() + "]", e);
        }
    }

    /**
     * The same of one table alone; empty if it is not there.
     *
     * @throws UserError if it cannot be read
     */
    public static Optional<TableFingerprint> of(PostgresUrl url, TableFingerprint expected,
            Map<String, String> settings, Environment env) {
        try (Connection connection = PostgresConnection.open(url)) {
            return new LiveFingerprint(url, settings, 1, env).one(PostgresConnection.serverVersion(connection)
                    / 10000, new LiveRows(connection, settings), new TableSlice(expected, null)).map(Read::result);
        } catch (SQLException e) {
            throw PostgresConnection.failed("cannot read table [" + expected.title() + "] of database ["
                    + url.database() + "]", e);
        }
    }

    /** What was read of a table; {@code digest} is null if its rows could only be counted. */
    private record Read(TableFingerprint table, RowDigest digest, long counted) {
        TableFingerprint result() {
            return new TableFingerprint(table.schema(), table.name(), digest == null ? counted : digest.rows(),
                    digest == null ? null : digest.hex(), table.columns(), table.filter());
        }

        Read with(Read other) {
            if (digest == null || other.digest == null) {
                return digest == null ? this : other;
            }
            digest.add(other.digest);
            return this;
        }
    }

    private List<TableFingerprint> tables(List<TableSlice> slices) {
        Queue<TableSlice> open = new ConcurrentLinkedQueue<>(slices);
        Map<String, Read> done = new LinkedHashMap<>();
        int workers = Math.max(1, Math.min(connections, open.size()));
        try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
            List<Future<List<Read>>> futures = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                futures.add(pool.submit(() -> work(open)));
            }
            for (Future<List<Read>> future : futures) {
                future.get().forEach(read -> done.merge(read.table().title(), read, Read::with));
            }
        } catch (ExecutionException e) {
            open.clear();
            throw Thrown.unchecked(e.getCause());
        } catch (InterruptedException e) {
            open.clear();
            Thread.currentThread().interrupt();
            throw UserError.of("interrupted while database [" + url.database() + "] was read", null).because(e);
        }
        return done.values().stream().map(Read::result).toList();
    }

    private List<Read> work(Queue<TableSlice> open) {
        List<Read> done = new ArrayList<>();
        try {
            while (!open.isEmpty()) {
                work(open, done);
            }
            return done;
        } catch (SQLException e) {
            open.clear();
            throw PostgresConnection.failed("cannot read the tables of database [" + url.database() + "]", e);
        }
    }

    /** With one connection, until nothing is left or the connection is lost. */
    private void work(Queue<TableSlice> open, List<Read> done) throws SQLException {
        try (Connection connection = PostgresConnection.open(url)) {
            LiveRows rows = new LiveRows(connection, settings);
            int major = PostgresConnection.serverVersion(connection) / 10000;
            while (!connection.isClosed()) {
                TableSlice next = open.poll();
                if (next == null) {
                    return;
                }
                one(major, rows, next).ifPresent(done::add);
            }
        }
    }

    private Optional<Read> one(int major, LiveRows rows, TableSlice slice) throws SQLException {
        try {
            return one(rows, slice);
        } catch (LargeRows.Unfit e) {
            return Optional.of(new Read(slice.table(),
                    LargeRows.of(url, PostgresClients.find(major, env), e), 0));
        }
    }

    private static Optional<Read> one(LiveRows rows, TableSlice slice) throws SQLException, LargeRows.Unfit {
        TableFingerprint table = slice.table();
        try {
            if (table.digest() == null) {
                return Optional.of(counted(rows, table));
            }
            RowDigest digest = rows.of(slice);
            // an absent object and none at all are the same
            return LiveRows.isLargeObjects(table) && digest.rows() == 0 ? Optional.empty()
                    : Optional.of(new Read(table, digest, 0));
        } catch (SQLException e) {
            if (NO_SUCH.contains(e.getSQLState())) {
                return Optional.empty();
            }
            if (NO_COLUMN.equals(e.getSQLState())) {
                return Optional.of(counted(rows, table));
            }
            throw e;
        }
    }

    private static Read counted(LiveRows rows, TableFingerprint table) throws SQLException {
        return new Read(table, null, rows.count(table.schema(), table.name()));
    }
}
