package lifeboat.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import lifeboat.base.Environment;
import lifeboat.base.Output;
import lifeboat.base.UserError;
import lifeboat.base.Workspace;
import lifeboat.fingerprint.Comparison;
import lifeboat.postgres.Scope;
import lifeboat.testing.ContainerEngine;
import lifeboat.testing.PlainBackup;
import lifeboat.testing.PostgresBinaries;
import lifeboat.testing.PostgresImage;
import lifeboat.testing.PostgresServer;
import lifeboat.testing.RichDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ContainerTargetTest extends PostgresTargetContract {
    private static final ContainerEngine ENGINE = ContainerEngine.shared();
    private Path temporary;

    @BeforeEach
    void prepare() throws Exception {
        PostgresImage.installed(ENGINE);
        temporary = Files.createTempDirectory("lbt-");
    }

    @AfterEach
    void removeFolder() {
        Workspace.deleteTree(temporary);
    }

    @Override
    protected Target target() {
        return target(Optional.empty());
    }

    private Target target(Optional<String> image) {
        return new ContainerTarget(image, Output.SILENT, environment(), 2);
    }

    private Environment environment() {
        return ENGINE.environment(Map.of("TMPDIR", temporary.toString()));
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
    void the_image_is_that_of_the_servers_major_version_and_its_digest_is_told() throws Exception {
        int major = PostgresServer.installed().major();
        String id = ENGINE.must("image", "inspect", "--format", "{{.Id}}", "postgres:" + major).strip();
        try (Target.Instance instance = target().start(backup().manifest())) {
            assertTrue(instance.describe().matches("PostgreSQL " + major + "\\.\\d+, container of image postgres:"
                    + major + " \\(" + id + "\\).*"), instance.describe());
        }
    }

    @Test
    void roles_are_made_and_extensions_are_there() throws Exception {
        try (Target.Instance instance = target().start(backup().manifest())) {
            instance.restore(backup().manifest(), backup().parts());
            List<Comparison.Check> checks = instance.checks(backup().manifest());
            assertTrue(checks.stream().anyMatch(c -> c.name().equals("roles") && c.detail().contains("rich owner")),
                    checks.toString());
            assertTrue(checks.stream().anyMatch(c -> c.name().equals("extension citext") && c.passed()),
                    checks.toString());
        }
    }

    @Test
    void a_container_has_no_network_but_limits_and_no_secret_in_sight() throws Exception {
        List<String> before = ENGINE.containers();
        try (Target.Instance _ = target().start(backup().manifest())) {
            String name = ENGINE.containers().stream().filter(c -> !before.contains(c)).findFirst().orElseThrow();
            String settings = ENGINE.must("inspect", "--format", "{{.HostConfig.NetworkMode}} "
                    + "{{.HostConfig.Memory}} {{.HostConfig.ShmSize}} {{.Config.Cmd}}", name);
            assertTrue(settings.matches("(?s)none [1-9]\\d{9,} [1-9]\\d{7,} .*"), settings);
            String variables = ENGINE.must("inspect", "--format", "{{.Config.Env}}", name);
            String password = variables.replaceFirst("(?s).*POSTGRES_PASSWORD=(\\w+).*", "$1");
            assertEquals(48, password.length());
            assertTrue(ProcessHandle.allProcesses().noneMatch(p -> p.info().commandLine().orElse("")
                    .contains(password)));
        }
    }

    @Test
    void an_image_of_an_older_major_version_cannot_prove_anything() throws Exception {
        int older = PostgresBinaries.majors().stream().filter(m -> m < PostgresServer.installed().major())
                .reduce((_, b) -> b).orElseThrow();
        List<String> before = leftovers();
        String image = PostgresImage.serverOnly(ENGINE, older);
        UserError error = assertThrows(UserError.class, () -> target(Optional.of(image)).start(backup().manifest()));
        assertEquals(Optional.of(UserError.Kind.DRILL_UNABLE), error.kind());
        assertTrue(error.getMessage().startsWith("the image [" + image + "] has PostgreSQL [" + older + "."),
                error.getMessage());
        assertEquals(before, leftovers());
    }

    @Test
    void an_engine_that_cannot_share_our_files_is_reached_through_itself() throws Exception {
        Path program = Files.writeString(folder.resolve(ENGINE.name()), """
                #!/bin/sh
                case "$*" in *--mount*) echo 'docker: Error response from daemon: invalid mount config for type "bind": '\
                    'bind source path does not exist' >&2; exit 125 ;; esac
                PATH=${PATH#*:} exec ${0##*/} "$@"
                """);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Target target = new ContainerTarget(Optional.empty(), Output.SILENT, ENGINE.environment(Map.of("TMPDIR",
                temporary.toString(), "PATH", folder + ":" + Environment.system().get("PATH").orElseThrow())), 2);
        try (Target.Instance instance = target.start(backup().manifest())) {
            instance.restore(backup().manifest(), backup().parts());
            Comparison comparison = Comparison.of(backup().manifest().fingerprint(),
                    instance.fingerprint(backup().manifest().fingerprint())).with(instance.checks(backup().manifest()));
            assertTrue(comparison.passed(), comparison.differences().toString());
        }
    }

    @Test
    void an_image_without_bash_is_named_where_it_is_needed() throws Exception {
        String image = PostgresImage.changed(ENGINE, "without-bash:1", "rm /usr/bin/touch; mv /bin/bash /bin/other; "
                + "sed -i 1s/bash/other/ /usr/local/bin/docker-entrypoint.sh");
        UserError error = assertThrows(UserError.class, () -> target(Optional.of(image)).start(backup().manifest()));
        assertEquals(Optional.of(UserError.Kind.DRILL_UNABLE), error.kind());
        assertEquals("the image [without-bash:1] has no bash, which is needed to reach its server where the engine "
                + "does not share this machine's files", error.getMessage());
    }

    @Test
    void a_disk_that_is_full_is_not_the_backups_fault() throws Exception {
        String image = PostgresImage.changed(ENGINE, "little-room:1",
                "sed -i '2i ulimit -f 16388' /usr/local/bin/docker-entrypoint.sh"); // KiB: half a page too many
        PostgresServer server = PostgresServer.installed();
        String database = server.createDatabase();
        server.execute(database, "CREATE TABLE large AS SELECT repeat('x', 1000) FROM generate_series(1, 20000)");
        PlainBackup backup = RichDatabase.backup(server, database, Scope.ALL);
        try (Target.Instance instance = target(Optional.of(image)).start(backup.manifest())) {
            UserError error = assertThrows(UserError.class,
                    () -> instance.restore(backup.manifest(), backup.parts()));
            assertEquals(Optional.of(UserError.Kind.DRILL_UNABLE), error.kind(), error.getMessage());
            assertTrue(error.getMessage().contains("could not extend file"), error.getMessage());
            assertEquals(Optional.of("free space on the server's disk"), error.hint());
        }
    }

    @Test
    void an_engine_that_ends_in_the_middle_is_what_is_told_not_what_it_kept_from_being_removed() throws Exception {
        List<String> before = ENGINE.containers();
        Path program = Files.writeString(folder.resolve(ENGINE.name()), """
                #!/bin/sh
                case $1 in exec|inspect|logs|rm) echo 'Cannot connect to the daemon' >&2; exit 1 ;; esac
                PATH=${PATH#*:} exec ${0##*/} "$@"
                """);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        UserError error = assertThrows(UserError.class, () -> new ContainerTarget(Optional.empty(), Output.SILENT,
                ENGINE.environment(Map.of("TMPDIR", temporary.toString(), "PATH", folder + ":"
                + Environment.system().get("PATH").orElseThrow())), 2).start(backup().manifest()));
        ENGINE.containers().stream().filter(c -> !before.contains(c)).forEach(c -> ENGINE.must("rm", "-f", "-v", c));
        assertEquals(Optional.of(UserError.Kind.DRILL_UNABLE), error.kind());
        assertEquals("the PostgreSQL server of image [postgres:" + PostgresServer.installed().major() + "] does not "
                + "come up: the engine does not tell: Cannot connect to the daemon", error.getMessage());
    }

    @Test
    void an_extension_that_the_image_lacks_is_not_the_backups_fault() throws Exception {
        String image = PostgresImage.changed(ENGINE, "without-hstore:1",
                "rm /usr/share/postgresql/*/extension/hstore.control");
        try (Target.Instance instance = target(Optional.of(image)).start(backup().manifest())) {
            UserError error = assertThrows(UserError.class,
                    () -> instance.restore(backup().manifest(), backup().parts()));
            assertEquals(Optional.of(UserError.Kind.DRILL_UNABLE), error.kind());
            assertTrue(error.getMessage().contains("extension \"hstore\" is not available"), error.getMessage());
            assertEquals("use an image that has the extension [hstore]: --image IMAGE, or drill: { image: IMAGE }",
                    error.hint().orElseThrow());
        }
    }

    @Test
    void an_image_that_cannot_be_had_is_named() {
        UserError error = assertThrows(UserError.class,
                () -> target(Optional.of("localhost:1/nowhere:1")).start(backup().manifest()));
        assertEquals(Optional.of(UserError.Kind.DRILL_UNABLE), error.kind());
        assertTrue(error.getMessage().startsWith(
                "the image [localhost:1/nowhere:1] is not here and cannot be pulled: "), error.getMessage());
        assertTrue(error.hint().orElseThrow().contains("--image"), error.hint().toString());
    }

    @Test
    void an_image_that_is_no_database_shows_the_end_of_its_log() throws Exception {
        List<String> before = leftovers();
        String container = ENGINE.must("create", "--entrypoint", "sh",
                "postgres:" + PostgresServer.installed().major()).strip();
        ENGINE.must("commit", "--change", "ENTRYPOINT [\"sh\",\"-c\",\"echo no server here; exit 3\"]", container,
                "no-database:1");
        ENGINE.must("rm", "-v", container);
        UserError error = assertThrows(UserError.class,
                () -> target(Optional.of("no-database:1")).start(backup().manifest()));
        assertEquals(Optional.of(UserError.Kind.DRILL_UNABLE), error.kind());
        assertTrue(error.getMessage().endsWith("it failed with exit code [3]"), error.getMessage());
        assertTrue(error.hint().orElseThrow().contains("no server here"), error.hint().toString());
        assertEquals(before, leftovers());
    }

    @Test
    void a_container_that_is_killed_in_the_middle_is_not_the_backups_fault() throws Exception {
        List<String> before = ENGINE.containers();
        try (Target.Instance instance = target().start(backup().manifest())) {
            instance.restore(backup().manifest(), backup().parts());
            ENGINE.must("kill", ENGINE.containers().stream().filter(c -> !before.contains(c)).findFirst()
                    .orElseThrow());
            for (UserError error : List.of(
                    assertThrows(UserError.class, () -> instance.fingerprint(backup().manifest().fingerprint())),
                    assertThrows(UserError.class, () -> instance.restore(backup().manifest(), backup().parts())))) {
                assertEquals(Optional.of(UserError.Kind.DRILL_UNABLE), error.kind());
                assertTrue(error.getMessage().endsWith("came to an end: it was ended by signal [9, SIGKILL]"),
                        error.getMessage());
            }
        }
        assertEquals(before, ENGINE.containers());
    }

    @Test
    void without_an_engine_it_is_said_what_to_install() {
        UserError error = assertThrows(UserError.class, () -> new ContainerTarget(Optional.empty(), Output.SILENT,
                new Environment(Map.of("PATH", folder.toString())), 1).start(backup().manifest()));
        assertEquals(Optional.of(UserError.Kind.DRILL_UNABLE), error.kind());
        assertEquals("there is no container engine here: none of [docker, podman, nerdctl] is installed",
                error.getMessage());
        assertTrue(error.hint().orElseThrow().contains("apt-get install docker.io"), error.hint().toString());
    }
}
