package lifeboat.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import lifeboat.base.Tool;
import lifeboat.base.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** A folder as a store: the contract, and what only a folder has. */
class DirectoryStoreTest extends StoreContract {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path temp;

    Path root() {
        return temp.resolve("made/on/first/write");
    }

    @Override
    DirectoryStore open() {
        return new DirectoryStore(root());
    }

    @Test
    void reading_makes_nothing() throws Exception {
        open().entries("");
        open().read("job/key");
        assertFalse(Files.exists(temp.resolve("made")));
    }

    @Test
    void folders_and_files_are_private() throws Exception {
        DirectoryStore store = open();
        store.put("job/id/document", bytes("x"));
        store.putIfAbsent("job/id/manifest.json", bytes("x"));
        try (Store.Upload upload = store.create("job/id/part", 0)) {
            upload.write(1);
            try (Stream<Path> files = Files.walk(temp.resolve("made"))) {
                for (Path path : files.toList()) {
                    String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
                    assertEquals(Files.isDirectory(path) ? "rwx------" : "rw-------", mode, path.toString());
                }
            }
        }
    }

    @Test
    void it_is_local_and_described_by_its_path() {
        assertEquals(root().toString(), open().describe());
        assertFalse(open().remote());
    }

    @Test
    void foreign_files_are_no_keys() throws Exception {
        DirectoryStore store = open();
        store.put("job/key", bytes("x"));
        Files.writeString(root().resolve("job/.hidden"), "x");
        Files.writeString(root().resolve("job/with space"), "x");
        Files.createDirectory(root().resolve("lost+found"));
        assertEquals(List.of(new Store.Entry("job/key", 1)), store.entries("job"));
        assertEquals(List.of("job"), store.folders(""));
    }

    @Test
    void links_that_lead_out_are_not_followed() throws Exception {
        Path outside = Files.createDirectory(temp.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "mine");
        DirectoryStore store = open();
        store.put("job/key", bytes("x"));
        Files.createSymbolicLink(root().resolve("away"), outside);
        Files.createSymbolicLink(root().resolve("job/alias"), outside.resolve("secret"));

        for (String key : List.of("away/secret", "away/deeper/new", "job/alias")) {
            assertThrows(UserError.class, () -> store.put(key, bytes("x")), key);
            assertThrows(UserError.class, () -> store.putIfAbsent(key, bytes("x")), key);
            assertThrows(UserError.class, () -> store.create(key, 0), key);
            assertThrows(UserError.class, () -> store.read(key), key);
        }
        assertThrows(UserError.class, () -> store.delete("away/secret"));
        assertThrows(UserError.class, () -> store.entries("away"));
        assertThrows(UserError.class, () -> store.sweep("away", Instant.now()));
        store.delete("job/alias");
        store.sweep("", Instant.now().plusSeconds(60));
        assertFalse(Files.isSymbolicLink(root().resolve("job/alias")));
        assertEquals("mine", Files.readString(outside.resolve("secret")));
        assertEquals(List.of("secret"), names(outside));
        assertEquals(List.of("away", "job"), store.folders(""));
    }

    @Test
    void the_root_itself_may_be_a_link() throws Exception {
        Path disk = Files.createDirectory(temp.resolve("disk"));
        Path link = Files.createSymbolicLink(temp.resolve("backups"), disk);
        new DirectoryStore(link).put("job/key", bytes("x"));
        assertEquals("x", Files.readString(disk.resolve("job/key")));
    }

    @Test
    void a_link_to_a_folder_that_is_not_there_is_no_empty_store() throws Exception {
        try (DirectoryStore store = new DirectoryStore(Files.createSymbolicLink(temp.resolve("backups"),
                temp.resolve("not-mounted")))) {
            for (Executable use : List.<Executable>of(() -> store.folders(""), () -> store.entries("job"),
                    () -> store.read("job/key"), () -> store.put("job/key", bytes("x")),
                    () -> store.putIfAbsent("job/key", bytes("x")))) {
                UserError error = assertThrows(UserError.class, use);
                assertTrue(error.getMessage().contains("backups] is a link to a folder that does not exist"),
                        error.getMessage());
            }
        }
    }

