package lifeboat.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lifeboat.base.UserError;
import lifeboat.fingerprint.Comparison;
import lifeboat.postgres.DropDatabase;
import lifeboat.postgres.LoadFailure;
import lifeboat.postgres.PostgresConnection;
import lifeboat.postgres.PostgresUrl;
import lifeboat.postgres.Scope;
import lifeboat.postgres.SqlText;
import lifeboat.testing.PlainBackup;
import lifeboat.testing.PostgresServer;
import lifeboat.testing.RichDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresRestorerTest extends RestorerContract {
    private static final PostgresServer SERVER = PostgresServer.installed();
    private String name;

    @TempDir
    Path folder;

    @BeforeEach
    void chooseName() {
        RichDatabase.createRoles(SERVER);
        name = SERVER.createDatabase();
        SERVER.execute("postgres", "DROP DATABASE " + name);
        name += " o'k";
    }

    @AfterEach
    void drop() throws SQLException {
        try (Connection connection = SERVER.connect("postgres")) {
            DropDatabase.force(connection, name);
        }
    }

    @Override
    protected PlainBackup backup() {
        return RichDatabase.shared();
    }

    @Override
    protected PlainBackup broken() throws Exception {
        return backup().truncated(folder);
    }

    @Override
    protected Restorer restorer() {
        return new PostgresRestorer(SERVER.address(name), RichDatabase.environment(), 2);
    }

    @Override
    protected void fill() {
        SERVER.execute("postgres", "CREATE DATABASE " + SqlText.name(name));
        SERVER.execute(name, "CREATE TABLE precious (a int)", "INSERT INTO precious VALUES (1)");
    }

    @Override
    protected List<String> beside() throws Exception {
        try (Connection connection = SERVER.connect("postgres")) {
            List<String> found = new ArrayList<>(SqlText.column(connection,
                    "SELECT datname FROM pg_database WHERE datname LIKE '%_lifeboat_%' OR datname LIKE '%_before_%'"));
            found.addAll(SqlText.column(connection, "SELECT rolname FROM pg_roles ORDER BY 1"));
            return found;
        }
    }

    @Test
    void a_swap_ends_the_sessions_of_the_old_database_and_keeps_its_settings() throws Exception {
        fill();
        String quoted = SqlText.name(name);
        SERVER.execute("postgres", "ALTER DATABASE " + quoted + " SET search_path TO '$user', \"Odd One\", public",
                "ALTER DATABASE " + quoted + " SET application_name TO 'it''s'",
                "ALTER ROLE " + RichDatabase.READER + " IN DATABASE " + quoted + " SET work_mem TO '7MB'",
                "COMMENT ON DATABASE " + quoted + " IS 'mi''ne'", "ALTER DATABASE " + quoted + " CONNECTION LIMIT 17",
                "REVOKE CONNECT ON DATABASE " + quoted + " FROM PUBLIC",
                "GRANT CONNECT ON DATABASE " + quoted + " TO " + RichDatabase.READER,
                "ALTER DATABASE " + quoted + " OWNER TO " + SqlText.name(RichDatabase.OWNER));
        String before = settings();
        try (Connection client = SERVER.connect(name);
                Restorer.Staged staged = restorer().stage(backup().manifest(), backup().parts())) {
            assertTrue(client.isValid(5));
            staged.swap();
            assertFalse(client.isValid(5));
        }
        assertEquals(before, settings());
    }

    @Test
    void a_function_that_relies_on_the_search_path_is_told_of() {
        String source = SERVER.createDatabase();
        SERVER.execute(source, "CREATE TABLE known (a int)", "CREATE FUNCTION count_known(int) RETURNS bigint LANGUAGE"
                + " sql IMMUTABLE AS 'SELECT count(*) + $1 FROM known'",
                "CREATE TABLE checked (a int CHECK (count_known(a) > 0))", "INSERT INTO checked VALUES (1)");
        PlainBackup backup = RichDatabase.backup(SERVER, source, Scope.ALL);
        UserError error = assertThrows(UserError.class, () -> restorer().stage(backup.manifest(), backup.parts()));
        assertTrue(error.getMessage().contains("relation \"known\" does not exist"), error.getMessage());
        assertTrue(error.hint().orElseThrow().contains("ALTER FUNCTION ... SET search_path"));
        assertFalse(LoadFailure.blameless(error));
    }

    @Test
    void a_server_that_takes_no_writes_is_told_in_its_words() {
        String role = "reader_" + SERVER.createDatabase();
        SERVER.execute("postgres", "CREATE ROLE " + role + " SUPERUSER LOGIN",
                "ALTER ROLE " + role + " SET default_transaction_read_only = on");
        PostgresUrl url = SERVER.address(name);
        PlainBackup backup = backup();
        Restorer restorer = new PostgresRestorer(new PostgresUrl(url.host(), url.port(), role, url.password(), name,
                url.options()), RichDatabase.environment(), 1);
        UserError error = assertThrows(UserError.class, () -> restorer.stage(backup.manifest(), backup.parts()));
        assertTrue(error.getMessage().endsWith("cannot execute CREATE DATABASE in a read-only transaction"),
                error.getMessage());
    }

    @Test
    void a_server_that_goes_away_in_the_middle_is_told_with_the_database_it_is_left_with() throws Exception {
        String source = SERVER.createDatabase();
        SERVER.execute(source, "CREATE FUNCTION slow(int) RETURNS bool LANGUAGE plpgsql AS $$ BEGIN"
                + " IF current_setting('slow.here', true) = 'yes' THEN PERFORM pg_sleep(60); END IF; RETURN true;"
                + " END $$",
                "CREATE TABLE t (a int CHECK (slow(a)))", "INSERT INTO t VALUES (1)");
        PlainBackup backup = RichDatabase.backup(SERVER, source, Scope.ALL);
        PostgresServer server = PostgresServer.own(SERVER.major());
        server.execute("postgres", "ALTER ROLE postgres SET slow.here = 'yes'");
        String sleeps = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
        Thread end = Thread.ofPlatform().start(() -> {
            while (server.query("postgres", sleeps) == null) {
                Thread.onSpinWait();
            }
            server.close();
        });
        Restorer restorer = new PostgresRestorer(server.address("gone"), RichDatabase.environment(), 1);
        UserError error = assertThrows(UserError.class, () -> restorer.stage(backup.manifest(), backup.parts()));
        end.join();
        assertTrue(error.getMessage().matches("the archive cannot be loaded into database \\[(gone_lifeboat_\\w+)]: .*"
                + "; and database \\[\\1], which is not whole, may be left: .*"), error.getMessage());
        assertTrue(error.hint().orElseThrow().contains("DROP DATABASE IF EXISTS \"gone_lifeboat_"));
    }

    @Test
    void a_backup_of_some_schemas_leaves_the_others_as_they_are() {
        PlainBackup backup = shopOnly();
        fill();
        SERVER.execute(name, "CREATE EXTENSION hstore", "CREATE SCHEMA shop", "CREATE TABLE shop.extra (a int)",
                "CREATE VIEW shop.over AS SELECT a FROM shop.extra", "CREATE TABLE shop.orders (wrong text)",
                "CREATE EXTENSION citext SCHEMA shop");
        try (Restorer.Staged staged = restorer().stage(backup.manifest(), backup.parts())) {
            assertFalse(staged.aside());
            Comparison comparison = Comparison.of(backup.manifest().fingerprint(),
                    staged.fingerprint(backup.manifest().fingerprint())).with(staged.checks(backup.manifest()));
            assertTrue(comparison.passed(), comparison.differences().toString());
            staged.swap();
        }
        assertEquals(1, restorer().inspect().rows().get("public.precious"));
    }

    @Test
    void what_depends_on_a_schema_from_outside_keeps_it_from_being_replaced() {
        PlainBackup backup = shopOnly();
        fill();
        SERVER.execute(name, "CREATE SCHEMA shop", "CREATE TABLE shop.orders (id int PRIMARY KEY)",
                "INSERT INTO shop.orders VALUES (1), (2)", "CREATE EXTENSION hstore",
                        "CREATE EXTENSION citext SCHEMA shop",
                "CREATE TABLE public.lines (o int REFERENCES shop.orders)", "INSERT INTO public.lines VALUES (2)");
        Map<String, Long> before = restorer().inspect().rows();
        UserError error = assertThrows(UserError.class, () -> restorer().stage(backup.manifest(), backup.parts()));
        assertTrue(error.getMessage().contains("depend"), error.getMessage());
        assertEquals(before, restorer().inspect().rows());
    }

    @Test
    void without_the_right_to_create_databases_it_is_restored_in_place_in_one_transaction() throws Exception {
        String role = "plain_" + SERVER.createDatabase();
        SERVER.execute("postgres", "CREATE ROLE " + role + " LOGIN",
                "CREATE DATABASE " + SqlText.name(name) + " OWNER " + role);
        String source = SERVER.createDatabase();
        SERVER.execute(source, "CREATE TABLE kept (id serial PRIMARY KEY, v text)", "ALTER TABLE kept OWNER TO " + role,
                "INSERT INTO kept (v) SELECT 'v' || i FROM generate_series(1, 500) i",
                "CREATE VIEW seen AS SELECT v FROM kept", "ALTER VIEW seen OWNER TO " + role);
        PlainBackup backup = RichDatabase.backup(SERVER, source, Scope.ALL);
        PostgresUrl as = as(role);
        try (Connection connection = PostgresConnection.open(as)) {
            SqlText.run(connection, "CREATE SCHEMA own; CREATE TABLE own.kept (id int); CREATE TABLE own.precious (a "
                    + "int)");
        }
        PostgresRestorer restorer = new PostgresRestorer(as, RichDatabase.environment(), 2);
        PlainBackup broken = backup.truncated(folder);
        Map<String, Long> before = restorer.inspect().rows();
        assertThrows(UserError.class, () -> restorer.stage(broken.manifest(), broken.parts()));
        assertEquals(before, restorer.inspect().rows());
        for (int i = 0; i < 2; i++) {
            try (Restorer.Staged staged = restorer.stage(backup.manifest(), backup.parts())) {
                assertFalse(staged.aside());
            }
            assertEquals(Map.of("public.kept", 500L), restorer.inspect().rows());
        }
        drop();
        SERVER.execute("postgres", "DROP DATABASE " + source);
        UserError error = assertThrows(UserError.class, () -> restorer.stage(backup.manifest(), backup.parts()));
        assertTrue(error.getMessage().contains("may not create database"), error.getMessage());
    }

    @Test
    void who_may_create_databases_restores_aside_without_being_superuser() {
        String role = "maker_" + SERVER.createDatabase();
        SERVER.execute("postgres", "CREATE ROLE " + role + " LOGIN CREATEDB");
        String source = SERVER.createDatabase();
        SERVER.execute(source, "ALTER SCHEMA public OWNER TO " + role, "SET ROLE " + role,
                "CREATE TABLE public.kept AS SELECT generate_series(1, 500) i");
        PlainBackup backup = RichDatabase.backup(SERVER, source, Scope.ALL);
        PostgresRestorer restorer = new PostgresRestorer(as(role), RichDatabase.environment(), 2);
        try (Restorer.Staged staged = restorer.stage(backup.manifest(), backup.parts())) {
            assertTrue(staged.aside());
            staged.swap();
        }
        assertEquals(Map.of("public.kept", 500L), restorer.inspect().rows());
    }

    @Test
    void missing_roles_are_named_before_anything_is_done() throws Exception {
        try (PostgresServer other = PostgresServer.own(SERVER.major())) {
            PostgresRestorer restorer = new PostgresRestorer(other.address("fresh"), RichDatabase.environment(), 2);
            UserError error = assertThrows(UserError.class,
                    () -> restorer.stage(backup().manifest(), backup().parts()));
            assertTrue(error.getMessage().contains("[rich owner, rich_reader]"), error.getMessage());
            assertTrue(error.hint().orElseThrow().contains("CREATE ROLE \"rich owner\""), error.hint().toString());
        }
    }

    @Test
    void a_database_with_a_replication_slot_is_not_replaced() {
        fill();
        SERVER.query(name, "SELECT pg_create_logical_replication_slot('keeper', 'test_decoding')");
        try {
            UserError error = assertThrows(UserError.class,
                    () -> restorer().stage(backup().manifest(), backup().parts()));
            assertTrue(error.getMessage().contains("replication slot keeper"), error.getMessage());
        } finally {
            SERVER.query(name, "SELECT pg_drop_replication_slot('keeper')");
        }
    }

    private String settings() {
        return SERVER.query("postgres", """
                SELECT concat_ws('|', datconnlimit, (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(datacl) a),
                    datallowconn, datdba, shobj_description(d.oid, 'pg_database'),
                    (SELECT string_agg(setrole || ':' || setconfig::text, ';' ORDER BY setrole) FROM pg_db_role_setting
                        WHERE setdatabase = d.oid))
                FROM pg_database d WHERE datname =\s""" + SqlText.literal(name));
    }

    private PostgresUrl as(String role) {
        PostgresUrl url = SERVER.address(name);
        return new PostgresUrl(url.host(), url.port(), role, url.password(), name, url.options());
    }

    private static PlainBackup shopOnly() {
        return RichDatabase.backup(SERVER, RichDatabase.create(SERVER),
                new Scope(List.of("shop"), List.of(), List.of(), List.of()));
    }
}
