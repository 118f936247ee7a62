package lifeboat.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lifeboat.base.Environment;
import lifeboat.base.Output;
import lifeboat.base.UserError;
import lifeboat.fingerprint.Comparison.Check;
import lifeboat.postgres.Scope;
import lifeboat.source.SqliteSource;
import lifeboat.testing.PlainBackup;
import lifeboat.testing.PostgresServer;
import lifeboat.testing.RichDatabase;
import lifeboat.testing.SqliteFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job's own checks of a restored copy. */
class DemandsTest {
    private final PostgresServer server = PostgresServer.installed();
    private PlainBackup backup;
    private Target.Instance instance;

    @TempDir
    Path folder;

    @BeforeEach
    void restore() {
        String database = server.createDatabase();
        server.execute(database, "CREATE TABLE t (a int PRIMARY KEY, b text)",
                "INSERT INTO t SELECT i, 'x' || i FROM generate_series(1, 1000) i", "CREATE TABLE none (a int)");
        backup = RichDatabase.backup(server, database, Scope.ALL);
        instance = new PostgresServerTarget(server.address("postgres"), RichDatabase.environment(), 2)
                .start(backup.manifest());
        instance.restore(backup.manifest(), backup.parts());
    }

    @AfterEach
    void close() {
        instance.close();
    }

    @Test
    void a_query_must_return_a_row_whose_first_value_is_not_null_false_or_zero() {
        holds("SELECT 1 FROM t LIMIT 1", "returned [1]");
        holds("SELECT count(*) > 999 FROM t", "returned [true]");
        holds("SELECT b FROM t WHERE a = 7", "returned [x7]");
        fails("SELECT 1 FROM none", "returned no row");
        fails("SELECT count(*) FROM none", "returned [0]");
        fails("SELECT 0.00", "returned [0.00]");
        fails("SELECT count(*) > 1000 FROM t", "returned [false]");
        fails("SELECT max(a) FROM none", "returned [null]");
        fails("SELECT 1 / 0", "failed: ERROR: division by zero");
        fails("SELECT\n  1 FROM gone", "failed: ERROR: relation \"gone\" does not exist Position: 17");
    }

    @Test
    void a_statement_that_writes_passes_and_is_undone() {
        assertEquals(List.of(new Check("check [DELETE FROM t]", true, "ran"),
                new Check("check [SELECT count(*) FROM t]", true, "returned [1000]")),
                ask(false, List.of("DELETE FROM t", "SELECT count(*) FROM t"), null));
    }

    @Test
    void a_connection_that_is_lost_is_no_answer() {
        UserError error = assertThrows(UserError.class, () -> ask(false,
                List.of("SELECT pg_terminate_backend(pg_backend_pid())"), null));
        assertEquals(Optional.of(UserError.Kind.DRILL_UNABLE), error.kind());
    }

    @Test
    void amcheck_looks_at_each_index_and_leaves_nothing() {
        assertEquals(List.of(new Check("amcheck", true, "2 B-tree indexes agree with their tables")),
                ask(true, List.of(), null));
        assertEquals(List.of(), ask(false, List.of(), null));
        assertTrue(instance.fingerprint(backup.manifest().fingerprint()).schema().objects()
                .equals(backup.manifest().fingerprint().schema().objects()));
    }

    @Test
    void amcheck_names_an_index_that_lacks_rows() {
        Check check = ask(true, List.of("SELECT 1"), null).getFirst();
        assertTrue(check.passed());
        String copy = server.query("postgres",
                "SELECT datname FROM pg_database WHERE datname LIKE 'lifeboat\\_drill%'");
        server.execute(copy, "UPDATE pg_index SET indisready = false, indisvalid = false WHERE indexrelid ="
                + " 't_pkey'::regclass",
                "INSERT INTO t VALUES (5000, 'unindexed')",
                "UPDATE pg_index SET indisready = true, indisvalid = true WHERE indexrelid = 't_pkey'::regclass");
        Check damaged = ask(true, List.of(), null).getFirst();
        assertFalse(damaged.passed());
        assertEquals("amcheck of index public.t_pkey", damaged.name());
        assertTrue(damaged.detail().contains("lacks matching index tuple"), damaged.detail());
    }

