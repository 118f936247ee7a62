package lifeboat.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import lifeboat.base.Environment;
import lifeboat.base.Tool;
import lifeboat.base.UserError;
import lifeboat.base.Workspace;
import lifeboat.testing.PostgresBinaries;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LocalClusterTest {
    private static final int MAJOR = PostgresBinaries.installed().getLast();
    private Path temporary;

    @BeforeEach
    void makeFolder() throws Exception {
        temporary = Files.createTempDirectory("lbt-");
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterEach
    void removeFolder() {
        Workspace.deleteTree(temporary);
    }

    @Test
    void no_server_programs_mean_that_the_drill_cannot_run() {
        UserError error = assertThrows(UserError.class, () -> LocalCluster.start(99, environment()));
        assertEquals(Optional.of(UserError.Kind.DRILL_UNABLE), error.kind());
        assertTrue(error.hint().orElseThrow().contains("postgresql-99"), error.hint().toString());
    }

    @Test
    void a_long_temporary_folder_is_no_obstacle() throws Exception {
        Path deep = Files.createDirectories(temporary.resolve("x".repeat(120)));
        try (LocalCluster cluster = LocalCluster.start(MAJOR, environment(deep))) {
            assertTrue(cluster.url("postgres").host().length() < 100, cluster.url("postgres").host());
        }
    }

    @Test
    void a_drill_that_is_ended_by_a_signal_leaves_nothing() throws Exception {
        try (Tool.Running drill = waiting()) {
            assertEquals('u', drill.stdout().read());
            assertTrue(leftovers().size() > 1, "nothing runs");
            ProcessHandle.of(drill.pid()).orElseThrow().destroy();
            drill.waitFor(Duration.ofSeconds(30));
        }
        assertEquals(List.of(), leftovers());
    }

    @Test
    void what_a_killed_drill_left_is_removed_by_a_later_one() throws Exception {
        try (Tool.Running drill = waiting()) {
            assertEquals('u', drill.stdout().read());
            ProcessHandle.of(drill.pid()).orElseThrow().destroyForcibly();
            drill.waitFor(Duration.ofSeconds(30));
        }
        assertTrue(leftovers().size() > 1, "nothing was left");
        LocalCluster.start(MAJOR, environment()).close();
        assertTrue(leftovers().size() > 1, "removed before the grace time was over");
        try (Stream<Path> entries = Files.list(temporary)) {
            Files.setLastModifiedTime(entries.findFirst().orElseThrow().resolve("owner"),
                    FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        }
        LocalCluster.start(MAJOR, environment()).close();
        assertEquals(List.of(), leftovers());
    }

    /** Starts a cluster and waits to be ended. */
    static final class Waiting {
        private Waiting() {}

        public static void main(String[] arguments) throws Exception {
            LocalCluster.start(Integer.parseInt(arguments[1]), environment(Path.of(arguments[0])));
            System.out.print('u');
            System.out.flush();
            new CountDownLatch(1).await();
        }
    }

    @Test
    void nobody_gets_in_without_the_password() {
        try (LocalCluster cluster = LocalCluster.start(MAJOR, environment())) {
            PostgresUrl known = cluster.url("postgres");
            PostgresUrl guess = new PostgresUrl(known.host(), known.port(), known.user(),
                    Optional.of(new lifeboat.base.Secret("guess")), "postgres", known.options());
            assertThrows(UserError.class, () -> PostgresConnection.open(guess).close());
        }
    }

    private Tool.Running waiting() {
        return Tool.of(ProcessHandle.current().info().command().orElseThrow(), "-cp",
                System.getProperty("java.class.path"), Waiting.class.getName(), temporary.toString(),
                String.valueOf(MAJOR)).start();
    }

    private List<String> leftovers() throws Exception {
        List<String> found = new ArrayList<>();
        try (Stream<Path> entries = Files.list(temporary)) {
            entries.forEach(e -> found.add(e.toString()));
        }
        ProcessHandle.allProcesses().map(p -> p.info().commandLine().orElse(""))
                .filter(line -> line.contains("postgres") && line.contains(temporary.toString())).forEach(found::add);
        return found;
    }

    private Environment environment() {
        return environment(temporary);
    }

    private static Environment environment(Path temporary) {
        return new Environment(Map.of("PATH", Environment.system().get("PATH").orElse(""),
                "TMPDIR", temporary.toString()));
    }
}
