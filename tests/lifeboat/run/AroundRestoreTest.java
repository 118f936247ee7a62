package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import lifeboat.base.Output;
import lifeboat.base.UserError;
import lifeboat.config.Config;
import lifeboat.config.Options;
import lifeboat.config.RestoreSteps;
import lifeboat.testing.ContainerEngine;
import lifeboat.testing.PostgresImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AroundRestoreTest {
    private static final ContainerEngine ENGINE = ContainerEngine.shared();

    @TempDir
    Path folder;

    @Test
    void the_application_does_not_run_while_its_data_is_replaced() {
        ENGINE.must("run", "-d", "--stop-signal", "KILL", "--name", "the-app", "--network", "none", "--entrypoint",
                "sleep", PostgresImage.installed(ENGINE), "infinity");
        try {
            assertEquals("done", around(RestoreSteps.NONE, "the-app").run(() -> {
                assertEquals("false", running());
                return "done";
            }));
            assertEquals("true", running());
            assertThrows(UserError.class, () -> around(RestoreSteps.NONE, "the-app").run(() -> {
                throw UserError.of("it broke", null);
            }));
            assertEquals("true", running());
        } finally {
            ENGINE.must("rm", "-f", "the-app");
        }
    }

    @Test
    void commands_run_before_and_after() {
        RestoreSteps steps = new RestoreSteps(List.of(), List.of("echo off > " + file("mode")),
                List.of("echo on > " + file("mode")));
        around(steps).run(() -> {
            assertEquals("off", mode());
            return null;
        });
        assertEquals("on", mode());
    }

    @Test
    void a_command_before_that_fails_keeps_the_restore_from_happening() {
        RestoreSteps steps = new RestoreSteps(List.of(), List.of("echo not now >&2; exit 3"),
                List.of("touch " + file("after")));
        UserError error = assertThrows(UserError.class, () -> around(steps).run(() -> {
            throw new AssertionError("restored");
        }));
        assertEquals("the command [echo not now >&2; exit 3] that comes before a restore ended with exit code [3]: "
                + "not now", error.getMessage());
        assertTrue(Files.exists(folder.resolve("after")));
    }

    @Test
    void a_command_after_that_fails_fails_the_restore_and_the_others_still_run() {
        RestoreSteps steps = new RestoreSteps(List.of(), List.of(), List.of("false", "touch " + file("after")));
        UserError error = assertThrows(UserError.class, () -> around(steps).run(() -> "done"));
        assertEquals(Optional.of(UserError.Kind.RESTORE_FAILED), error.kind());
        assertEquals("the restore itself succeeded, but the command [false] that comes after a restore ended with exit "
                + "code [1]", error.getMessage());
        assertTrue(Files.exists(folder.resolve("after")));
    }

    @Test
    void a_container_that_is_not_there_keeps_the_restore_from_happening() {
        UserError error = assertThrows(UserError.class, () -> around(RestoreSteps.NONE, "not-there").run(() -> {
            throw new AssertionError("restored");
        }));
        assertEquals("there is no container [not-there]", error.getMessage());
        assertFalse(error.hint().orElseThrow().isEmpty());
    }

    private AroundRestore around(RestoreSteps steps, String... stop) {
        Config config = Options.NONE.loadToRead(ENGINE.environment(), folder);
        return new AroundRestore(new Context(ENGINE.environment(), Output.SILENT, Clock.systemUTC(), config), steps,
                List.of(stop));
    }

    private String running() {
        return ENGINE.must("inspect", "--format", "{{.State.Running}}", "the-app").strip();
    }

    private String file(String name) {
        return "'" + folder.resolve(name) + "'";
    }

    private String mode() {
        try {
            return Files.readString(folder.resolve("mode")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
