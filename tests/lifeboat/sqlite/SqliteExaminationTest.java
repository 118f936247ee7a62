package lifeboat.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import lifeboat.testing.SqliteFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteExaminationTest {
    private static final String VALUES =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)";

    @TempDir
    private Path folder;
    private SqliteFile file;

    @BeforeEach
    void name() {
        file = new SqliteFile(folder.resolve("t.db"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "(n INTEGER, t TEXT, r REAL, d NUMERIC, b BLOB)", "(n INT, t TEXT, r REAL, d ANY, b ANY) STRICT",
        "(n INTEGER PRIMARY KEY, t TEXT UNIQUE, r REAL, d, b, UNIQUE (n, t), UNIQUE (b, d, r))",
        "(n INTEGER PRIMARY KEY DESC, t TEXT COLLATE NOCASE, r REAL, d, b TEXT COLLATE RTRIM)",
        "(n, t PRIMARY KEY, r AS (n * 2) VIRTUAL, r2 REAL, d, b)"})
    void our_reader_proves_indexes_of_all_kinds_of_values(String table) throws Exception {
        String real = table.contains("r2") ? "r2" : "r";
        file.run("CREATE TABLE t" + table, VALUES + " INSERT INTO t(n, t, " + real + ", d, b) SELECT i,"
                + " CASE i % 3 WHEN 0 THEN 'KEY ' ELSE 'key' END || (i * 7919 % 3001)"
                + " || CASE i % 4 WHEN 0 THEN '  ' ELSE '' END,"
                + " CASE i % 3 WHEN 0 THEN i WHEN 1 THEN i / 3.0 END, CASE i % 5 WHEN 0 THEN 9223372036854775000 + i"
                + " WHEN 1 THEN i * 1e15 WHEN 2 THEN -i / 7.0 WHEN 3 THEN 'x' || i END,"
                + " CASE i % 4 WHEN 0 THEN randomblob(i % 900) WHEN 1 THEN hex(randomblob(i)) WHEN 2 THEN -0.0 END"
                + " FROM n",
                "ALTER TABLE t ADD COLUMN late TEXT DEFAULT 'é'", "CREATE INDEX i1 ON t(t COLLATE NOCASE DESC, n)",
                "CREATE INDEX i2 ON t(" + real + ")", "CREATE INDEX i3 ON t(d DESC, b)", "CREATE INDEX i4 ON t(b, d)",
                "CREATE INDEX i5 ON t(late)", "CREATE INDEX i6 ON t(t COLLATE RTRIM)",
                "CREATE UNIQUE INDEX i7 ON t(n, d)", "CREATE INDEX i8 ON t(n, n)", "DELETE FROM t WHERE n % 100 = 7",
                "UPDATE t SET d = 3.0 WHERE n % 50 = 1");
        assertEquals("ok", file.text("PRAGMA integrity_check"));
        assertEquals(Set.of("t"), SqliteFingerprint.scan(file.path()).sound());
        assertEquals(List.of(), SqliteExamination.of(file.path()).checks().damage());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "CREATE INDEX i ON t(a) WHERE b > 5", "CREATE INDEX i ON t(a + b)",
        "ALTER TABLE t ADD COLUMN c AS (a * 2); CREATE INDEX i ON t(c)",
        "CREATE INDEX i ON t(a, t); UPDATE t SET t = hex(zeroblob(400000)) WHERE a = 7",
        "CREATE TABLE w(k PRIMARY KEY, v) WITHOUT ROWID; INSERT INTO w SELECT a, b FROM t; DROP TABLE t"})
    void what_our_reader_cannot_tell_is_left_to_sqlite(String statements) throws Exception {
        sample("SELECT 1");
        file.run(statements.split("; "));
        assertEquals(Set.of(), SqliteFingerprint.scan(file.path()).sound());
        assertEquals(List.of(), SqliteExamination.of(file.path()).checks().damage());
    }

    @Test
    void texts_in_utf_16_are_left_to_sqlite() throws Exception {
        sample("PRAGMA encoding = 'UTF-16le'");
        assertEquals(Set.of("t"), SqliteFingerprint.scan(file.path()).sound());
        file.run("CREATE INDEX i ON t(t)");
        assertEquals(Set.of(), SqliteFingerprint.scan(file.path()).sound());
        assertEquals(List.of(), SqliteExamination.of(file.path()).checks().damage());
    }

    /** Each is done while SQLite does not know the index, which so keeps its old entries. */
    @ParameterizedTest
    @ValueSource(strings = {
        "INSERT INTO t VALUES (5000, 1, 'new')", "DELETE FROM t WHERE a = 1500",
        "UPDATE t SET t = 'other' WHERE a = 77",
        "UPDATE t SET t = upper(t) WHERE a = 77", "UPDATE t SET rowid = 9000 WHERE rowid = 10",
        "UPDATE t SET t = CAST(t AS BLOB) WHERE a = 1", "UPDATE t SET t = NULL WHERE a = 3000",
        "UPDATE t SET t = (SELECT t FROM t WHERE a = 2) WHERE a IN (1, 2)"})
    void an_index_that_differs_from_its_table_is_damage(String change) throws Exception {
        sample("SELECT 1");
        file.run("CREATE INDEX i ON t(t COLLATE NOCASE)",
                "CREATE TABLE hidden AS SELECT * FROM sqlite_schema WHERE name = 'i'",
                "PRAGMA writable_schema = ON", "DELETE FROM sqlite_schema WHERE name = 'i'");
        file.run(change);
        file.run("PRAGMA writable_schema = ON", "INSERT INTO sqlite_schema SELECT * FROM hidden");
        damaged();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "CREATE INDEX i ON t(b) | CREATE UNIQUE INDEX i ON t(b)",
        "CREATE INDEX i ON t(a) | CREATE INDEX i ON t(a DESC)",
        "CREATE INDEX i ON t(t) | CREATE INDEX i ON t(t COLLATE NOCASE)",
        "CREATE INDEX i ON t(a) | CREATE INDEX i ON t(b)",
        "CREATE INDEX i ON t(a, b) | CREATE INDEX i ON t(a)",
        "CREATE INDEX i ON t(a) WHERE b > 5 | CREATE INDEX i ON t(a) WHERE b > 4",
        "CREATE INDEX i ON t(a + 1) | CREATE INDEX i ON t(a + 2)",
        "CREATE TABLE w(k PRIMARY KEY, v) WITHOUT ROWID | CREATE TABLE w(k, v, PRIMARY KEY (k DESC)) WITHOUT ROWID"})
    void an_index_that_is_not_what_it_is_said_to_be_is_damage(String made, String said) throws Exception {
        sample("SELECT 1");
        file.run(made);
        if (made.contains("TABLE w")) {
            file.run("INSERT INTO w SELECT a, b FROM t");
        }
        file.run("PRAGMA writable_schema = ON",
                "UPDATE sqlite_schema SET sql = '" + said + "' WHERE sql = '" + made + "'");
        damaged();
    }

    @Test
    void a_flipped_bit_in_an_index_is_damage() throws Exception {
        sample("SELECT 1");
        file.run("CREATE INDEX i ON t(t)", "VACUUM");
        byte[] bytes = Files.readAllBytes(file.path());
        byte[] key = "Key 1600".getBytes(StandardCharsets.UTF_8);
        int flipped = 0;
        for (int at = bytes.length - key.length; flipped == 0; at--) {
            if (Arrays.equals(bytes, at, at + key.length, key, 0, key.length)) {
                bytes[at + 5] ^= 2;
                flipped = at;
            }
        }
        Files.write(file.path(), bytes);
        damaged();
    }

    @Test
    void a_virtual_table_that_finds_itself_damaged_is_damage() throws Exception {
        file.run("CREATE VIRTUAL TABLE w USING fts5(x)", "INSERT INTO w VALUES ('one two'), ('three')",
                "DELETE FROM w_content WHERE id = 2");
        assertFalse(SqliteExamination.of(file.path()).checks().damage().isEmpty());
    }

    @Test
    void a_damaged_file_has_no_fingerprint() throws Exception {
        sample("SELECT 1");
        byte[] bytes = Files.readAllBytes(file.path());
        bytes[39] = 5; // so many free pages there should be
        Files.write(file.path(), bytes);
        SqliteExamination examination = SqliteExamination.of(file.path());
        assertFalse(examination.checks().damage().isEmpty());
        assertTrue(examination.fingerprint().isEmpty());
    }

    private void sample(String first) throws Exception {
        file.run(first, "CREATE TABLE t(a, b, t)",
                VALUES + " INSERT INTO t SELECT i, i % 10, substr('KeykeyKEYk', 1 + i % 8, 3) || ' ' || i FROM n");
    }

    /** SQLite's integrity_check is the measure. */
    private void damaged() throws Exception {
        List<String> lines;
        try (Connection connection = file.connect()) {
            lines = SqliteDatabase.texts(connection, "PRAGMA integrity_check(10)");
        }
        assertNotEquals(List.of("ok"), lines);
        List<String> damage = SqliteExamination.of(file.path()).checks().damage();
        assertFalse(damage.isEmpty());
        assertTrue(lines.contains(damage.getFirst()), damage + " " + lines);
    }
}
