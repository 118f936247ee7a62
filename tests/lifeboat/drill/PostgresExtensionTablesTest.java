package lifeboat.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import lifeboat.base.Environment;
import lifeboat.fingerprint.Comparison;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.postgres.Scope;
import lifeboat.source.PostgresSource;
import lifeboat.testing.PlainBackup;
import lifeboat.testing.PostgresServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An extension's configuration tables, of which a dump holds only the rows that the user added. */
class PostgresExtensionTablesTest {
    private static final PostgresServer SERVER = PostgresServer.of(14);

    @TempDir
    Path folder;

    @BeforeAll
    static void install_an_extension_with_configuration_tables() throws IOException {
        Path extensions = SERVER.bin().resolveSibling("share").resolve("postgresql/extension");
        Files.writeString(extensions.resolve("settings_demo.control"), """
                comment = 'configuration tables'
                default_version = '1.0'
                relocatable = false
                """);
        Files.writeString(extensions.resolve("settings_demo--1.0.sql"), """
                CREATE TABLE demo_settings (name text, standard boolean);
                INSERT INTO demo_settings SELECT 'built in ' || i, true FROM generate_series(1, 5) i;
                SELECT pg_extension_config_dump('demo_settings', 'WHERE NOT standard');
                CREATE TABLE demo_all (name text);
                SELECT pg_extension_config_dump('demo_all', '');
                CREATE TABLE demo_fixed (name text);
                INSERT INTO demo_fixed VALUES ('comes with the extension');
                """);
    }

    @Test
    void only_the_rows_of_the_user_are_dumped_and_compared() throws IOException {
        String database = SERVER.createDatabase();
        SERVER.execute(database, "CREATE EXTENSION settings_demo", "INSERT INTO demo_settings VALUES ('mine', false)",
                "INSERT INTO demo_all VALUES ('a'), ('b')", "CREATE TABLE own AS SELECT 1 AS x");
        PlainBackup backup = PlainBackup.of(new PostgresSource(SERVER.address(database), Scope.ALL,
                java.time.Duration.ofSeconds(10), false, false, Environment.system()), folder);
        Fingerprint expected = backup.manifest().fingerprint();
        assertEquals(4, expected.rows());
        assertEquals(3, expected.tables().size());
        try (Target.Instance instance = new PostgresServerTarget(SERVER.address("postgres"), Environment.system(), 1)
                .start(backup.manifest())) {
            instance.restore(backup.manifest(), backup.parts());
            Comparison comparison = Comparison.of(expected, instance.fingerprint(expected))
                    .with(instance.checks(backup.manifest()));
            assertTrue(comparison.passed(), comparison.differences().toString());
        }
    }
}
