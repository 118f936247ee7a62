package lifeboat.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import lifeboat.base.Environment;
import lifeboat.base.Output;
import lifeboat.base.UserError;
import lifeboat.drill.ContainerTarget;
import lifeboat.drill.Target;
import lifeboat.fingerprint.Comparison;
import lifeboat.postgres.PostgresClients;
import lifeboat.postgres.Scope;
import lifeboat.source.Dump;
import lifeboat.source.PostgresSource;
import lifeboat.testing.ContainerEngine;
import lifeboat.testing.PlainBackup;
import lifeboat.testing.PostgresImage;
import lifeboat.testing.PostgresServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of a newer major version than this machine has, from the container image. */
class ContainerClientsTest {
    private static final int NEWER = 17;
    private static final ContainerEngine ENGINE = ContainerEngine.shared();

    @TempDir
    Path folder;

    @BeforeAll
    static void build() {
        PostgresImage.packaged(ENGINE, NEWER);
    }

    @Test
    void a_server_newer_than_the_clients_here_is_backed_up_and_proven_by_those_of_its_image() throws Exception {
        PostgresServer server = PostgresServer.of(NEWER);
        String database = server.createDatabase();
        server.execute(database, "CREATE TABLE t (id int PRIMARY KEY, v text)",
                "INSERT INTO t SELECT i, md5(i::text) FROM generate_series(1, 20000) i");
        PlainBackup backup = PlainBackup.of(source(server, database), folder);
        assertTrue(backup.manifest().source().client().startsWith("pg_dump " + NEWER + "."),
                backup.manifest().source().client());
        Target target = new ContainerTarget(Optional.empty(), Output.SILENT, ENGINE.environment(), 2);
        try (Target.Instance instance = target.start(backup.manifest())) {
            instance.restore(backup.manifest(), backup.parts());
            Comparison comparison = Comparison.of(backup.manifest().fingerprint(),
                    instance.fingerprint(backup.manifest().fingerprint())).with(instance.checks(backup.manifest()));
            assertTrue(comparison.passed(), comparison.differences().toString());
        }
        assertEquals(List.of(), ENGINE.containers());
    }

    @Test
    void the_password_is_in_no_argument_list() throws Exception {
        try (PostgresServer server = PostgresServer.withPassword(NEWER)) {
            server.execute("postgres", "CREATE TABLE big AS SELECT repeat(md5(i::text), 30) FROM "
                    + "generate_series(1, 100000) i");
            ConcurrentHashMap<String, Boolean> seen = new ConcurrentHashMap<>();
            try (Dump dump = source(server, "postgres").open()) {
                dump.write(dump.parts().getFirst(), watching(seen));
                dump.finish();
            }
            assertTrue(seen.keySet().stream().anyMatch(line -> line.contains("--env PGPASSWORD ")), seen.toString());
            assertFalse(seen.keySet().stream().anyMatch(line -> line.contains(PostgresServer.PASSWORD)));
        }
    }

    @Test
    void a_dump_that_is_broken_off_leaves_no_container() {
        PostgresServer server = PostgresServer.of(NEWER);
        String database = server.createDatabase();
        server.execute(database, "CREATE TABLE big AS SELECT repeat(md5(i::text), 30) FROM "
                + "generate_series(1, 100000) i");
        Dump dump = source(server, database).open();
        assertThrows(IllegalStateException.class, () -> dump.write(dump.parts().getFirst(), new OutputStream() {
            @Override
            public void write(int b) {
                throw new IllegalStateException("no more");
            }
        }));
        dump.close();
        assertEquals(List.of(), ENGINE.containers());
        assertEquals("0", server.query("postgres", "SELECT count(*) FROM pg_stat_activity WHERE datname = '"
                + database + "' AND application_name = 'lifeboat'"));
    }

    @Test
    void without_an_engine_and_without_the_image_it_is_said_what_is_missing() {
        Environment without = new Environment(Map.of("PATH", folder.toString()));
        UserError none = assertThrows(UserError.class, () -> PostgresClients.find(98, without));
        assertTrue(none.hint().orElseThrow().contains("start a container engine"), none.hint().toString());
        UserError image = assertThrows(UserError.class, () -> PostgresClients.find(98, ENGINE.environment()));
        assertTrue(image.getMessage().contains("the image [postgres:98] is not here and cannot be pulled"),
                image.getMessage());
    }

    private static OutputStream watching(ConcurrentHashMap<String, Boolean> seen) {
        return new OutputStream() {
            @Override
            public void write(int b) {
                look();
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                look();
            }

            private void look() {
                if (seen.isEmpty()) {
                    ProcessHandle.allProcesses().map(p -> p.info().commandLine().orElse(""))
                            .filter(line -> line.contains("docker") || line.contains("pg_dump"))
                            .forEach(line -> seen.put(line, true));
                }
            }
        };
    }

    private static PostgresSource source(PostgresServer server, String database) {
        return new PostgresSource(server.address(database), Scope.ALL, Duration.ofSeconds(30), true, false,
                ENGINE.environment());
    }
}
