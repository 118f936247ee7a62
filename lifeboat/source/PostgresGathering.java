package lifeboat.source;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import lifeboat.base.Thrown;
import lifeboat.base.UserError;
import lifeboat.fingerprint.Schema;
import lifeboat.postgres.ObjectCounts;
import lifeboat.postgres.PostgresConnection;
import lifeboat.postgres.RowCounts;
import lifeboat.postgres.SchemaReader;
import lifeboat.postgres.Selection;
import org.postgresql.PGConnection;

/**
 * What a database says of a snapshot while pg_dump reads it, in a thread of its own: first of its catalog, then, once
 * pg_dump has locked each table, how many rows there are, then the roles. Nobody else may use the connection meanwhile.
 */
final class PostgresGathering implements AutoCloseable {

    /**
     * All of it.
     *
     * @param roles the cluster's roles as SQL, empty if they were not asked for
     */
    record Gathered(ObjectCounts objects, Schema schema, Map<String, Long> rows, byte[] roles) {}

    private final Connection connection;
    private final Selection selection;
    private final String database;
    private final PostgresGlobals globals;
    private final CountDownLatch locked = new CountDownLatch(1);
    private final FutureTask<Gathered> task = new FutureTask<>(this::gather);
    private final Thread thread = Thread.ofPlatform().daemon().name("row counts").unstarted(task);

    /**
     * Nothing begins yet. The connection stays the caller's to close, after this.
     *
     * @param globals null if roles are not wanted
     */
    PostgresGathering(Connection connection, Selection selection, String database, PostgresGlobals globals) {
        this.globals = globals;
        this.connection = connection;
        this.selection = selection;
        this.database = database;
    }

    /** Begins with the catalog. */
    void begin() {
        thread.start();
    }

    /** From now on rows can be counted. */
    void tablesLocked() {
        locked.countDown();
    }

    /**
     * Waits for it.
     *
     * @throws UserError if the database did not say it
     */
    Gathered result() {
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserError.of("interrupted while rows were counted", null).because(e);
        } catch (ExecutionException e) {
            throw Thrown.unchecked(e.getCause());
        }
    }

    private Gathered gather() throws InterruptedException {
        ObjectCounts objects;
        Schema schema;
        try {
            objects = ObjectCounts.of(connection, selection);
            schema = SchemaReader.dumped(connection, selection);
        } catch (SQLException e) {
            throw PostgresConnection.failed("cannot read the catalog of database [" + database + "]", e);
        }
        locked.await();
        try {
            Map<String, Long> rows = RowCounts.of(connection, selection.tables());
            return new Gathered(objects, schema, rows, globals == null ? new byte[0] : globals.sql());
        } catch (SQLException e) {
            throw PostgresConnection.failed("cannot count the rows in database [" + database + "]", e);
        }
    }

    /** Ends what still runs. */
    @Override
    public void close() {
        if (thread.getState() == Thread.State.NEW || task.isDone()) {
            return;
        }
        try {
            thread.interrupt();
            connection.unwrap(PGConnection.class).cancelQuery();
            thread.join();
        } catch (SQLException e) {
            throw PostgresConnection.failed("cannot end the count of rows", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
