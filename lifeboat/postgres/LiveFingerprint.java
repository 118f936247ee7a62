package lifeboat.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lifeboat.base.UserError;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.fingerprint.TableFingerprint;

/** The fingerprint of a database as it is, in the terms of the one that was taken of a dump. */
public final class LiveFingerprint {
    private static final List<String> NO_SUCH = List.of("42P01", "3F000", "42809");
    private static final String NO_COLUMN = "42703";

    private final PostgresUrl url;
    private final LiveCatalog catalog;
    private final Map<String, String> settings;
    private final int connections;

    private LiveFingerprint(PostgresUrl url, LiveCatalog catalog, Map<String, String> settings,
            int connections) {
        this.url = url;
        this.catalog = catalog;
        this.settings = settings;
        this.connections = connections;
    }

    /**
     * Takes it. Each expected table that is there is read with its expected columns; a table that lacks one has no
     * digest, one that is not there is absent, one that should not be there has no digest. Several connections read
     * different tables: it is exact only while nobody writes.
     *
     * @param settings    {@link lifeboat.fingerprint.SourceInfo#settings} of the backup: its scope, the encoding of
     *     its text and its locale for money
     * @param connections how many to use, at least one
     * @throws UserError if the database cannot be read
     */
    public static Fingerprint of(PostgresUrl url, Fingerprint expected, Map<String, String> settings,
            int connections) {
        try (Connection connection = PostgresConnection.open(url)) {
            LiveCatalog catalog = LiveCatalog.read(connection, expected, settings);
            List<TableFingerprint> tables = new LiveFingerprint(url, catalog, settings, connections).tables(expected);
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
            Map<String, String> settings) {
        try (Connection connection = PostgresConnection.open(url)) {
            return one(new LiveRows(connection, settings), expected);
        } catch (SQLException e) {
            throw PostgresConnection.failed("cannot read table [" + expected.title() + "] of database ["
                    + url.database() + "]", e);
        }
    }

    private List<TableFingerprint> tables(Fingerprint expected) {
        Queue<TableFingerprint> open = new ConcurrentLinkedQueue<>(expected.tables().stream()
                .sorted(Comparator.comparingLong(TableFingerprint::rows).reversed()).toList());
        catalog.extras().forEach(open::add);
        List<TableFingerprint> done = new ArrayList<>();
        int workers = Math.max(1, Math.min(connections, open.size()));
        try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
            List<Future<List<TableFingerprint>>> futures = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                futures.add(pool.submit(() -> work(open)));
            }
            for (Future<List<TableFingerprint>> future : futures) {
                done.addAll(future.get());
            }
        } catch (ExecutionException e) {
            open.clear();
            throw e.getCause() instanceof UserError u ? u : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            open.clear();
            Thread.currentThread().interrupt();
            throw UserError.of("interrupted while database [" + url.database() + "] was read", null).because(e);
        }
        return done;
    }

    private List<TableFingerprint> work(Queue<TableFingerprint> open) {
        List<TableFingerprint> done = new ArrayList<>();
        try (Connection connection = PostgresConnection.open(url)) {
            LiveRows rows = new LiveRows(connection, settings);
            for (TableFingerprint next = open.poll(); next != null; next = open.poll()) {
                one(rows, next).ifPresent(done::add);
            }
            return done;
        } catch (SQLException e) {
            open.clear();
            throw PostgresConnection.failed("cannot read the tables of database [" + url.database() + "]", e);
        }
    }

    private static Optional<TableFingerprint> one(LiveRows rows, TableFingerprint table) throws SQLException {
        try {
            if (table.digest() == null) {
                return Optional.of(counted(rows, table));
            }
            TableFingerprint found = rows.of(table);
            // an absent object and none at all are the same
            return LiveRows.isLargeObjects(table) && found.rows() == 0 ? Optional.empty() : Optional.of(found);
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

    private static TableFingerprint counted(LiveRows rows, TableFingerprint table) throws SQLException {
        return new TableFingerprint(table.schema(), table.name(), rows.count(table.schema(), table.name()), null,
                table.columns(), table.filter());
    }
}
