package lifeboat.restore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import lifeboat.base.Environment;
import lifeboat.base.Output;
import lifeboat.base.Tool;
import lifeboat.base.UserError;
import lifeboat.base.Workspace;
import lifeboat.source.SqliteSource;
import lifeboat.testing.PlainBackup;
import lifeboat.testing.SqliteFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteRestorerTest extends RestorerContract {
    @TempDir
    private Path folder;
    private Path place;
    private Path target;

    @BeforeEach
    void make_a_place() throws IOException {
        place = Files.createDirectory(folder.resolve("place"));
        target = place.resolve("shop.db");
    }

    @Override
    protected PlainBackup backup() throws Exception {
        Path source = folder.resolve("source.db");
        if (!Files.exists(source)) {
            new SqliteFile(source).run("PRAGMA journal_mode = WAL",
                    "CREATE TABLE orders(id INTEGER PRIMARY KEY AUTOINCREMENT, note)",
                    "INSERT INTO orders(note) VALUES ('a'), (2), (NULL)", "CREATE TABLE empty(x)");
        }
        return PlainBackup.of(new SqliteSource(source, environment(), Output.SILENT), folder);
    }

    @Override
    protected PlainBackup broken() throws Exception {
        return backup().truncated(folder);
    }

    @Override
    protected Restorer restorer() {
        return new SqliteRestorer(target, Duration.ofMillis(300));
    }

    @Override
    protected void fill() throws Exception {
        new SqliteFile(target).run("CREATE TABLE precious(x)", "INSERT INTO precious VALUES (1)");
    }

    @Override
    protected List<String> beside() throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            return files.filter(file -> !file.equals(target)).map(Path::toString).sorted().toList();
        }
    }

    @Test
    void a_live_wal_of_the_old_file_does_not_come_near_the_new_one() throws Exception {
        Path wal = place.resolve("shop.db-wal");
        try (Connection writer = new SqliteFile(folder.resolve("old.db")).connect();
                Statement sql = writer.createStatement()) {
            sql.execute("PRAGMA journal_mode = WAL");
            sql.execute("CREATE TABLE precious(x)");
            sql.execute("INSERT INTO precious VALUES (1), (2)");
            Files.copy(folder.resolve("old.db"), target);
            Files.copy(folder.resolve("old.db-wal"), wal);
        }
        assertEquals(Map.of("precious", 2L), restorer().inspect().rows());
        swap(backup());
        assertEquals(List.of(), beside());
        assertEquals("3", new SqliteFile(target).text("SELECT count(*) FROM orders"));
        assertEquals("ok", new SqliteFile(target).text("PRAGMA integrity_check"));
    }

    @Test
    void a_wal_without_its_database_is_moved_away_and_kept() throws Exception {
        Files.write(place.resolve("shop.db-wal"), new byte[] {1, 2, 3});
        swap(backup());
        assertEquals("3", new SqliteFile(target).text("SELECT count(*) FROM orders"));
        assertTrue(beside().stream().anyMatch(name -> name.contains(".damaged-") && name.endsWith("-wal")),
                beside().toString());
    }

    @Test
    void killed_before_the_rename_the_old_data_is_whole_in_its_own_file() throws Exception {
        new SqliteFile(target).run("PRAGMA journal_mode = WAL", "CREATE TABLE precious(x)",
                "INSERT INTO precious VALUES (1)");
        SqliteSwap swap = new SqliteSwap(target, Duration.ofMillis(300));
        swap.lockOld();
        swap.putAside();
        assertEquals(List.of(), beside());
        Path seen = folder.resolve("seen.db");
        assertTrue(Tool.of("cp", target.toString(), seen.toString()).run(Duration.ofSeconds(10)).ok());
        assertEquals("1", new SqliteFile(seen).text("SELECT count(*) FROM precious"));
        swap.close();
        assertEquals("wal", new SqliteFile(target).text("PRAGMA journal_mode"));
    }

    @Test
    void an_idle_connection_of_another_process_refuses_the_swap() throws Exception {
        for (String mode : List.of("WAL", "DELETE")) {
            Files.deleteIfExists(target);
            fill();
            new SqliteFile(target).run("PRAGMA journal_mode = " + mode);
            Process user = new ProcessBuilder("sqlite3", target.toString()).start();
            try {
                user.getOutputStream().write("SELECT count(*) FROM precious;\n".getBytes());
                user.getOutputStream().flush();
                assertEquals('1', user.getInputStream().read());
                assertInUse();
            } finally {
                user.destroy();
                assertTrue(user.waitFor(10, TimeUnit.SECONDS));
            }
            assertEquals(Map.of("precious", 1L), restorer().inspect().rows());
        }
    }

    @Test
    void a_connection_of_this_process_in_wal_mode_refuses_the_swap() throws Exception {
        fill();
        new SqliteFile(target).run("PRAGMA journal_mode = WAL");
        try (Connection other = new SqliteFile(target).connect(); Statement sql = other.createStatement()) {
            sql.execute("INSERT INTO precious VALUES (2)");
            assertInUse();
            sql.execute("INSERT INTO precious VALUES (3)");
        }
        assertEquals(Map.of("precious", 3L), restorer().inspect().rows());
        assertEquals("wal", new SqliteFile(target).text("PRAGMA journal_mode"));
    }

    @Test
    void a_writer_in_a_transaction_refuses_the_swap() throws Exception {
        fill();
        try (Connection other = new SqliteFile(target).connect(); Statement sql = other.createStatement()) {
            sql.execute("BEGIN IMMEDIATE");
            assertInUse();
        }
    }

    @Test
    void the_mode_of_the_old_file_is_kept_and_a_new_file_is_private() throws Exception {
        swap(backup());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(target)));
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-rw-r--"));
        swap(backup());
        assertEquals("rw-rw-r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(target)));
    }

    @Test
    void a_file_that_is_not_a_database_counts_as_data_and_is_kept() throws Exception {
        byte[] garbage = "these are notes, not a database, but somebody's".repeat(50).getBytes();
        Files.write(target, garbage);
        assertTrue(restorer().inspect().holdsData());
        swap(backup());
        assertEquals(1, beside().size(), beside().toString());
        assertArrayEquals(garbage, Files.readAllBytes(Path.of(beside().getFirst())));
    }

    @Test
    void a_link_stays_a_link() throws Exception {
        Path file = folder.resolve("elsewhere.db");
        new SqliteFile(file).run("CREATE TABLE precious(x)");
        Files.createSymbolicLink(target, file);
        swap(backup());
        assertTrue(Files.isSymbolicLink(target));
        assertEquals("3", new SqliteFile(file).text("SELECT count(*) FROM orders"));
    }

    @Test
    void a_folder_or_a_missing_folder_is_refused() throws Exception {
        Restorer onFolder = new SqliteRestorer(place);
        assertThrows(UserError.class, onFolder::inspect);
        PlainBackup backup = backup();
        Restorer nowhere = new SqliteRestorer(place.resolve("no/shop.db"));
        UserError error = assertThrows(UserError.class, () -> nowhere.stage(backup.manifest(), backup.parts()));
        assertTrue(error.getMessage().contains("there is no folder"), error.getMessage());
        assertFalse(Files.exists(place.resolve("no")));
    }

    @Test
    void a_part_that_was_fetched_nearby_is_moved_and_not_copied() throws Exception {
        fill();
        PlainBackup backup = backup();
        Object part;
        try (Workspace near = Workspace.beside(restorer().nearby().orElseThrow())) {
            Path file = Files.copy(backup.parts().get("data"), near.file("data.db"));
            part = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            try (Restorer.Staged staged = restorer().stage(backup.manifest(), Map.of("data", file))) {
                staged.swap();
            }
        }
        assertEquals(part, Files.readAttributes(target, BasicFileAttributes.class).fileKey());
        assertEquals("3", new SqliteFile(target).text("SELECT count(*) FROM orders"));
        assertEquals(List.of(), beside());
    }

    private void assertInUse() throws Exception {
        PlainBackup backup = backup();
        try (Restorer.Staged staged = restorer().stage(backup.manifest(), backup.parts())) {
            UserError error = assertThrows(UserError.class, staged::swap);
            assertTrue(error.getMessage().contains("is in use"), error.getMessage());
        }
    }

    private void swap(PlainBackup backup) {
        try (Restorer.Staged staged = restorer().stage(backup.manifest(), backup.parts())) {
            staged.swap();
        }
    }

    private Environment environment() {
        return new Environment(Map.of("TMPDIR", folder.toString()));
    }
}
