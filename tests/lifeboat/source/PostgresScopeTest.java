package lifeboat.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lifeboat.base.Environment;
import lifeboat.base.Tool;
import lifeboat.base.UserError;
import lifeboat.fingerprint.TableFingerprint;
import lifeboat.postgres.ObjectCounts;
import lifeboat.postgres.PostgresClients;
import lifeboat.postgres.Scope;
import lifeboat.testing.PostgresServer;
import lifeboat.testing.SampleDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresScopeTest {
    private final PostgresServer server = PostgresServer.installed();
    private final String database = server.createDatabase();
    @TempDir
    Path folder;

    @BeforeEach
    void fill() {
        server.execute(database, "CREATE SCHEMA config", "CREATE SCHEMA \"Customer\"", "CREATE SCHEMA customer_log",
                "CREATE TABLE config.setting (k text PRIMARY KEY, v text)",
                "INSERT INTO config.setting VALUES ('a', 'b')",
                "CREATE TABLE \"Customer\".person (id serial PRIMARY KEY, name text)",
                "INSERT INTO \"Customer\".person (name) VALUES ('x'), ('y')",
                "CREATE TABLE \"Customer\".\"Person.Old\" (id int)", "CREATE TABLE customer_log.entry (id int)",
                "CREATE TABLE customer_log.\"weird $name\" (id int)",
                "CREATE TABLE customer_log.parted (id int) PARTITION BY LIST (id)",
                "CREATE TABLE config.parted_1 PARTITION OF customer_log.parted FOR VALUES IN (1)",
                "CREATE VIEW config.shown AS SELECT * FROM config.setting",
                "CREATE FUNCTION config.one() RETURNS int LANGUAGE sql AS 'SELECT 1'");
    }

    private static Scope scope(List<String> schemas, List<String> exclude, List<String> tables,
            List<String> excludeTables) {
        return new Scope(schemas, exclude, tables, excludeTables);
    }

    private Dump.Facts dump(Scope scope) throws Exception {
        return dump(scope, folder.resolve("dump"));
    }

    private Dump.Facts dump(Scope scope, Path file) throws Exception {
        try (Dump dump = source(database, scope).open(); OutputStream out = Files.newOutputStream(file)) {
            dump.write(dump.parts().getFirst(), out);
            return dump.finish();
        }
    }

    private PostgresSource source(String name, Scope scope) {
        return new PostgresSource(server.address(name), scope, Duration.ofMillis(300), false, false,
                Environment.system());
    }

    private List<String> tables(Scope scope) throws Exception {
        return dump(scope).fingerprint().tables().stream().map(TableFingerprint::title).toList();
    }

    private static List<String> none() {
        return List.of();
    }

    @Test
    void schemas_are_chosen_by_their_exact_names() throws Exception {
        assertEquals(List.of("Customer.Person.Old", "Customer.person"),
                tables(scope(List.of("Customer"), none(), none(), none())));
    }

    @Test
    void schemas_are_chosen_by_wildcards_and_never_the_server_s_own() throws Exception {
        assertEquals(List.of("Customer.Person.Old", "Customer.person", "customer_log.entry",
                "customer_log.weird $name"), tables(scope(List.of("?ustomer*"), none(), none(), none())));
        assertEquals(6, tables(scope(List.of("*"), none(), none(), none())).size());
    }

    @Test
    void schemas_are_left_out() throws Exception {
        assertEquals(List.of("config.parted_1", "config.setting"),
                tables(scope(none(), List.of("?ustomer*"), none(), none())));
    }

    @Test
    void tables_are_chosen_in_one_schema_or_any() throws Exception {
        assertEquals(List.of("Customer.person"), tables(scope(none(), none(), List.of("Customer.person"), none())));
        assertEquals(List.of("Customer.Person.Old", "Customer.person", "config.setting"),
                tables(scope(none(), none(), List.of("?erson", "setting", "Customer.\"Person.Old\""), none())));
        assertEquals(List.of("customer_log.weird $name"), tables(scope(none(), none(), List.of("weird $*"), none())));
    }

    @Test
    void tables_are_left_out() throws Exception {
        assertEquals(List.of("Customer.person", "config.parted_1", "customer_log.weird $name"),
                tables(scope(none(), none(), none(),
                List.of("Customer.\"Person.*\"", "\"Person.Old\"", "setting", "*.entr?"))));
    }

    @Test
    void a_partitioned_table_stands_for_its_partitions() throws Exception {
        assertEquals(List.of("config.parted_1"), tables(scope(none(), none(), List.of("customer_log.parted"), none())));
        assertTrue(!tables(scope(none(), none(), none(), List.of("parted"))).contains("config.parted_1"));
    }

    @Test
    void an_extension_is_counted_and_what_it_brings_is_not() throws Exception {
        server.execute(database, "CREATE EXTENSION citext");
        Dump.Facts facts = dump(Scope.ALL);
        assertEquals("citext", facts.source().extensions().getFirst().name());
        assertEquals("{\"citext\":\"public\"}", facts.source().settings().get("extension_schemas"));
        assertEquals(1, facts.fingerprint().objects().get("extension"));
        assertNull(facts.fingerprint().objects().get("base type"));
    }

    @Test
    void a_name_that_nothing_has_is_an_error_that_names_it() {
        Map.of("nowhere", scope(List.of("config", "nowhere"), none(), none(), none()),
                "config.nothing", scope(none(), none(), List.of("config.nothing"), none())).forEach((name, scope) -> {
                    UserError error = assertThrows(UserError.class, () -> source(database, scope).open().close());
                    assertTrue(error.getMessage().contains("[" + name + "]"), error.getMessage());
                });
    }

    @Test
    void an_empty_selection_is_an_error() {
        String empty = server.createDatabase();
        UserError error = assertThrows(UserError.class, () -> source(empty, Scope.ALL).open().close());
        assertTrue(error.getMessage().contains("[" + empty + "]"), error.getMessage());
        assertThrows(UserError.class, () -> source(database, scope(none(), List.of("*"), none(), none())).open()
                .close());
    }

    @Test
    void schemas_and_tables_together_are_a_usage_error() {
        UserError error = assertThrows(UserError.class, () -> scope(List.of("a"), none(), List.of("b"), none()));
        assertEquals(Optional.of(UserError.Kind.USAGE), error.kind());
    }

    @Test
    void the_scope_is_kept_in_the_settings() throws Exception {
        Scope scope = scope(none(), List.of("customer_log"), List.of("Customer.\"Person.Old\"", "se?ting"),
                List.of("x,y"));
        assertEquals(scope, Scope.of(dump(scope).source().settings()));
        assertEquals(Scope.ALL, Scope.of(dump(Scope.ALL).source().settings()));
    }

    @Test
    void a_stock_restore_holds_the_counted_rows_and_objects() throws Exception {
        String sample = server.createDatabase();
        SampleDatabase.fill(server, sample);
        Path file = folder.resolve("sample.dump");
        Dump.Facts facts;
        try (Dump dump = source(sample, Scope.ALL).open(); OutputStream out = Files.newOutputStream(file)) {
            dump.write(dump.parts().getFirst(), out);
            facts = dump.finish();
        }
        String copy = restored(file);
        assertRestored(facts, copy, Scope.ALL);
        List<String> partitioned = server.query(copy,
                "SELECT string_agg(nspname || '.' || relname, chr(10)) FROM pg_class c "
                + "JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind = 'p'").lines().toList();
        for (TableFingerprint table : facts.fingerprint().tables()) {
            String name = '"' + table.schema().replace("\"", "\"\"") + "\".\"" + table.name().replace("\"", "\"\"")
                    + '"';
            String from = table.schema().isEmpty() ? "pg_largeobject_metadata"
                    : (partitioned.contains(table.title()) ? "" : "ONLY ") + name;
            assertEquals(String.valueOf(table.rows()), server.query(copy, "SELECT count(*) FROM " + from),
                    table.title());
        }
    }

    @Test
    void a_restored_part_has_the_same_objects() throws Exception {
        List<Scope> scopes = List.of(scope(List.of("Customer"), none(), none(), none()),
                scope(none(), List.of("customer_log", "config"), none(), none()),
                scope(none(), none(), none(), List.of("\"Person.Old\"", "parted")));
        for (Scope scope : scopes) {
            Path file = folder.resolve("part.dump");
            assertRestored(dump(scope, file), restored(file), scope);
        }
    }

    private void assertRestored(Dump.Facts facts, String copy, Scope scope) throws Exception {
        try (Connection connection = server.connect(copy)) {
            ObjectCounts counts = ObjectCounts.of(connection, scope);
            assertEquals(facts.fingerprint().objects(), new TreeMap<>(counts.counts()));
            assertEquals(facts.fingerprint().unproven(), counts.unproven());
        }
    }

    private String restored(Path file) {
        String copy = server.createDatabase();
        PostgresClients clients = PostgresClients.find(server.major(), Environment.system());
        Tool.Result result = server.address(copy).configure(Tool.of(clients.pgRestore().toString(), "--exit-on-error",
                "--dbname=" + copy, file.toString())).run(Duration.ofMinutes(1));
        assertTrue(result.ok(), result.errors());
        return copy;
    }
}
