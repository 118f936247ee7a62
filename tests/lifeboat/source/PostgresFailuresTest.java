package lifeboat.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import lifeboat.base.Environment;
import lifeboat.base.UserError;
import lifeboat.fingerprint.TableFingerprint;
import lifeboat.postgres.PostgresUrl;
import lifeboat.postgres.Scope;
import lifeboat.testing.PostgresServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresFailuresTest {
    private final PostgresServer server = PostgresServer.installed();
    private final String database = server.createDatabase();

    @BeforeEach
    void fill() {
        server.execute(database, "CREATE TABLE item (id int PRIMARY KEY, name text)",
                "INSERT INTO item SELECT i, 'item ' || i FROM generate_series(1, 50000) i");
    }

    private PostgresUrl as(String user) {
        return PostgresUrl.parse(server.url(database).replace("//postgres@", "//" + user + "@"), Environment.system());
    }

    private PostgresSource source(PostgresUrl url, boolean globals, boolean passwords) {
        return new PostgresSource(url, Scope.ALL, Duration.ofMillis(300), globals, passwords, Environment.system());
    }

    private static Dump.Facts run(Source source, OutputStream globals) throws Exception {
        try (Dump dump = source.open()) {
            dump.write(dump.parts().getFirst(), OutputStream.nullOutputStream());
            for (Dump.Piece piece : dump.parts().subList(1, dump.parts().size())) {
                dump.write(piece, globals);
            }
            return dump.finish();
        }
    }

    private UserError fails(PostgresUrl url) {
        return assertThrows(UserError.class, () -> run(source(url, false, false), OutputStream.nullOutputStream()));
    }

    private static String role(String suffix) {
        return "role_" + ProcessHandle.current().pid() + "_" + suffix;
    }

    @Test
    void a_locked_table_fails_after_the_wait_and_is_named() throws Exception {
        try (Connection connection = server.connect(database); Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE item IN ACCESS EXCLUSIVE MODE");
            UserError error = fails(as("postgres"));
            assertTrue(error.getMessage().contains("LOCK TABLE") && error.getMessage().contains("item"),
                    error.getMessage());
            assertTrue(error.hint().orElseThrow().contains("lock_wait"), error.hint().toString());
        }
    }

    @Test
    void a_table_that_may_not_be_read_is_named() {
        String role = role("reader");
        server.execute(database, "CREATE ROLE " + role + " LOGIN");
        UserError error = fails(as(role));
        assertTrue(error.getMessage().contains("permission denied") && error.getMessage().contains("item"),
                error.getMessage());
    }

    @Test
    void a_text_of_the_catalog_that_is_not_utf_8_is_told_of() {
        String plain = database + "_plain";
        server.execute("postgres", "CREATE DATABASE " + plain + " TEMPLATE template0 ENCODING 'SQL_ASCII'"
                + " LC_COLLATE 'C' LC_CTYPE 'C'");
        server.execute(plain, "CREATE TABLE t (a text DEFAULT E'\\xe4')");
        UserError error = fails(server.address(plain));
        assertTrue(error.getMessage().contains("cannot read the catalog"), error.getMessage());
        assertTrue(error.hint().orElseThrow().contains("SQL_ASCII"));
    }

    @Test
    void rows_hidden_by_a_policy_are_an_error_and_not_left_out() {
        String role = role("policed");
        server.execute(database, "CREATE ROLE " + role + " LOGIN", "GRANT SELECT ON item TO " + role,
                "ALTER TABLE item ENABLE ROW LEVEL SECURITY", "CREATE POLICY few ON item USING (id < 10)");
        UserError error = fails(as(role));
        assertTrue(error.getMessage().contains("row-level security"), error.getMessage());
        assertTrue(error.hint().orElseThrow().contains("BYPASSRLS"));
    }

    @Test
    void an_output_that_fails_with_a_message_of_its_own_is_reported_at_once() {
        UserError full = UserError.of("the store is full", null);
        try (Dump dump = source(as("postgres"), false, false).open()) {
            long start = System.nanoTime();
            assertSame(full, assertThrows(UserError.class,
                    () -> dump.write(dump.parts().getFirst(), new OutputStream() {
                @Override
                public void write(int value) {
                    throw full;
                }
            })));
            assertTrue(Duration.ofNanos(System.nanoTime() - start).toSeconds() < 5);
        }
    }

    @Test
    void a_pg_dump_that_is_killed_is_a_failure() throws Exception {
        try (Dump dump = source(as("postgres"), false, false).open()) {
            AtomicBoolean killed = new AtomicBoolean();
            OutputStream killing = new OutputStream() {
                @Override
                public void write(int value) {
                    write(new byte[] {(byte) value}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) {
                    if (killed.compareAndSet(false, true)) {
                        ProcessHandle.current().descendants()
                                .filter(p -> p.info().command().orElse("").endsWith("/pg_dump"))
                                .forEach(ProcessHandle::destroyForcibly);
                    }
                }
            };
            UserError error = assertThrows(UserError.class, () -> dump.write(dump.parts().getFirst(), killing));
            assertEquals("pg_dump was ended by signal [9, SIGKILL]", error.getMessage());
            assertTrue(error.hint().orElseThrow().contains("want of memory"), error.hint().toString());
            assertThrows(IllegalStateException.class, dump::finish);
        }
    }

    @Test
    void a_writer_that_commits_all_the_time_does_not_disturb_the_snapshot() throws Exception {
        server.execute(database, "CREATE TABLE pair (id int)");
        AtomicBoolean stop = new AtomicBoolean();
        Thread writer = Thread.ofVirtual().start(() -> {
            for (int i = 1_000_000; !stop.get(); i++) {
                server.execute(database, "BEGIN; INSERT INTO item VALUES (" + i + ", 'w'); INSERT INTO pair VALUES ("
                        + i + "); COMMIT");
            }
        });
        try {
            for (int i = 0; i < 5; i++) {
                Map<String, Long> rows = new TreeMap<>();
                for (TableFingerprint t : run(source(as("postgres"), false, false), OutputStream.nullOutputStream())
                        .fingerprint().tables()) {
                    rows.put(t.name(), t.rows());
                }
                assertEquals(rows.get("item"), rows.get("pair") + 50_000);
            }
        } finally {
            stop.set(true);
            writer.join();
        }
    }

    @Test
    void roles_come_with_passwords_only_where_asked_for_and_permitted() throws Exception {
        String role = role("secret");
        server.execute(database, "CREATE ROLE " + role + " LOGIN PASSWORD 'hush'", "ALTER TABLE item OWNER TO " + role);
        assertTrue(globals(as("postgres"), true).contains("SCRAM-SHA-256"));
        assertFalse(globals(as("postgres"), false).contains("SCRAM-SHA-256"));
        String plain = globals(as(role), true);
        assertFalse(plain.contains("SCRAM-SHA-256"));
        assertTrue(plain.contains("CREATE ROLE " + role), plain);
    }

    @Test
    void owners_grantees_and_policies_roles_are_needed() throws Exception {
        List<String> roles = List.of(role("a_owner"), role("b_grantee"), role("c_column"), role("d_policy"),
                role("e_other"));
        roles.forEach(role -> server.execute(database, "CREATE ROLE " + role));
        server.execute(database, "ALTER TABLE item OWNER TO " + roles.get(0), "GRANT SELECT ON item TO " + roles.get(1),
                "GRANT SELECT (id) ON item TO " + roles.get(2), "CREATE POLICY p ON item TO " + roles.get(3)
                + " USING (true)");
        for (Scope scope : List.of(Scope.ALL, new Scope(List.of(), List.of(), List.of("item"), List.of()))) {
            PostgresSource source = new PostgresSource(as("postgres"), scope, Duration.ofSeconds(1), false, false,
                    Environment.system());
            List<String> needed = run(source, OutputStream.nullOutputStream()).source().roles();
            assertTrue(needed.containsAll(roles.subList(0, 4)), needed.toString());
            assertFalse(needed.contains(roles.get(4)), needed.toString());
        }
    }

    private String globals(PostgresUrl url, boolean passwords) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        run(source(url, true, passwords), out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