    @Test
    void a_full_disk_is_named_and_leaves_nothing() throws Exception {
        Path disk = Files.createDirectory(temp.resolve("disk"));
        String said;
        if (Tool.of("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString()).run(LIMIT).ok()) {
            try {
                DirectoryStore store = new DirectoryStore(disk);
                store.put("job/good", new byte[1 << 20]);
                said = assertThrows(UserError.class, () -> store.put("job/part", new byte[8 << 20])).getMessage();
                assertEquals(List.of(new Store.Entry("job/good", 1 << 20)), store.entries("job"));
                assertEquals(List.of("good"), names(disk.resolve("job")));
            } finally {
                Tool.of("umount", disk.toString()).run(LIMIT);
            }
        } else {
            List<String> command = new ArrayList<>(List.of("bash", "-c", "ulimit -f 4096; exec \"$@\"", "bash"));
            command.addAll(StoreProcess.command("fill", disk.toString()));
            said = Tool.of(command).run(LIMIT).out();
            assertEquals(List.of(), names(disk));
        }
        assertTrue(said.startsWith("no space left in [" + disk + "]"), said);
    }

    @Test
    void a_root_that_cannot_be_made_is_named() throws Exception {
        Path file = Files.writeString(temp.resolve("file"), "x");
        UserError error = assertThrows(UserError.class,
                () -> new DirectoryStore(file.resolve("store")).put("job/key", bytes("x")));
        assertTrue(error.getMessage().contains("[" + file.resolve("store")), error.getMessage());
        assertTrue(error.hint().isPresent());
        assertThrows(UserError.class, () -> new DirectoryStore(Path.of("/sys/lifeboat")).put("a/b", bytes("x")));
    }

    @Test
    void of_two_processes_that_create_a_key_one_wins() throws Exception {
        race(true);
    }

    @Test
    void a_lock_decides_where_there_are_no_hard_links() throws Exception {
        race(false);
    }

    private void race(boolean links) throws Exception {
        List<String> wins = new ArrayList<>();
        try (Tool.Running one = StoreProcess.tool("race", root().toString(), "" + links, "one").start();
                Tool.Running two = StoreProcess.tool("race", root().toString(), "" + links, "two").start();
                BufferedReader first = reader(one);
                BufferedReader second = reader(two)) {
            assertEquals("ready", first.readLine());
            assertEquals("ready", second.readLine());
            one.stdin().close();
            two.stdin().close();
            first.lines().forEach(wins::add);
            second.lines().forEach(wins::add);
            assertEquals(0, one.waitFor(LIMIT), one.errors());
            assertEquals(0, two.waitFor(LIMIT), two.errors());
        }
        assertEquals(200, wins.size());
        assertEquals(200, new TreeSet<>(wins).size());
        assertEquals(200, open().entries("job").size());
    }

    @Test
    void a_killed_upload_leaves_nothing_listed_and_is_swept_after_a_while() throws Exception {
        DirectoryStore store = open();
        store.put("job/old", bytes("old"));
        try (Tool.Running running = StoreProcess.tool("hang", root().toString(), "job/id/part").start();
                BufferedReader out = reader(running)) {
            assertEquals("ready", out.readLine());
            ProcessHandle.of(running.pid()).orElseThrow().destroyForcibly();
            running.waitFor(LIMIT);
        }
        assertEquals(List.of(), store.entries("job/id"));
        assertEquals(Optional.empty(), store.size("job/id/part"));
        Path leftover = root().resolve("job/id").resolve(names(root().resolve("job/id")).getFirst());
        assertEquals(0, store.sweep("job", Instant.now().minusSeconds(3600)));
        Files.setLastModifiedTime(leftover, FileTime.from(Instant.now().minusSeconds(7200)));
        assertEquals(1, store.sweep("job", Instant.now().minusSeconds(3600)));
        assertEquals(List.of("old"), names(root().resolve("job")));
    }

    @Test
    void an_upload_ended_by_a_signal_removes_its_file() throws Exception {
        try (Tool.Running running = StoreProcess.tool("hang", root().toString(), "job/part").start();
                BufferedReader out = reader(running)) {
            assertEquals("ready", out.readLine());
            ProcessHandle.of(running.pid()).orElseThrow().destroy();
            running.waitFor(LIMIT);
        }
        assertEquals(List.of(), names(root().resolve("job")));
    }

    @Test
    void a_commit_after_a_failed_write_is_refused() throws Exception {
        try (Store.Upload upload = open().create("job/part", 0)) {
            Thread.currentThread().interrupt();
            assertThrows(IOException.class, () -> upload.write(new byte[10]));
            assertTrue(Thread.interrupted());
            assertThrows(IllegalStateException.class, upload::commit);
        }
        assertEquals(List.of(), names(root()));
    }

    private static BufferedReader reader(Tool.Running running) {
        return new BufferedReader(new InputStreamReader(running.stdout(), StandardCharsets.UTF_8));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
