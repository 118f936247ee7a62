package lifeboat.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import lifeboat.base.Output;
import lifeboat.base.UserError;
import lifeboat.fingerprint.Comparison;
import lifeboat.testing.ContainerEngine;
import lifeboat.testing.PlainBackup;
import lifeboat.testing.PostgresImage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteContainerTargetTest extends TargetContract {
    private static final ContainerEngine ENGINE = ContainerEngine.shared();
    private static final List<String> STATEMENTS = List.of("SELECT count(*) = 3 FROM orders", "SELECT 0", "SELECT NULL",
            "SELECT 0.0, 1", "SELECT 0.5", "SELECT 'it''s, so', 2", "SELECT '0'", "SELECT x'00'", "SELECT 1 WHERE 0",
            "SELECT nonsense FROM orders", "DELETE FROM orders", "PRAGMA quick_check;",
            "SELECT count(*) FROM orders -- 3", ".tables");

    @TempDir
    private Path folder;
    private Path temporary;

    @BeforeEach
    void makeFolder() throws Exception {
        PostgresImage.installed(ENGINE);
        temporary = Files.createDirectory(folder.resolve("tmp"));
    }

    @Override
    protected PlainBackup backup() throws Exception {
        return PlainBackup.ofSqlite(folder, "CREATE TABLE orders(id INTEGER PRIMARY KEY, note)",
                "INSERT INTO orders(note) VALUES ('a'), (2), (NULL)", "CREATE TABLE \"e'm\"\"pty\"(x)");
    }

    @Override
    protected PlainBackup broken() throws Exception {
        return backup().truncated(folder);
    }

    @Override
    protected PlainBackup withoutRows() throws Exception {
        return PlainBackup.ofSqlite(folder, "CREATE TABLE empty(x)");
    }

    @Override
    protected Target target() {
        return target(PostgresImage.installed(ENGINE));
    }

    private Target target(String image) {
        return new SqliteContainerTarget(image, Output.SILENT,
                ENGINE.environment(Map.of("TMPDIR", temporary.toString())));
    }

    @Override
    protected List<String> leftovers() throws Exception {
        List<String> found = new ArrayList<>(ENGINE.containers());
        found.addAll(ENGINE.must("volume", "ls", "-q").lines().toList());
        try (Stream<Path> entries = Files.list(temporary)) {
            entries.forEach(e -> found.add(e.toString()));
        }
        return found;
    }

    @Test
    void the_images_own_program_checks_counts_and_writes() throws Exception {
        PlainBackup backup = backup();
        try (Target.Instance instance = target().start(backup.manifest())) {
            instance.restore(backup.manifest(), backup.parts());
            assertTrue(instance.describe().matches("SQLite 3\\.\\d+\\.\\d+, container of image postgres:\\d+ "
                    + "\\(sha256:\\w+\\)"), instance.describe());
            String checks = instance.checks(backup.manifest()).stream().filter(c -> c.name().contains("image's"))
                    .map(c -> c.name() + ": " + c.detail() + " " + c.passed() + "\n").reduce("", String::concat);
            assertEquals("""
                    integrity_check by the image's sqlite3: ok true
                    foreign_key_check by the image's sqlite3: as in the source true
                    rows by the image's sqlite3: 2 tables counted true
                    writable by the image's sqlite3: in a transaction that was rolled back true
                    """, checks);
        }
    }

    @Test
    void a_jobs_statements_mean_what_they_mean_in_a_temporary_file() throws Exception {
        PlainBackup backup = backup();
        Demands demands = new Demands(false, STATEMENTS, Optional.of(new Demands.Program(
                List.of("sh", "-c", "test -s \"$LIFEBOAT_COPY\""))));
        Target file = new SqliteTarget(ENGINE.environment(Map.of("TMPDIR", temporary.toString())));
        try (Target.Instance there = target().start(backup.manifest());
                Target.Instance here = file.start(backup.manifest())) {
            there.restore(backup.manifest(), backup.parts());
            here.restore(backup.manifest(), backup.parts());
            assertEquals(here.checks(demands).stream().map(SqliteContainerTargetTest::result).toList(),
                    there.checks(demands).stream().map(SqliteContainerTargetTest::result).toList());
            assertTrue(Comparison.of(backup.manifest().fingerprint(),
                    there.fingerprint(backup.manifest().fingerprint())).passed(), "what they did was rolled back");
        }
    }

    private static String result(Comparison.Check check) {
        return check.name() + " " + check.passed() + " " + check.detail().replaceFirst("(?s)^failed: .*", "failed");
    }

    @Test
    void a_changed_row_a_missing_row_and_a_violation_fail() throws Exception {
        PlainBackup backup = PlainBackup.ofSqlite(folder, "CREATE TABLE a(id INTEGER PRIMARY KEY)",
                "CREATE TABLE b(a REFERENCES a, note)", "INSERT INTO a VALUES (1), (2)",
                "INSERT INTO b VALUES (1, 'x'), (2, 'y')");
        assertEquals(List.of("table [b] has the right [2] rows, but their content differs"),
                differences(backup.changed(folder, "UPDATE b SET note = 'z' WHERE a = 1")));
        assertEquals(List.of("table [a] has [1] rows, should have [2]",
                "foreign_key_check by the image's sqlite3: found [1] violations, should find [0]",
                "rows of [a] by the image's sqlite3: are [1], should be [2]",
                "rows by the image's sqlite3: 2 tables counted",
                "foreign key violations: is [1], should be [0]"),
                differences(backup.changed(folder, "DELETE FROM a WHERE id = 1")));
    }

    private List<String> differences(PlainBackup backup) {
        try (Target.Instance instance = target().start(backup.manifest())) {
            instance.restore(backup.manifest(), backup.parts());
            return Comparison.of(backup.manifest().fingerprint(),
                    instance.fingerprint(backup.manifest().fingerprint())).with(instance.checks(backup.manifest()))
                    .differences();
        }
    }

    @Test
    void a_damaged_page_is_a_bad_backup() throws Exception {
        PlainBackup backup = PlainBackup.ofSqlite(folder, "CREATE TABLE t(x)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
                        + " INSERT INTO t SELECT hex(randomblob(50)) FROM n").changed(folder);
        try (RandomAccessFile file = new RandomAccessFile(backup.parts().get("data").toFile(), "rw")) {
            file.seek(2 * 4096L);
            file.write(new byte[2048]);
        }
        try (Target.Instance instance = target().start(backup.manifest())) {
            UserError error = assertThrows(UserError.class,
                    () -> instance.restore(backup.manifest(), backup.parts()));
            assertEquals(Optional.of(UserError.Kind.BAD_BACKUP), error.kind(), error.getMessage());
        }
    }

    @Test
    void an_image_without_the_program_or_with_an_ancient_one_cannot_prove_anything() throws Exception {
        List<String> before = leftovers();
        PlainBackup backup = backup();
        String without = PostgresImage.changed(ENGINE, "without-sqlite:1", "rm /usr/bin/sqlite3");
        UserError error = assertThrows(UserError.class, () -> target(without).start(backup.manifest()));
        assertEquals(Optional.of(UserError.Kind.DRILL_UNABLE), error.kind());
        assertEquals("the image [without-sqlite:1] has no sqlite3, which is to check the restored file",
                error.getMessage());
        assertTrue(error.hint().orElseThrow().startsWith("use an image with the package sqlite3"), error.getMessage());
        String ancient = PostgresImage.changed(ENGINE, "ancient-sqlite:1",
                "printf '#!/bin/sh\\necho 3.7.17 2013-05-20 118a\\n' > /usr/bin/sqlite3");
        assertEquals("the image [ancient-sqlite:1] has sqlite3 [3.7.17], which is too old to check a file",
                assertThrows(UserError.class, () -> target(ancient).start(backup.manifest())).getMessage());
        assertEquals(before, leftovers());
    }

    @Test
    void a_file_that_is_too_new_for_the_image_is_not_the_backups_fault() throws Exception {
        String older = PostgresImage.packaged(ENGINE, 15);
        PlainBackup backup = PlainBackup.ofSqlite(folder, "CREATE TABLE t(x)",
                "CREATE VIEW v AS SELECT group_concat(x ORDER BY x) FROM t");
        try (Target.Instance instance = target(older).start(backup.manifest())) {
            UserError error = assertThrows(UserError.class,
                    () -> instance.restore(backup.manifest(), backup.parts()));
            assertEquals(Optional.of(UserError.Kind.DRILL_UNABLE), error.kind());
            assertTrue(error.getMessage().matches("the sqlite3 \\[3\\.40\\.\\d+] of the image \\[" + older
                    + "] does not read the restored file: malformed database schema \\(v\\).*"), error.getMessage());
            assertTrue(error.hint().orElseThrow().contains("use an image with that version or later"));
        }
    }

    @Test
    void what_only_the_application_can_check_is_left_to_it() throws Exception {
        PlainBackup backup = PlainBackup.ofSqlite(folder, "CREATE TABLE t(x TEXT COLLATE NOCASE UNIQUE)",
                "INSERT INTO t VALUES ('a')", "CREATE TABLE p(x)", "CREATE TABLE c(p REFERENCES p(x))",
                "PRAGMA writable_schema = ON",
                "UPDATE sqlite_schema SET sql = replace(sql, 'NOCASE', 'THEIRS') WHERE name = 't'");
        assertEquals(List.of(), differences(backup));
    }

    @Test
    void a_container_that_is_killed_in_the_middle_is_not_the_backups_fault() throws Exception {
        List<String> before = ENGINE.containers();
        PlainBackup backup = backup();
        try (Target.Instance instance = target().start(backup.manifest())) {
            ENGINE.must("kill", ENGINE.containers().stream().filter(c -> !before.contains(c)).findFirst()
                    .orElseThrow());
            UserError error = assertThrows(UserError.class,
                    () -> instance.restore(backup.manifest(), backup.parts()));
            assertEquals(Optional.of(UserError.Kind.DRILL_UNABLE), error.kind());
            assertTrue(error.getMessage().endsWith("came to an end: it was ended by signal [9, SIGKILL]"),
                    error.getMessage());
        }
        assertEquals(before, ENGINE.containers());
    }
}
