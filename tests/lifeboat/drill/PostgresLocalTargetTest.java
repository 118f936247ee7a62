package lifeboat.drill;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lifeboat.base.Environment;
import lifeboat.base.Workspace;
import lifeboat.fingerprint.Comparison;
import lifeboat.postgres.Scope;
import lifeboat.testing.PlainBackup;
import lifeboat.testing.PostgresServer;
import lifeboat.testing.RichDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresLocalTargetTest extends PostgresTargetContract {
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

    @Override
    protected Target target() {
        return new PostgresLocalTarget(environment(), 2);
    }

    @Override
    protected List<String> leftovers() throws Exception {
        List<String> found = new ArrayList<>();
        try (Stream<Path> entries = Files.list(temporary)) {
            entries.forEach(e -> found.add(e.toString()));
        }
        ProcessHandle.allProcesses().map(p -> p.info().commandLine().orElse(""))
                .filter(line -> line.contains(temporary.toString())).forEach(found::add);
        return found;
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
            assertTrue(instance.describe().startsWith("PostgreSQL " + PostgresServer.installed().major() + "."),
                    instance.describe());
        }
    }

    @Test
    void a_dump_of_one_schema_gets_the_extensions_it_uses() {
        PostgresServer server = PostgresServer.installed();
        PlainBackup backup = RichDatabase.backup(server, RichDatabase.create(server),
                new Scope(List.of("shop", "public"), List.of(), List.of(), List.of()));
        try (Target.Instance instance = target().start(backup.manifest())) {
            instance.restore(backup.manifest(), backup.parts());
            Comparison comparison = Comparison.of(backup.manifest().fingerprint(),
                    instance.fingerprint(backup.manifest().fingerprint())).with(instance.checks(backup.manifest()));
            assertTrue(comparison.passed(), comparison.differences().toString());
        }
    }

    private Environment environment() {
        return new Environment(Map.of("PATH", Environment.system().get("PATH").orElse(""),
                "TMPDIR", temporary.toString()));
    }
}
