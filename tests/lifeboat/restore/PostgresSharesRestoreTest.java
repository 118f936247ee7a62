package lifeboat.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lifeboat.base.UserError;
import lifeboat.fingerprint.Comparison;
import lifeboat.postgres.PostgresUrl;
import lifeboat.postgres.Scope;
import lifeboat.testing.PlainBackup;
import lifeboat.testing.PostgresServer;
import lifeboat.testing.RichDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restores of dumps that are in several archives. */
class PostgresSharesRestoreTest {
    private static final PostgresServer SERVER = PostgresServer.installed();

    @TempDir
    Path folder;

    @Test
    void all_archives_are_loaded_into_a_new_database() {
        PlainBackup backup = RichDatabase.backup(SERVER, RichDatabase.create(SERVER), Scope.ALL, 3);
        PostgresRestorer restorer = restorer(SERVER.address(SERVER.createDatabase()));
        try (Restorer.Staged staged = restorer.stage(backup.manifest(), backup.parts())) {
            assertTrue(staged.aside());
            requireEqual(backup, staged);
            staged.swap();
        }
    }

    @Test
    void a_damaged_archive_of_rows_leaves_nothing() throws IOException {
        PlainBackup backup = truncated(RichDatabase.backup(SERVER, RichDatabase.create(SERVER), Scope.ALL, 3));
        PostgresRestorer restorer = restorer(SERVER.address(SERVER.createDatabase()));
        assertThrows(UserError.class, () -> restorer.stage(backup.manifest(), backup.parts()));
        assertEquals(Map.of(), restorer.inspect().rows());
        assertEquals("0", SERVER.query("postgres",
                "SELECT count(*) FROM pg_database WHERE datname LIKE '%_lifeboat_%'"));
    }

    @Test
    void a_backup_of_some_schemas_replaces_these_in_one_transaction() {
        String source = RichDatabase.create(SERVER);
        PlainBackup backup = RichDatabase.backup(SERVER, source,
                new Scope(List.of("shop"), List.of(), List.of(), List.of()), 3);
        SERVER.execute(source, "CREATE TABLE shop.extra (a int)", "CREATE VIEW shop.over AS SELECT a FROM shop.extra",
                "ALTER TABLE shop.orders DISABLE TRIGGER forbid", "DELETE FROM shop.orders WHERE id % 2 = 0",
                "DROP MATERIALIZED VIEW shop.totals", "TRUNCATE shop.events");
        try (Restorer.Staged staged = restorer(SERVER.address(source)).stage(backup.manifest(), backup.parts())) {
            assertFalse(staged.aside());
            requireEqual(backup, staged);
        }
        assertEquals("2", SERVER.query(source, "SELECT count(*) FROM public.secret"));
    }

    @Test
    void without_the_right_to_create_databases_it_is_restored_in_place_in_one_transaction() throws IOException {
        String role = "plain_" + SERVER.createDatabase();
        String target = SERVER.createDatabase();
        String source = SERVER.createDatabase();
        SERVER.execute("postgres", "CREATE ROLE " + role + " LOGIN", "ALTER DATABASE " + target + " OWNER TO " + role);
        SERVER.execute(source, "CREATE TABLE kept (id serial PRIMARY KEY, v text)", "ALTER TABLE kept OWNER TO " + role,
                "INSERT INTO kept (v) SELECT 'v' || i FROM generate_series(1, 500) i",
                "CREATE TABLE line (kept int REFERENCES kept)", "ALTER TABLE line OWNER TO " + role,
                "INSERT INTO line SELECT 1 + i % 500 FROM generate_series(1, 900) i",
                "CREATE VIEW seen AS SELECT v FROM kept", "ALTER VIEW seen OWNER TO " + role);
        PlainBackup backup = RichDatabase.backup(SERVER, source, Scope.ALL, 3);
        assertEquals(List.of("data", "data-1"), List.copyOf(backup.parts().keySet()));
        PostgresUrl url = SERVER.address(target);
        PostgresRestorer restorer =
                restorer(new PostgresUrl(url.host(), url.port(), role, url.password(), target, url.options()));
        PlainBackup broken = truncated(backup);
        for (int i = 0; i < 2; i++) {
            try (Restorer.Staged staged = restorer.stage(backup.manifest(), backup.parts())) {
                assertFalse(staged.aside());
                requireEqual(backup, staged);
            }
            assertEquals(Map.of("public.kept", 500L, "public.line", 900L), restorer.inspect().rows());
            SERVER.execute(target, "DELETE FROM line");
            assertThrows(UserError.class, () -> restorer.stage(broken.manifest(), broken.parts()));
            assertEquals(Map.of("public.kept", 500L, "public.line", 0L), restorer.inspect().rows());
        }
    }

    @Test
    void a_trigger_that_is_disabled_on_one_partition_is_made_before_it_is_disabled() {
        String source = SERVER.createDatabase();
        SERVER.execute(source, "CREATE SCHEMA a", "CREATE SCHEMA z",
                "CREATE FUNCTION z.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
                "CREATE TABLE z.whole (id int) PARTITION BY RANGE (id)",
                "CREATE TABLE m (id int) PARTITION BY RANGE (id)", "CREATE TABLE a.part (id int)",
                "ALTER TABLE m ATTACH PARTITION a.part FOR VALUES FROM (0) TO (5)",
                "ALTER TABLE z.whole ATTACH PARTITION m FOR VALUES FROM (0) TO (9)",
                "CREATE TRIGGER touched AFTER INSERT ON z.whole FOR EACH ROW EXECUTE FUNCTION z.touch()",
                "ALTER TABLE a.part DISABLE TRIGGER touched", "INSERT INTO z.whole VALUES (1)");
        PlainBackup backup = RichDatabase.backup(SERVER, source, Scope.ALL);
        for (int jobs : new int[] {1, 2}) {
            try (Restorer.Staged staged = new PostgresRestorer(SERVER.address(SERVER.createDatabase()),
                    RichDatabase.environment(), jobs).stage(backup.manifest(), backup.parts())) {
                requireEqual(backup, staged);
            }
        }
    }

    private static PostgresRestorer restorer(PostgresUrl url) {
        return new PostgresRestorer(url, RichDatabase.environment(), 2);
    }

    private static void requireEqual(PlainBackup backup, Restorer.Staged staged) {
        Comparison comparison = Comparison.of(backup.manifest().fingerprint(),
                staged.fingerprint(backup.manifest().fingerprint())).with(staged.checks(backup.manifest()));
        assertTrue(comparison.passed(), comparison.differences().toString());
    }

    /** With only the first half of its second archive. */
    private PlainBackup truncated(PlainBackup backup) throws IOException {
        byte[] whole = Files.readAllBytes(backup.parts().get("data-1"));
        Map<String, Path> parts = new LinkedHashMap<>(backup.parts());
        parts.put("data-1", Files.write(folder.resolve("truncated"), Arrays.copyOf(whole, whole.length / 2)));
        return new PlainBackup(backup.manifest(), parts);
    }
}
