package lifeboat.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lifeboat.base.Environment;
import lifeboat.fingerprint.Comparison;
import lifeboat.testing.PlainBackup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteTargetTest extends TargetContract {
    @TempDir
    private Path folder;

    @Override
    protected PlainBackup backup() throws Exception {
        return backup("CREATE TABLE orders(id INTEGER PRIMARY KEY, note)",
                "INSERT INTO orders(note) VALUES ('a'), (2), (NULL)", "CREATE TABLE empty(x)");
    }

    @Override
    protected PlainBackup broken() throws Exception {
        return backup().truncated(folder);
    }

    @Override
    protected PlainBackup withoutRows() throws Exception {
        return backup("CREATE TABLE empty(x)");
    }

    @Override
    protected Target target() {
        return new SqliteTarget(environment());
    }

    @Override
    protected List<String> leftovers() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isDirectory).map(Path::toString).sorted().toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "CREATE TABLE t(k TEXT PRIMARY KEY) WITHOUT ROWID; INSERT INTO t VALUES ('only')",
        "CREATE TABLE t(id INTEGER PRIMARY KEY); INSERT INTO t VALUES (7)",
        "CREATE TABLE t(a INTEGER NOT NULL CHECK (a = 5), b AS (a + 1) STORED); INSERT INTO t(a) VALUES (5)",
        "CREATE TABLE t(a UNIQUE, b UNIQUE); INSERT INTO t VALUES (1, 2), (-1, -2)",
        "CREATE TABLE t(x BLOB); INSERT INTO t VALUES (zeroblob(3000000))",
        "CREATE TABLE t(x TEXT); INSERT INTO t VALUES (hex(zeroblob(3000)))",
        "CREATE TABLE t(x REAL) STRICT; INSERT INTO t VALUES (1e300)",
        "CREATE TABLE t(rowid, _rowid_, oid); INSERT INTO t VALUES (1, NULL, 'x')",
        "CREATE TABLE t(x); INSERT INTO t VALUES (1); CREATE TABLE log(x); "
                + "CREATE TRIGGER g AFTER UPDATE ON t BEGIN INSERT INTO log VALUES (1)\\; END",
        "CREATE VIRTUAL TABLE t USING fts5(x); INSERT INTO t VALUES ('some text')",
    })
    void any_table_can_be_tampered_with_and_nothing_else_changes(String script) throws Exception {
        PlainBackup backup = backup(Stream.of(script.split("(?<!\\\\); ")).map(s -> s.replace("\\;", ";"))
                .toArray(String[]::new));
        try (Target.Instance instance = target().start(backup.manifest())) {
            instance.restore(backup.manifest(), backup.parts());
            String done = instance.tamper(backup.manifest().fingerprint()).orElseThrow().done();
            Comparison comparison = Comparison.of(backup.manifest().fingerprint(),
                    instance.fingerprint(backup.manifest().fingerprint()));
            assertEquals(1, comparison.differences().size(), done + comparison.differences());
        }
    }

    @Test
    void violations_that_the_source_had_are_not_held_against_the_copy() throws Exception {
        PlainBackup backup = backup("CREATE TABLE a(id INTEGER PRIMARY KEY)", "CREATE TABLE b(a REFERENCES a)",
                "INSERT INTO b VALUES (99), (98)");
        assertEquals("2", backup.manifest().source().settings().get("foreign_key_violations"));
        try (Target.Instance instance = target().start(backup.manifest())) {
            instance.restore(backup.manifest(), backup.parts());
            assertTrue(instance.checks(backup.manifest()).stream().allMatch(Comparison.Check::passed));
            PlainBackup other = backup.changed(folder, "DELETE FROM b WHERE a = 99");
            try (Target.Instance changed = target().start(backup.manifest())) {
                changed.restore(backup.manifest(), other.parts());
                assertFalse(changed.checks(backup.manifest()).stream().allMatch(Comparison.Check::passed));
            }
        }
    }

    private PlainBackup backup(String... statements) throws Exception {
        return PlainBackup.ofSqlite(folder, statements);
    }

    private Environment environment() {
        return new Environment(Map.of("TMPDIR", folder.toString()));
    }
}
