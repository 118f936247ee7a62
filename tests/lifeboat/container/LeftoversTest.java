package lifeboat.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import lifeboat.base.Output;
import lifeboat.base.Tool;
import lifeboat.postgres.PostgresContainer;
import lifeboat.testing.ContainerEngine;
import lifeboat.testing.PostgresImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left in the engine when a drill's process ends otherwise than by itself. */
class LeftoversTest {
    private static final ContainerEngine ENGINE = ContainerEngine.shared();

    @TempDir
    Path folder;

    @Test
    void a_terminated_process_removes_its_container() throws Exception {
        try (Tool.Running process = drill()) {
            signal(process, "TERM");
            process.waitFor(Duration.ofSeconds(30));
        }
        assertEquals(List.of(), ENGINE.containers());
        assertEquals(List.of(), names(folder.resolve("tmp")));
    }

    @Test
    void the_container_of_a_killed_process_is_removed_by_the_next_run_and_that_of_a_living_one_is_not()
            throws Exception {
        try (Tool.Running process = drill()) {
            signal(process, "KILL");
            process.waitFor(Duration.ofSeconds(30));
        }
        assertEquals(1, ENGINE.containers().size());
        Engine engine = Engine.find(ENGINE.environment());
        Image image = Image.require(engine, PostgresImage.installed(ENGINE), Output.SILENT);
        try (PostgresContainer living = PostgresContainer.start(engine, image, 0, ENGINE.environment())) {
            ENGINE.must("create", "--name", "theirs", image.name());
            assertEquals(1, Leftovers.sweep(engine));
            assertEquals(List.of(living.name(), "theirs"), ENGINE.containers());
            assertEquals(0, Leftovers.sweep(engine));
        } finally {
            ENGINE.must("rm", "-v", "theirs");
        }
    }

    private Tool.Running drill() throws Exception {
        Path started = folder.resolve("started");
        Files.createDirectories(folder.resolve("tmp"));
        Tool.Running process = Tool.of(ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                DrillProcess.class.getName(), PostgresImage.installed(ENGINE), started.toString())
                .env(ENGINE.environment().variables()).env("LIFEBOAT_TMPDIR", folder.resolve("tmp").toString()).start();
        Instant deadline = Instant.now().plusSeconds(60);
        while (!Files.exists(started)) {
            assertTrue(process.alive() && Instant.now().isBefore(deadline), process.errors());
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        return process;
    }

    private static void signal(Tool.Running process, String name) {
        Tool.of("kill", "-" + name, String.valueOf(process.pid())).run(Duration.ofSeconds(10));
    }

    private static List<String> names(Path parent) throws Exception {
        try (var entries = Files.list(parent)) {
            return entries.map(Path::toString).toList();
        }
    }
}
