package lifeboat.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lifeboat.base.Environment;
import lifeboat.base.UserError;
import lifeboat.fingerprint.Comparison;
import lifeboat.postgres.LoadFailure;
import lifeboat.postgres.Scope;
import lifeboat.source.PostgresSource;
import lifeboat.testing.PlainBackup;
import lifeboat.testing.PostgresClientsFixture;
import lifeboat.testing.PostgresServer;
import lifeboat.testing.SampleDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups of one major version on servers of another, with the programs of either. */
class PostgresOtherVersionsTest {
    @TempDir
    Path folder;

    @Test
    void a_backup_is_the_same_on_newer_servers() throws Exception {
        PostgresServer source = PostgresServer.installed();
        PlainBackup backup = backup(source, Environment.system());
        List<Integer> ran = new ArrayList<>();
        for (int major : new int[] {17, 18}) {
            if (PostgresClientsFixture.of(major).isPresent()) {
                try (PostgresServer server = PostgresServer.own(major)) {
                    assertRestores(backup, server, PostgresClientsFixture.environment(major));
                    ran.add(major);
                }
            }
        }
        assertFalse(ran.isEmpty(), "no programs of a newer version can be had");
    }

    @Test
    void a_backup_made_by_newer_programs_is_restored_on_the_older_server() throws Exception {
        PostgresServer server = PostgresServer.installed();
        int newer = PostgresClientsFixture.of(18).isPresent() ? 18 : 17;
        PlainBackup backup = backup(server, PostgresClientsFixture.environment(newer));
        assertTrue(backup.manifest().source().client().startsWith("pg_dump " + newer),
                backup.manifest().source().client());
        assertRestores(backup, server, PostgresClientsFixture.environment(newer));
    }

    @Test
    void what_only_an_updated_server_takes_is_not_held_against_the_backup() throws Exception {
        PostgresServer source = PostgresServer.installed();
        String database = source.createDatabase();
        source.execute(database, "CREATE TABLE t (a int)", "ALTER TABLE t ALTER a SET (n_distinct = 55)");
        PlainBackup backup = PlainBackup.of(new PostgresSource(source.address(database), Scope.ALL,
                Duration.ofSeconds(30), false, false, Environment.system()), folder);
        Path archive = backup.parts().get("data");
        Files.writeString(archive, Files.readString(archive, StandardCharsets.ISO_8859_1)
                .replace("(n_distinct=55)", "(pg_attver=555)"), StandardCharsets.ISO_8859_1);
        try (PostgresServer server = PostgresServer.own(14)) {
            Restorer restorer = new PostgresRestorer(server.address("other"), Environment.system(), 1);
            UserError error = assertThrows(UserError.class, () -> restorer.stage(backup.manifest(), backup.parts()));
            assertTrue(error.getMessage().contains("unrecognized parameter \"pg_attver\""), error.getMessage());
            assertTrue(error.hint().orElseThrow().endsWith("and update pg_dump"));
            assertTrue(LoadFailure.blameless(error));
        }
    }

    private static void assertRestores(PlainBackup backup, PostgresServer server, Environment env) {
        String name = server.createDatabase() + "_new";
        for (String role : backup.manifest().source().roles()) {
            if (server.query("postgres", "SELECT 1 FROM pg_roles WHERE rolname = '" + role + "'") == null) {
                server.execute("postgres", "CREATE ROLE \"" + role + "\"");
            }
        }
        Restorer restorer = new PostgresRestorer(server.address(name), env, 2);
        try (Restorer.Staged staged = restorer.stage(backup.manifest(), backup.parts())) {
            Comparison comparison = Comparison.of(backup.manifest().fingerprint(),
                    staged.fingerprint(backup.manifest().fingerprint())).with(staged.checks(backup.manifest()));
            assertTrue(comparison.passed(), "on " + server.major() + ": " + comparison.differences());
            staged.swap();
        }
        assertEquals(backup.manifest().fingerprint().rows(),
                restorer.inspect().rows().values().stream().mapToLong(Long::longValue).sum());
    }

    private PlainBackup backup(PostgresServer server, Environment env) throws Exception {
        String database = server.createDatabase();
        SampleDatabase.fill(server, database);
        return PlainBackup.of(new PostgresSource(server.address(database), Scope.ALL, Duration.ofSeconds(30), false,
                false, env), folder);
    }
}
