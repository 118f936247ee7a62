package lifeboat.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lifeboat.base.Environment;
import lifeboat.base.Output;
import lifeboat.base.UserError;
import lifeboat.testing.DockerEngine;
import lifeboat.testing.PostgresImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineTest {
    private static final DockerEngine ENGINE = DockerEngine.shared();

    @TempDir
    Path folder;

    @Test
    void the_first_that_answers_is_taken() throws Exception {
        assertEquals("docker", Engine.find(ENGINE.environment()).name());
        program("docker", "echo 'Cannot connect to the Docker daemon.' >&2; exit 1");
        program("podman", "exit 0");
        assertEquals("podman", Engine.find(here(Map.of())).name());
        assertEquals("podman", Engine.find(here(Map.of(Engine.CHOICE, "podman"))).name());
    }

    @Test
    void one_that_does_not_answer_is_to_be_started() {
        Environment nowhere = ENGINE.environment(Map.of("DOCKER_HOST", "unix://" + folder.resolve("none.sock")));
        UserError error = assertThrows(UserError.class, () -> Engine.find(nowhere));
        assertTrue(error.getMessage().startsWith("the container engine [docker] does not answer: "),
                error.getMessage());
        assertTrue(error.hint().orElseThrow().startsWith("start it (systemctl start docker)"), error.hint().toString());
        assertEquals(Optional.empty(), Engine.answering(nowhere));
    }

    @Test
    void one_that_does_not_let_us_in_says_so() throws Exception {
        program("docker", "echo 'permission denied while trying to connect to the Docker daemon socket' >&2; exit 1");
        UserError error = assertThrows(UserError.class, () -> Engine.find(here(Map.of())));
        assertEquals("the container engine [docker] does not let this user in: permission denied while trying to "
                + "connect to the Docker daemon socket", error.getMessage());
        assertTrue(error.hint().orElseThrow().contains("usermod -aG docker"), error.hint().toString());
    }

    @Test
    void what_to_do_about_a_silent_podman_is_not_what_to_do_about_a_silent_docker() throws Exception {
        program("podman", "echo 'time=\"2026-01-15T02:00:00Z\" level=warning msg=\"not an error\"' >&2; "
                + "echo 'Error: cannot find UID/GID for user shop' >&2; exit 125");
        UserError silent = assertThrows(UserError.class, () -> Engine.find(here(Map.of())));
        assertEquals("the container engine [podman] does not answer: cannot find UID/GID for user shop",
                silent.getMessage());
        assertTrue(silent.hint().orElseThrow().startsWith("it has no daemon to start: see to it that [podman info]"),
                silent.hint().toString());
        program("podman", "echo 'Error: mkdir /run/libpod: permission denied' >&2; exit 125");
        UserError denied = assertThrows(UserError.class, () -> Engine.find(here(Map.of())));
        assertEquals(Optional.of("run this as root, or as a user that it is set up for"), denied.hint());
    }

    @Test
    void only_the_one_that_is_named_is_used() throws Exception {
        program("docker", "exit 0");
        assertEquals("the container engine [podman] is not installed", assertThrows(UserError.class,
                () -> Engine.find(here(Map.of(Engine.CHOICE, "podman")))).getMessage());
        assertEquals("no container engine may be used: [LIFEBOAT_ENGINE] is [none]", assertThrows(UserError.class,
                () -> Engine.find(here(Map.of(Engine.CHOICE, "none")))).getMessage());
        assertEquals(Optional.of(UserError.Kind.USAGE), assertThrows(UserError.class,
                () -> Engine.find(here(Map.of(Engine.CHOICE, "lxc")))).kind());
    }

    @Test
    void an_image_that_is_here_is_not_pulled_and_is_told_by_its_id() {
        Engine engine = Engine.find(ENGINE.environment());
        String name = PostgresImage.installed(ENGINE);
        Image image = Image.require(engine, name, Output.SILENT);
        assertTrue(image.id().matches("sha256:[0-9a-f]{64}"), image.id());
        assertEquals(image.id(), image.digest());
        for (String wrong : List.of("", "--privileged", "a b", "$(id)")) {
            assertEquals(Optional.of(UserError.Kind.USAGE), assertThrows(UserError.class,
                    () -> Image.require(engine, wrong, Output.SILENT)).kind(), wrong);
        }
    }

    private Environment here(Map<String, String> more) {
        Map<String, String> variables = new TreeMap<>(more);
        variables.put("PATH", folder.toString());
        return new Environment(variables);
    }

    private void program(String name, String script) throws Exception {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
