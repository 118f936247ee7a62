package lifeboat.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import lifeboat.base.Environment;
import lifeboat.base.Output;
import lifeboat.base.Tool;
import lifeboat.base.UserError;
import lifeboat.testing.PlainBackup;
import lifeboat.testing.SqliteFile;
import lifeboat.testing.Warnings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQLite sources as they are found: in use, half-written, damaged, or not SQLite at all. */
class SqliteSourceBadInputTest {
    @TempDir
    private Path folder;
    private Path place;
    private SqliteFile file;

    @BeforeEach
    void make_a_place() throws Exception {
        place = Files.createDirectory(folder.resolve("place with spaces & 100%?#"));
        Files.createDirectory(folder.resolve("tmp"));
        file = new SqliteFile(place.resolve("shop.db"));
    }

    @Test
    void a_part_opens_in_stock_sqlite() throws Exception {
        PlainBackup backup = PlainBackup.of(source(filled().path()), folder);
        Tool.Result result = Tool.of("sqlite3", backup.parts().get("data").toString(),
                "PRAGMA integrity_check; SELECT count(*) FROM t").run(Duration.ofSeconds(10));
        assertEquals("ok\n1000", result.out().strip(), result.errors());
    }

    @Test
    void what_is_only_in_the_wal_is_backed_up_and_the_files_stay_as_they_are() throws Exception {
        try (Connection writer = file.connect(); Statement sql = writer.createStatement()) {
            sql.execute("PRAGMA journal_mode = WAL");
            sql.execute("PRAGMA wal_autocheckpoint = 0");
            sql.execute("CREATE TABLE t(x)");
            sql.execute("INSERT INTO t VALUES (1), (2)");
            long wal = Files.size(place.resolve("shop.db-wal"));
            PlainBackup backup = PlainBackup.of(source(file.path()), folder);
            assertEquals(2, backup.manifest().fingerprint().rows());
            assertEquals(wal, Files.size(place.resolve("shop.db-wal")));
            sql.execute("INSERT INTO t VALUES (3)");
        }
        assertEquals("3", file.text("SELECT count(*) FROM t"));
    }

    @Test
    void an_idle_wal_database_keeps_its_bytes_and_no_file_appears_beside_it() throws Exception {
        filled().run("PRAGMA journal_mode = WAL");
        byte[] before = Files.readAllBytes(file.path());
        PlainBackup.of(source(file.path()), folder);
        assertTrue(Arrays.equals(before, Files.readAllBytes(file.path())));
        try (Stream<Path> files = Files.list(place)) {
            assertEquals(List.of(file.path()), files.toList());
        }
    }

    @Test
    void beside_a_writer_with_a_rollback_journal_the_copy_is_one_committed_state() throws Exception {
        file.run("CREATE TABLE a(x)", "CREATE TABLE b(x)");
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger commits = new AtomicInteger();
        List<Exception> failures = new ArrayList<>();
        Thread writer = Thread.ofPlatform().start(() -> {
            try (Connection connection = file.connect(); Statement sql = connection.createStatement()) {
                sql.execute("PRAGMA busy_timeout = 20000");
                while (!stop.get()) {
                    sql.execute("BEGIN IMMEDIATE");
                    sql.execute("INSERT INTO a VALUES (randomblob(500))");
                    sql.execute("INSERT INTO b VALUES (randomblob(500))");
                    sql.execute("COMMIT");
                    commits.incrementAndGet();
                }
            } catch (Exception e) {
                failures.add(e);
            }
        });
        for (int i = 0; i < 5; i++) {
            PlainBackup backup = PlainBackup.of(new SqliteSource(file.path(), environment(), Output.SILENT), folder);
            var tables = backup.manifest().fingerprint().tables();
            assertEquals(tables.get(0).rows(), tables.get(1).rows());
        }
        stop.set(true);
        writer.join();
        assertEquals(List.of(), failures);
        assertTrue(commits.get() > 0);
    }

