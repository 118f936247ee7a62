package lifeboat.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import lifeboat.base.Environment;
import lifeboat.fingerprint.Comparison;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.fingerprint.TableFingerprint;
import lifeboat.testing.PlainBackup;
import lifeboat.testing.PostgresServer;
import lifeboat.testing.RichDatabase;
import org.junit.jupiter.api.Test;

class LiveFingerprintTest {
    private static final Environment ENV = RichDatabase.environment();
    private static final PostgresServer SERVER = PostgresServer.installed();

    @Test
    void the_source_itself_has_the_fingerprint_of_its_dump() {
        String database = RichDatabase.create(SERVER);
        PlainBackup backup = RichDatabase.backup(SERVER, database, Scope.ALL);
        assertEquals(List.of(), differences(database, backup));
    }

    @Test
    void every_kind_of_difference_is_seen() {
        String database = RichDatabase.create(SERVER);
        PlainBackup backup = RichDatabase.backup(SERVER, database, Scope.ALL);
        SERVER.execute(database, "UPDATE ONLY shop.parent SET a = NULL WHERE ctid = '(0,1)'");
        assertEquals(List.of("table [shop.parent] has the right [2] rows, but their content differs"),
                differences(database, backup));
        SERVER.execute(database, "UPDATE ONLY shop.parent SET a = 1",
                "UPDATE \"Odd \"\"Name\".\"Tab le\" SET \"Co l\" = '' WHERE \"Co l\" IS NULL");
        assertEquals(1, differences(database, backup).size());
        SERVER.execute(database, "UPDATE \"Odd \"\"Name\".\"Tab le\" SET \"Co l\" = NULL WHERE \"UPPER\" = 1",
                "CREATE TABLE added (a int)", "DROP TABLE empty", "ALTER TABLE shop.child DROP COLUMN b",
                "DELETE FROM public.secret WHERE v = 1", "SELECT nextval('public.fresh')",
                "ALTER TABLE shop.orders DROP CONSTRAINT orders_pkey",
                "SELECT lo_put(oid, 3, 'x') FROM pg_largeobject_metadata WHERE length(lo_get(oid)) = 5");
        List<String> found = differences(database, backup);
        for (String expected : List.of("table [(large objects)] has the right [3] rows, but their content differs",
                "table [public.added] should not be there, has [0] rows",
                        "table [public.empty] is missing, should have [0] rows",
                "table [shop.child] has the right [1] rows, but their content differs",
                "table [public.secret] has [1] rows, should have [2]",
                "sequence public.fresh: stands at [7, called true], should stand at [7, called false]",
                "primary key shop.orders.orders_pkey: is missing",
                "column shop.child.b: is missing")) {
            assertTrue(found.contains(expected), expected + " is not in " + found);
        }
    }

    @Test
    void a_database_of_another_encoding_has_the_same_fingerprint() {
        String database = SERVER.createDatabase();
        SERVER.execute(database, "CREATE TABLE t (a text)", "INSERT INTO t VALUES ('äöü'), ('plain')");
        SERVER.execute("postgres", "CREATE DATABASE latin_" + database
                + " TEMPLATE template0 ENCODING LATIN1 LOCALE 'C'",
                "CREATE DATABASE ascii_" + database + " TEMPLATE template0 ENCODING SQL_ASCII LOCALE 'C'");
        PlainBackup utf8 = RichDatabase.backup(SERVER, database, Scope.ALL);
        SERVER.execute("latin_" + database, "CREATE TABLE t (a text)", "INSERT INTO t VALUES ('äöü'), ('plain')");
        assertEquals(List.of(), differences("latin_" + database, utf8));
        PlainBackup latin = RichDatabase.backup(SERVER, "latin_" + database, Scope.ALL);
        assertEquals(utf8.manifest().fingerprint(), latin.manifest().fingerprint());
        SERVER.execute("ascii_" + database, "CREATE TABLE t (a text)",
                "COPY t FROM PROGRAM 'printf \"\\344\\366\\n\"' WITH (ENCODING 'SQL_ASCII')");
        PlainBackup ascii = RichDatabase.backup(SERVER, "ascii_" + database, Scope.ALL);
        assertEquals(List.of(), differences("ascii_" + database, ascii));
    }

    @Test
    void rows_are_told_apart_however_many_connections_read_them() {
        String database = SERVER.createDatabase();
        for (int i = 0; i < 30; i++) {
            SERVER.execute(database, "CREATE TABLE t" + i + " AS SELECT generate_series(1, " + i + ") g");
        }
        Fingerprint expected = RichDatabase.backup(SERVER, database, Scope.ALL).manifest().fingerprint();
        assertEquals(expected, LiveFingerprint.of(SERVER.address(database), expected, Map.of(), 1, ENV));
        assertEquals(expected, LiveFingerprint.of(SERVER.address(database), expected, Map.of(), 8, ENV));
        TableFingerprint first = expected.tables().get(2);
        assertNotEquals(first.digest(), expected.tables().get(3).digest());
    }

    @Test
    void large_tables_are_read_in_slices() {
        String database = SERVER.createDatabase();
        SERVER.execute(database,
                "CREATE TABLE large AS SELECT g, repeat('x', 500) AS t FROM generate_series(1, 3000) g",
                "DELETE FROM large WHERE g BETWEEN 100 AND 900", "CREATE TABLE child () INHERITS (large)",
                "INSERT INTO child SELECT * FROM large", "CREATE TABLE small AS SELECT 1 AS a");
        Fingerprint expected = RichDatabase.backup(SERVER, database, Scope.ALL).manifest().fingerprint();
        for (long blocks : new long[] {1, 7, 50, 10_000}) {
            Fingerprint found = LiveFingerprint.of(SERVER.address(database), expected, Map.of(), 2, ENV, blocks);
            assertTrue(Comparison.of(expected, found).passed(), blocks + ": " + found.tables());
        }
        SERVER.execute(database, "UPDATE ONLY large SET t = t || 'y' WHERE g = 1700");
        assertEquals(List.of("table [public.large] has the right [2199] rows, but their content differs"),
                Comparison.of(expected, LiveFingerprint.of(SERVER.address(database), expected, Map.of(), 2, ENV, 7))
                        .differences());
        SERVER.execute(database, "ALTER TABLE large DROP COLUMN t");
        assertTrue(Comparison.of(expected, LiveFingerprint.of(SERVER.address(database), expected, Map.of(), 2, ENV, 7))
                .differences().contains("table [public.large] has the right [2199] rows, but their content differs"));
    }

    private static List<String> differences(String database, PlainBackup backup) {
        Fingerprint expected = backup.manifest().fingerprint();
        return Comparison.of(expected, LiveFingerprint.of(SERVER.address(database), expected,
                backup.manifest().source().settings(), 2, ENV)).differences();
    }
}
