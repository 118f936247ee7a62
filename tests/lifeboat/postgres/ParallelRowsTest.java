package lifeboat.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import lifeboat.base.Environment;
import lifeboat.base.UserError;
import lifeboat.fingerprint.Comparison;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.testing.PlainBackup;
import lifeboat.testing.PostgresServer;
import lifeboat.testing.RichDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelRowsTest {
    private static final Environment ENV = RichDatabase.environment();
    private static final PostgresServer SERVER = PostgresServer.installed();
    private static final Pattern NOTHING = Pattern.compile("^-$");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void several_connections_load_the_same_table(int dumped) {
        PlainBackup backup = RichDatabase.backup(SERVER, RichDatabase.create(SERVER), Scope.ALL, dumped);
        RichDatabase.createRoles(SERVER);
        String database = SERVER.createDatabase();
        loader(database, backup).load(DumpArchives.of(backup.parts()), 3, NOTHING, folder);
        assertEquals(List.of(), differences(database, backup));
    }

    @Test
    void a_connection_that_is_busy_does_not_keep_the_others_from_its_table() throws Exception {
        String source = SERVER.createDatabase();
        SERVER.execute(source, "CREATE TABLE t AS SELECT g, repeat('x', 8000) AS x FROM generate_series(1, 4000) g");
        PlainBackup backup = RichDatabase.backup(SERVER, source, Scope.ALL);
        String database = SERVER.createDatabase();
        SERVER.execute(database, "CREATE FUNCTION wait(int) RETURNS boolean LANGUAGE sql VOLATILE AS"
                + " $$ SELECT $1 > 1 OR pg_catalog.pg_advisory_xact_lock_shared(7) IS NOT NULL $$",
                "CREATE TABLE t (g int CHECK (public.wait(g)), x text)");
        ParallelRows rows = new ParallelRows(SERVER.address(database),
                ArchiveMap.of(backup.parts().get("data"), 1 << 20).larger(0));
        try (Connection connection = SERVER.connect(database); ExecutorService threads =
                Executors.newFixedThreadPool(2)) {
            SqlText.run(connection, "SELECT pg_catalog.pg_advisory_lock(7)");
            CompletionService<Void> done = new ExecutorCompletionService<>(threads);
            done.submit(rows::work, null);
            done.submit(rows::work, null);
            done.take().get();
            String loaded = SERVER.query(database, "SELECT count(*) FROM t");
            assertTrue(Integer.parseInt(loaded) > 0 && Integer.parseInt(loaded) < 4000, loaded);
            SqlText.run(connection, "SELECT pg_catalog.pg_advisory_unlock(7)");
            done.take().get();
            assertEquals("4000", SERVER.query(database, "SELECT count(*) FROM t"));
        }
    }

    @Test
    void a_refused_row_is_told_in_the_server_s_words() throws SQLException {
        String source = SERVER.createDatabase();
        SERVER.execute(source, "CREATE TABLE t AS SELECT g, repeat('x', 100) AS x FROM generate_series(1, 5000) g");
        PlainBackup backup = RichDatabase.backup(SERVER, source, Scope.ALL);
        String database = SERVER.createDatabase();
        SERVER.execute(database, "CREATE TABLE t (g int CHECK (g <> 4000), x text)");
        List<ArchiveRows> tables = ArchiveMap.of(backup.parts().get("data"), 10_000).larger(0);
        ParallelRows rows = new ParallelRows(SERVER.address(database), tables);
        UserError error = assertThrows(UserError.class, rows::work);
        assertTrue(error.getMessage().startsWith("the archive cannot be loaded into database [" + database
                + "]: COPY into [public.t] failed: ERROR: new row for relation \"t\" violates check constraint"),
                error.getMessage());
        try (Connection connection = SERVER.connect(database)) {
            assertEquals(List.of("0"), SqlText.column(connection, "SELECT count(*) FROM t"));
        }
    }

    @Test
    void only_tables_that_are_just_rows_are_loaded_so() {
        String source = SERVER.createDatabase();
        SERVER.execute(source, "CREATE TABLE plain AS SELECT 1 AS a", "CREATE TABLE indexed AS SELECT 2 AS a",
                "CREATE TABLE triggered AS SELECT 3 AS a", "CREATE TABLE gone AS SELECT 4 AS a");
        PlainBackup backup = RichDatabase.backup(SERVER, source, Scope.ALL);
        SERVER.execute(source, "CREATE INDEX ON indexed (a)", "DROP TABLE gone",
                "CREATE TRIGGER t BEFORE INSERT ON triggered"
                + " FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()");
        List<ArchiveRows> tables = ArchiveMap.of(backup.parts().get("data"), 1).larger(0);
        assertEquals(4, tables.size());
        assertEquals(List.of("plain"), ParallelRows.plain(SERVER.address(source), tables).stream()
                .map(rows -> rows.entry().name()).toList());
    }

    private static ArchiveLoader loader(String database, PlainBackup backup) {
        return new ArchiveLoader(SERVER.address(database), 15, backup.manifest().source().client(),
                RichDatabase.environment(), 1000, 5000);
    }

    private static List<String> differences(String database, PlainBackup backup) {
        Fingerprint expected = backup.manifest().fingerprint();
        return Comparison.of(expected, LiveFingerprint.of(SERVER.address(database), expected, Map.of(), 2, ENV))
                .differences();
    }
}
