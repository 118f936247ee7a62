package lifeboat.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import lifeboat.base.UserError;
import lifeboat.fingerprint.Comparison;
import lifeboat.postgres.Scope;
import lifeboat.restore.PostgresRestorer;
import lifeboat.restore.Restorer;
import lifeboat.testing.PlainBackup;
import lifeboat.testing.PostgresServer;
import lifeboat.testing.RichDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Values whose text depends on the session's settings, which a database or user may have changed. */
class PostgresMoneyTest {
    private static PostgresServer german;
    private static PlainBackup backup;
    private static String source;

    @BeforeAll
    static void make() {
        german = PostgresServer.withGermanLocale(PostgresServer.installed().major());
        source = german.createDatabase();
        for (String setting : List.of("lc_monetary = 'de_DE.utf8'", "datestyle = 'German, DMY'",
                "intervalstyle = 'sql_standard'", "timezone = 'Asia/Kolkata'", "extra_float_digits = -5",
                "bytea_output = 'escape'", "xmloption = 'document'")) {
            german.execute("postgres", "ALTER DATABASE " + source + " SET " + setting);
        }
        german.execute(source, "CREATE DOMAIN price AS money",
                "CREATE TABLE bills (id int PRIMARY KEY, total money, more money[], less price, day date,"
                        + " at timestamptz, span interval, ratio float8, raw bytea)",
                "INSERT INTO bills VALUES (1, 1234.56::money, ARRAY[0.5::money, NULL], (-7)::money, '1999-12-31',"
                        + " '2026-01-02 03:04:05.678+00', '1 year 2 days 03:00:00.5', 1.0 / 3, '\\x00ff41')");
        backup = RichDatabase.backup(german, source, Scope.ALL);
    }

    @AfterAll
    static void stop() {
        german.close();
    }

    @Test
    void a_target_with_other_settings_holds_the_same_values() {
        assertEquals("1.234,56 €", german.query(source, "SELECT total FROM bills"));
        try (Target.Instance instance = target(german).start(backup.manifest())) {
            instance.restore(backup.manifest(), backup.parts());
            Comparison comparison = Comparison.of(backup.manifest().fingerprint(),
                    instance.fingerprint(backup.manifest().fingerprint())).with(instance.checks(backup.manifest()));
            assertEquals(List.of(), comparison.differences());
        }
    }

    @Test
    void a_restore_into_a_database_with_another_locale_takes_the_same_values() {
        String name = german.createDatabase();
        PostgresRestorer restorer = new PostgresRestorer(german.address(name), RichDatabase.environment(), 1);
        try (Restorer.Staged staged = restorer.stage(backup.manifest(), backup.parts())) {
            staged.swap();
        }
        assertEquals("$1,234.56 {$0.50,NULL} -$7.00", german.query(name,
                "SELECT concat_ws(' ', total, more, less) FROM bills"));
    }

    @Test
    void a_server_without_the_locale_cannot_prove_anything() {
        try (Target.Instance instance = target(PostgresServer.installed()).start(backup.manifest())) {
            UserError error = assertThrows(UserError.class,
                    () -> instance.restore(backup.manifest(), backup.parts()));
            assertEquals(Optional.of(UserError.Kind.DRILL_UNABLE), error.kind());
            assertEquals("the server does not have the locale [de_DE.utf8] that the backup's values of type money are"
                    + " written in", error.getMessage());
        }
    }

    @Test
    void without_such_values_the_locale_does_not_matter() {
        german.execute(source, "CREATE SCHEMA plain", "CREATE TABLE plain.t AS SELECT 1 AS a");
        PlainBackup plain = RichDatabase.backup(german, source, new Scope(List.of("plain"), List.of(), List.of(),
                List.of()));
        assertEquals("de_DE.utf8", plain.manifest().source().settings().get("lc_monetary"));
        try (Target.Instance instance = target(PostgresServer.installed()).start(plain.manifest())) {
            instance.restore(plain.manifest(), plain.parts());
            assertTrue(Comparison.of(plain.manifest().fingerprint(),
                    instance.fingerprint(plain.manifest().fingerprint())).passed());
        }
    }

    private static Target target(PostgresServer server) {
        return new PostgresServerTarget(server.address("postgres"), RichDatabase.environment(), 2);
    }
}
