package lifeboat.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import lifeboat.base.Environment;
import lifeboat.base.UserError;
import lifeboat.source.Dump;
import lifeboat.source.PostgresSource;
import lifeboat.testing.PostgresServer;
import lifeboat.testing.Shell;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS to a server that takes nothing else. */
class PostgresTlsTest {
    @TempDir
    static Path certificates;

    private static PostgresServer server;

    @BeforeAll
    static void start_a_server_that_takes_tls_only() throws IOException {
        server = PostgresServer.own(PostgresServer.installed().major());
        Shell shell = Shell.in(certificates);
        for (String name : new String[] {"ca", "other"}) {
            shell.must("openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=$1 -keyout $1.key -out $1.crt 2>&1",
                    name);
        }
        shell.must("""
                set -e
                openssl req -newkey rsa:2048 -nodes -subj /CN=127.0.0.1 -keyout server.key -out server.csr 2>&1
                printf 'subjectAltName=IP:127.0.0.1' > san
                openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile san -out server.crt 2>&1
                cp server.crt server.key "$1"
                chmod 600 "$1/server.key"
                chown --reference="$1" "$1/server.crt" "$1/server.key"
                """, server.data().toString());
        server.execute("postgres", "CREATE TABLE t AS SELECT generate_series(1, 10) AS x", "ALTER SYSTEM SET ssl = on");
        Path rules = server.data().resolve("pg_hba.conf");
        server.execute("postgres", "SELECT pg_reload_conf()");
        while (!"on".equals(server.query("postgres", "SHOW ssl"))) {
            Thread.onSpinWait();
        }
        Files.writeString(rules, "hostssl all all 127.0.0.1/32 trust\n");
        server.execute("postgres", "SELECT pg_reload_conf()");
        while (Shell.in(certificates).run("PGSSLMODE=disable psql \"$1\" -c 'SELECT 1'", server.url("postgres")).ok()) {
            Thread.onSpinWait();
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static PostgresUrl address(String options) {
        return PostgresUrl.parse(server.url("postgres") + "?" + options,
                new Environment(Map.of("HOME", certificates.toString())));
    }

    private static String trusting(String certificate) {
        return "&sslrootcert=" + certificates.resolve(certificate);
    }

    private static void dumps(PostgresUrl url) throws IOException, SQLException {
        try (Connection connection = PostgresConnection.open(url)) {
            assertEquals("t", SqlText.column(connection,
                    "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()").getFirst());
        }
        try (Dump dump = new PostgresSource(url, Scope.ALL, Duration.ofSeconds(10), true, true, Environment.system())
                .open()) {
            for (Dump.Piece piece : dump.parts()) {
                dump.write(piece, OutputStream.nullOutputStream());
            }
            assertEquals(10, dump.finish().fingerprint().rows());
        }
    }

    @Test
    void a_dump_goes_through_tls_in_each_mode_that_has_it() throws IOException, SQLException {
        dumps(address("sslmode=prefer"));
        dumps(address("sslmode=require"));
        dumps(address("sslmode=verify-ca" + trusting("ca.crt")));
        dumps(address("sslmode=verify-full" + trusting("ca.crt")));
    }

    @Test
    void a_server_that_the_wrong_authority_vouches_for_is_not_trusted() {
        UserError error = assertThrows(UserError.class,
                () -> PostgresConnection.open(address("sslmode=verify-full" + trusting("other.crt"))));
        assertTrue(error.getMessage().contains("TLS") || error.getMessage().contains("certificate"),
                error.getMessage());
        assertTrue(error.hint().isPresent());
    }

    @Test
    void a_connection_without_tls_is_refused_with_the_reason() {
        UserError error = assertThrows(UserError.class, () -> PostgresConnection.open(address("sslmode=disable")));
        assertTrue(error.getMessage().contains("TLS") || error.getMessage().contains("encryption"), error.getMessage());
    }

    @Test
    void a_server_without_tls_is_refused_where_it_is_required() {
        PostgresServer plain = PostgresServer.installed();
        PostgresUrl url = PostgresUrl.parse(plain.url("postgres") + "?sslmode=require",
                new Environment(Map.of("HOME", certificates.toString())));
        UserError error = assertThrows(UserError.class, () -> PostgresConnection.open(url));
        assertTrue(error.getMessage().contains("TLS") || error.getMessage().contains("SSL"), error.getMessage());
    }
}