    @Test
    void a_database_that_stays_locked_is_named_after_the_deadline() throws Exception {
        filled();
        try (Connection other = file.connect(); Statement sql = other.createStatement()) {
            sql.execute("BEGIN EXCLUSIVE");
            refused(file.path(), "stayed locked");
        }
    }

    @Test
    void a_corrupt_database_does_not_finish_a_part() throws Exception {
        filled().run("CREATE INDEX i ON t(x)");
        byte[] bytes = Files.readAllBytes(file.path());
        Arrays.fill(bytes, bytes.length - 4096, bytes.length - 3000, (byte) 0x5a);
        Files.write(file.path(), bytes);
        try (Dump dump = source(file.path()).open()) {
            UserError error = assertThrows(UserError.class,
                    () -> dump.write(dump.parts().getFirst(), OutputStream.nullOutputStream()));
            assertTrue(error.getMessage().contains("is corrupt") || error.getMessage().contains("malformed"),
                    error.getMessage());
            assertThrows(RuntimeException.class, dump::finish);
        }
    }

    @Test
    void what_is_no_database_is_refused_with_a_reason() throws Exception {
        refused(place, "is a folder");
        refused(place.resolve("missing.db"), "there is no database");
        refused(Files.createFile(place.resolve("empty.db")), "is an empty file");
        byte[] random = new byte[8192];
        new Random(1).nextBytes(random);
        refused(Files.write(place.resolve("secret.db"), random), "or it is encrypted");
        refused(Files.writeString(place.resolve("notes.txt"), "hello ".repeat(500)), "is not an SQLite database");
    }

    @Test
    void a_temporary_folder_that_is_not_there_is_named() throws Exception {
        filled();
        Source source = new SqliteSource(file.path(), new Environment(Map.of("LIFEBOAT_TMPDIR", "/no/such/folder")),
                Output.SILENT);
        UserError error = assertThrows(UserError.class, source::open);
        assertTrue(error.getMessage().contains("[/no/such/folder]"), error.getMessage());
    }

    @Test
    void the_copy_is_private() throws Exception {
        filled();
        try (Dump dump = source(file.path()).open(); Stream<Path> found = Files.walk(folder.resolve("tmp"))) {
            assertFalse(dump.parts().isEmpty());
            List<Path> below = found.filter(p -> !p.equals(folder.resolve("tmp"))).toList();
            assertEquals(2, below.size(), below.toString());
            for (Path path : below) {
                assertTrue(PosixFilePermissions.toString(Files.getPosixFilePermissions(path))
                        .endsWith("------"), path.toString());
            }
        }
    }

    @Test
    void orphaned_rows_are_backed_up_with_a_warning() throws Exception {
        file.run("CREATE TABLE a(id INTEGER PRIMARY KEY)", "CREATE TABLE b(a REFERENCES a)",
                "INSERT INTO b VALUES (9)");
        List<String> warnings = new ArrayList<>();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Dump dump = new SqliteSource(file.path(), environment(), new Warnings(warnings)).open()) {
            dump.write(dump.parts().getFirst(), out);
            assertEquals("1", dump.finish().source().settings().get("foreign_key_violations"));
        }
        assertEquals(1, warnings.size());
        assertTrue(warnings.getFirst().contains("[1] row"), warnings.getFirst());
    }

    private void refused(Path path, String reason) {
        UserError error = assertThrows(UserError.class, () -> source(path).open().close());
        assertTrue(error.getMessage().contains(reason) && error.getMessage().contains("[" + path), error.getMessage());
        assertTrue(error.hint().isPresent());
    }

    private SqliteFile filled() throws Exception {
        return file.run("CREATE TABLE t(x)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
                + " INSERT INTO t SELECT 'row ' || i FROM n");
    }

    private Source source(Path path) {
        return new SqliteSource(path, environment(), Output.SILENT, Duration.ofMillis(500));
    }

    private Environment environment() {
        return new Environment(Map.of("TMPDIR", folder.resolve("tmp").toString()));
    }
}