    @Test
    void a_health_command_is_told_where_the_copy_is() {
        List<Check> checks = ask(false, List.of(), shell("test \"$PGDATABASE\" != postgres"
                + " && psql -Atc 'SELECT count(*) FROM t' && echo \"id:$LIFEBOAT_IDENTITY\""));
        assertEquals(List.of(new Check("health command", true, "ended well: 1000 id:")), checks);
    }

    @Test
    void a_health_command_that_fails_shows_the_end_of_what_it_said() {
        Check check = ask(false, List.of(), shell("seq 1 1000; echo no orders since May >&2; exit 3")).getFirst();
        assertFalse(check.passed());
        assertTrue(check.detail().startsWith("ended with [3]: …") && check
                .detail().endsWith(" 999 1000 no orders since May"),
                check.detail());
        assertTrue(check.detail().length() < 330, check.detail());
    }

    @Test
    void a_health_command_that_cannot_be_run_is_no_answer() {
        for (Demands.Program program : List.of(shell("no-such-program"), new Demands.Program(List.of("/no/such")))) {
            UserError error = assertThrows(UserError.class, () -> ask(false, List.of(), program));
            assertEquals(Optional.of(UserError.Kind.DRILL_UNABLE), error.kind(), error.getMessage());
        }
    }

    @Test
    void a_health_address_answers_by_its_status() throws IOException {
        HttpServer web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.createContext("/", exchange -> {
            byte[] body = "queue is full".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(exchange.getRequestURI().getPath().equals("/good") ? 200 : 503, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        web.start();
        String at = "http://127.0.0.1:" + web.getAddress().getPort();
        assertEquals(new Check("health address", true, "answered [200]: queue is full"),
                ask(false, List.of(), new Demands.Address(URI.create(at + "/good"))).getFirst());
        assertEquals(new Check("health address", false, "answered [503]: queue is full"),
                ask(false, List.of(), new Demands.Address(URI.create(at + "/bad"))).getFirst());
        web.stop(0);
        UserError error = assertThrows(UserError.class,
                () -> ask(false, List.of(), new Demands.Address(URI.create(at + "/good"))));
        assertEquals(Optional.of(UserError.Kind.DRILL_UNABLE), error.kind());
    }

    @Test
    void a_copy_of_sqlite_is_checked_by_statements_and_a_command_too() throws Exception {
        Path file = folder.resolve("shop.db");
        new SqliteFile(file).run("CREATE TABLE t (a)", "INSERT INTO t VALUES (1), (2)", "CREATE TABLE none (a)");
        Environment env = new Environment(Map.of("PATH", Environment.system().get("PATH").orElse(""),
                "TMPDIR", folder.toString()));
        PlainBackup sqlite = PlainBackup.of(new SqliteSource(file, env, Output.SILENT), folder);
        try (Target.Instance copy = new SqliteTarget(env).start(sqlite.manifest())) {
            copy.restore(sqlite.manifest(), sqlite.parts());
            assertEquals(List.of(
                    new Check("check [SELECT count(*) FROM t]", true, "returned [2]"),
                    new Check("check [SELECT count(*) > 2 FROM t]", false, "returned [0]"),
                    new Check("check [SELECT 1 FROM none]", false, "returned no row"),
                    new Check("check [DELETE FROM t]", true, "ran"),
                    new Check("health command", true, "ended well: SQLite format 3")),
                    copy.checks(new Demands(true, List.of("SELECT count(*) FROM t", "SELECT count(*) > 2 FROM t",
                            "SELECT 1 FROM none", "DELETE FROM t"),
                            Optional.of(shell("head -c 15 \"$LIFEBOAT_COPY\"")))));
            assertEquals(sqlite.manifest().fingerprint(), copy.fingerprint(sqlite.manifest().fingerprint()));
        }
    }

    private void holds(String sql, String detail) {
        assertEquals(List.of(new Check("check [" + sql + "]", true, detail)), ask(false, List.of(sql), null));
    }

    private void fails(String sql, String detail) {
        assertEquals(List.of(new Check("check [" + sql.replaceAll("\\s+", " ") + "]", false, detail)),
                ask(false, List.of(sql), null));
    }

    private static Demands.Program shell(String command) {
        return new Demands.Program(List.of("sh", "-c", command));
    }

    private List<Check> ask(boolean amcheck, List<String> statements, Demands.Health health) {
        return instance.checks(new Demands(amcheck, statements, Optional.ofNullable(health)));
    }
}
