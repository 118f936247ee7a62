package lifeboat.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceTest {
    @TempDir
    private Path parent;

    /** Another process: makes a folder beside, prints its path and waits. */
    static final class Other {
        private Other() {}

        public static void main(String[] args) throws Exception {
            System.out.println(Workspace.beside(Path.of(args[0])).folder());
            System.in.read();
        }
    }

    @Test
    void what_a_killed_process_left_beside_is_removed_by_the_next_and_what_is_in_use_is_not() throws Exception {
        Tool other = Tool.of(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m",
                "-cp", System.getProperty("java.class.path"), Other.class.getName(), parent.toString()));
        Path left;
        try (Tool.Running running = other.start();
                var out = new BufferedReader(new InputStreamReader(running.stdout(), StandardCharsets.UTF_8))) {
            left = Path.of(out.readLine());
            Files.writeString(left.resolve("half"), "fetched");
            try (Workspace _ = Workspace.beside(parent)) {
                assertTrue(Files.exists(left.resolve("half")), "it is in use");
            }
            assertTrue(ProcessHandle.of(running.pid()).orElseThrow().destroyForcibly());
            running.waitFor(Duration.ofSeconds(20));
        }
        assertTrue(Files.exists(left.resolve("half")));
        try (Workspace _ = Workspace.beside(parent)) {
            assertFalse(Files.exists(left));
        }
        assertEquals(List.of(), names());
    }

    @Test
    void two_of_one_process_and_what_is_not_ours_stay() throws Exception {
        Path foreign = Files.createDirectory(parent.resolve(".lifeboat-notes"));
        try (Workspace first = Workspace.beside(parent); Workspace second = Workspace.beside(parent)) {
            assertTrue(Files.exists(first.folder()) && Files.exists(second.folder()));
        }
        assertEquals(List.of(foreign.getFileName().toString()), names());
    }

    private List<String> names() throws Exception {
        try (var files = Files.list(parent)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
