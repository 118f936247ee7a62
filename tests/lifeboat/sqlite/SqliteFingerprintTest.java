package lifeboat.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import lifeboat.base.Tool;
import lifeboat.base.UserError;
import lifeboat.fingerprint.Comparison;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.fingerprint.RowDigest;
import lifeboat.fingerprint.SequencePosition;
import lifeboat.fingerprint.TableFingerprint;
import lifeboat.testing.SqliteFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteFingerprintTest {
    private static final String[] ALL_KINDS = {
        "CREATE TABLE plain(a, b TEXT, c REAL, d NUMERIC, e BLOB)",
        "INSERT INTO plain VALUES (1, 'x', 1, 1.5, x'00ff'), (1.0, '', 2.5, 3, x''),"
                + " ('1', NULL, -0.0, 1e300, zeroblob(9))",
        "INSERT INTO plain VALUES (9223372036854775807, 'é' || char(0) || 'z', 9e999, -9e999, CAST(x'ff' AS TEXT)),"
                + " (-9223372036854775808, 7, 0.1, -1, 5), (127, 128, -129, 32768, -8388609),"
                + " (2147483648, 140737488355328, 0, 1, 0)",
        "INSERT INTO plain SELECT value, hex(zeroblob(value * 37)), value * 1.1, value, zeroblob(value * 91)"
                + " FROM generate_series(1, 300)",
        "CREATE TABLE keyed(id INTEGER PRIMARY KEY, v)", "INSERT INTO keyed VALUES (-5, 'a'), (1000000000000, 'b')",
        "CREATE TABLE notalias(id INTEGER PRIMARY KEY DESC, v)", "INSERT INTO notalias VALUES (3, 'a'), (1, 'b')",
        "CREATE TABLE counted(id INTEGER PRIMARY KEY AUTOINCREMENT, v)", "INSERT INTO counted(v) VALUES (1), (2)",
        "CREATE TABLE wr(v, k2 TEXT, k1 INT, r REAL, PRIMARY KEY (k1, k2)) WITHOUT ROWID",
        "INSERT INTO wr SELECT hex(zeroblob(value * 20)), 'k' || hex(zeroblob(value % 700)), value, value"
                + " FROM generate_series(1, 900)",
        "CREATE TABLE strict(a INT, b REAL, c TEXT, d BLOB, e ANY) STRICT",
        "INSERT INTO strict VALUES (1, 2, '3', x'04', 5), (1, 2.5, NULL, NULL, '5')",
        "CREATE TABLE made(a INT, v AS (a * 2), s AS (a || 'x') STORED, z)",
        "INSERT INTO made(a, z) VALUES (1, 'q'), (2, NULL)",
        "CREATE TABLE grown(a)", "INSERT INTO grown VALUES (1), (2)",
        "ALTER TABLE grown ADD COLUMN b INTEGER DEFAULT '7'", "ALTER TABLE grown ADD COLUMN c REAL DEFAULT 3",
        "ALTER TABLE grown ADD COLUMN d TEXT DEFAULT 'é'", "ALTER TABLE grown ADD COLUMN e DEFAULT (x'0102')",
        "ALTER TABLE grown ADD COLUMN f DEFAULT word", "ALTER TABLE grown ADD COLUMN g",
        "INSERT INTO grown(a) VALUES (3)",
        "CREATE TABLE \"odd \"\" name's\"(\"a b\", \"select\")", "INSERT INTO \"odd \"\" name's\" VALUES (1, 2)",
        "CREATE VIRTUAL TABLE words USING fts5(body)", "INSERT INTO words VALUES ('one two'), ('three')",
        "CREATE VIRTUAL TABLE old_words USING fts4(body)", "INSERT INTO old_words VALUES ('one two'), ('three')",
        "CREATE VIRTUAL TABLE boxes USING rtree(id, x1, x2)", "INSERT INTO boxes VALUES (1, 0, 1), (2, 5, 6)",
        "CREATE INDEX i ON plain(b)", "CREATE VIEW w AS SELECT * FROM plain",
        "CREATE TRIGGER g AFTER INSERT ON keyed BEGIN SELECT 1; END", "ANALYZE"};

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"512, UTF-8", "1024, UTF-16le", "4096, UTF-8", "8192, UTF-16be", "65536, UTF-8"})
    void digests_are_those_of_the_rows_as_sqlite_reads_them(int pageSize, String encoding) throws Exception {
        SqliteFile file = all("PRAGMA page_size = " + pageSize, "PRAGMA encoding = '" + encoding + "'");
        Fingerprint fingerprint = SqliteFingerprint.of(file.path());
        assertTrue(fingerprint.tables().size() > 20, fingerprint.tables().toString());
        for (TableFingerprint table : fingerprint.tables()) {
            RowDigest digest = byStatement(file, table);
            assertEquals(digest.rows(), table.rows(), table.title());
            assertEquals(digest.hex(), table.digest(), table.title());
        }
    }

    @Test
    void objects_and_sequences_are_counted() throws Exception {
        Fingerprint fingerprint = SqliteFingerprint.of(all().path());
        assertEquals(3, fingerprint.objects().get("virtual table"));
        assertEquals(1, fingerprint.objects().get("view"));
        assertEquals(1, fingerprint.objects().get("trigger"));
        assertEquals(List.of(new SequencePosition("", "counted", 2, true)), fingerprint.sequences());
        assertEquals(List.of("k1", "k2", "v", "r"), fingerprint.tables().stream().filter(t -> t.name().equals("wr"))
                .findFirst().orElseThrow().columns());
    }

    @Test
    void a_vacuumed_copy_has_the_same_fingerprint() throws Exception {
        SqliteFile file = all();
        file.run("DELETE FROM plain WHERE a BETWEEN 50 AND 90");
        Path copy = folder.resolve("vacuumed.db");
        file.run("VACUUM INTO '" + copy + "'");
        assertEquals(SqliteFingerprint.of(file.path()), SqliteFingerprint.of(copy));
    }

    @Test
    void a_dump_reloaded_by_stock_sqlite_has_the_same_fingerprint() throws Exception {
        SqliteFile file = all();
        file.run("DROP TABLE plain", "DROP TABLE old_words", "DROP TABLE words", "DROP TABLE boxes",
                "DROP TABLE sqlite_stat1", "DROP TABLE sqlite_stat4");
        Path script = folder.resolve("dump.sql");
        Path copy = folder.resolve("reloaded.db");
        assertTrue(Tool.of("sqlite3", file.path().toString(), ".dump").output(script).run(Duration.ofSeconds(20)).ok());
        Tool.Result loaded = Tool.of("sqlite3", "-bail", copy.toString()).input(script).run(Duration.ofSeconds(20));
        assertTrue(loaded.ok(), loaded.errors());
        Comparison comparison = Comparison.of(SqliteFingerprint.of(file.path()), SqliteFingerprint.of(copy));
        assertTrue(comparison.passed(), comparison.differences().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "DELETE FROM t WHERE k = 1", "INSERT INTO t SELECT * FROM t WHERE k = 1", "UPDATE t SET v = 'y' WHERE k = 1",
        "UPDATE t SET v = NULL WHERE v = ''", "UPDATE t SET v = '' WHERE v IS NULL", "UPDATE t SET v = 1.0 WHERE k = 4",
        "UPDATE t SET v = '1' WHERE k = 4", "UPDATE t SET v = CAST('x' AS BLOB) WHERE k = 1",
        "UPDATE t SET k = 10 WHERE k = 1",
        "UPDATE t SET v = (SELECT v FROM t WHERE k = 5) WHERE k = 1",
        "UPDATE t SET v = substr(v, 1, 4999) || 'z' WHERE k = 5",
        "UPDATE t SET k = v, v = k WHERE k = 4 AND v = 1"})
    void every_single_change_is_seen(String change) throws Exception {
        SqliteFile file = new SqliteFile(folder.resolve("t.db")).run("CREATE TABLE t(k, v)",
                "INSERT INTO t VALUES (1, 'x'), (2, ''), (3, NULL), (4, 1), (5, hex(zeroblob(2500)))");
        Fingerprint before = SqliteFingerprint.of(file.path());
        file.run(change);
        assertNotEquals(before.tables(), SqliteFingerprint.of(file.path()).tables());
    }

    @Test
    void a_duplicate_for_a_lost_row_is_seen() throws Exception {
        SqliteFile file = new SqliteFile(folder.resolve("t.db"))
                .run("CREATE TABLE t(v)", "INSERT INTO t VALUES (1), (1), (2), (3), (3)");
        Fingerprint before = SqliteFingerprint.of(file.path());
        file.run("UPDATE t SET v = 2 WHERE rowid IN (1, 4)");
        assertNotEquals(before.tables(), SqliteFingerprint.of(file.path()).tables());
    }

    @Test
    void a_huge_value_is_not_held_in_memory() throws Exception {
        SqliteFile file = new SqliteFile(folder.resolve("t.db"))
                .run("CREATE TABLE t(v)", "INSERT INTO t VALUES (zeroblob(100000000))");
        SqliteFingerprint.of(file.path());
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        SqliteFingerprint.of(file.path());
        assertTrue(threads.getCurrentThreadAllocatedBytes() - before < 5_000_000);
    }

    @Test
    void modules_functions_and_collations_of_the_application_do_not_stand_in_the_way() throws Exception {
        SqliteFile file = new SqliteFile(folder.resolve("t.db"))
                .run("CREATE TABLE t(v TEXT)", "CREATE INDEX i ON t(v)", "CREATE VIRTUAL TABLE w USING fts5(x)",
                        "INSERT INTO t VALUES ('b'), ('a')", "CREATE TABLE fine(x)", "INSERT INTO fine VALUES (1)",
                        "PRAGMA writable_schema = ON",
                        "UPDATE sqlite_schema SET sql = 'CREATE INDEX i ON t(v COLLATE theirs)' WHERE name = 'i'",
                        "UPDATE sqlite_schema SET sql = 'CREATE VIRTUAL TABLE w USING theirs(x)' WHERE name = 'w'");
        assertEquals(2, SqliteFingerprint.of(file.path()).tables().stream().filter(t -> t.name().equals("t"))
                .findFirst().orElseThrow().rows());
        SqliteChecks checks = SqliteChecks.of(file.path());
        assertEquals(List.of(), checks.damage());
        assertEquals(List.of("t"), checks.unchecked());
    }

    @Test
    void a_damaged_tree_is_an_error_and_no_crash() throws Exception {
        SqliteFile file = all("PRAGMA page_size = 512");
        byte[] whole = Files.readAllBytes(file.path());
        Path broken = folder.resolve("broken.db");
        Fingerprint good = SqliteFingerprint.of(file.path());
        int step = whole.length / 512 / 40;
        for (int page = 2; (page + 1) * 512 <= whole.length; page += step) {
            byte[] bytes = whole.clone();
            for (int i = 0; i < 64; i++) {
                bytes[page * 512 + i] ^= (byte) (0x5a + i);
            }
            Files.write(broken, bytes);
            try {
                assertTrue(SqliteFingerprint.of(broken) != good);
            } catch (UserError e) {
                assertTrue(e.getMessage().contains("["), e.getMessage());
            }
        }
        assertThrows(UserError.class, () -> SqliteFingerprint.of(Files.write(broken, new byte[50])));
    }

    private SqliteFile all(String... first) throws Exception {
        SqliteFile file = new SqliteFile(folder.resolve("all.db"));
        try (Connection connection = file.connect()) {
            for (String sql : first) {
                SqliteDatabase.run(connection, sql);
            }
            for (String sql : ALL_KINDS) {
                SqliteDatabase.run(connection, sql.replace("generate_series(1, 300)", series(300))
                        .replace("generate_series(1, 900)", series(900)));
            }
        }
        return file;
    }

    private static String series(int end) {
        return "(WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < " + end
                + ") SELECT value FROM n)";
    }

    /** The documented form of rows, made from what SQL statements return. */
    private static RowDigest byStatement(SqliteFile file, TableFingerprint table) throws Exception {
        RowDigest digest = new RowDigest();
        String columns = table.columns().stream().map(SqliteDatabase::quoted)
                .map(c -> "typeof(" + c + "), " + c + ", CAST(" + c + " AS BLOB)").collect(Collectors.joining(", "));
        try (Connection connection = file.connect(); Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT " + columns + " FROM " + SqliteDatabase.quoted(table.name()))) {
            while (rows.next()) {
                ByteArrayOutputStream row = new ByteArrayOutputStream();
                for (int i = 1; i <= table.columns().size() * 3; i += 3) {
                    value(rows, i, new DataOutputStream(row));
                }
                digest.add(row.toByteArray(), 0, row.size());
            }
        }
        return digest;
    }

    private static void value(ResultSet rows, int i, DataOutputStream out) throws Exception {
        switch (rows.getString(i)) {
            case "null" -> out.writeByte(0);
            case "integer" -> {
                out.writeByte(1);
                out.writeLong(rows.getLong(i + 1));
            }
            case "real" -> {
                out.writeByte(2);
                out.writeDouble(rows.getDouble(i + 1));
            }
            default -> {
                byte[] bytes = rows.getBytes(i + 2);
                bytes = bytes == null ? new byte[0] : bytes;
                out.writeByte(rows.getString(i).equals("text") ? 3 : 4);
                out.writeLong(bytes.length);
                out.write(bytes);
            }
        }
    }
}
