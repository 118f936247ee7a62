package lifeboat.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.Map;
import lifeboat.base.Environment;
import lifeboat.base.UserError;
import lifeboat.testing.PostgresBinaries;
import lifeboat.testing.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresConnectionTest {
    private static PostgresServer server;

    @BeforeAll
    static void start() {
        server = PostgresServer.withPassword(PostgresBinaries.installed().getLast());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void refused(String url, String... words) {
        UserError error = assertThrows(UserError.class, () -> PostgresConnection.open(
                PostgresUrl.parse(url, new Environment(Map.of("HOME", "/nonexistent")))).close());
        for (String word : words) {
            assertTrue(error.getMessage().contains(word), error.getMessage());
        }
        assertFalse(error.getMessage().contains("wrong-password"));
        assertTrue(error.hint().isPresent());
    }

    private static String at() {
        return "127.0.0.1:" + server.port();
    }

    @Test
    void a_password_with_any_characters_lets_us_in() throws Exception {
        try (Connection connection = server.connect("postgres")) {
            assertTrue(PostgresConnection.serverVersion(connection) >= 120000);
        }
    }

    @Test
    void a_socket_lets_us_in() throws Exception {
        String folder = URLEncoder.encode(server.socketFolder().toString(), StandardCharsets.UTF_8);
        PostgresUrl url = PostgresUrl.parse(server.url("postgres").replace("127.0.0.1", folder),
                new Environment(Map.of()));
        try (Connection connection = PostgresConnection.open(url)) {
            assertEquals("postgres", connection.getCatalog());
        }
    }

    @Test
    void a_wrong_password_is_named_as_such() {
        refused("postgres://postgres:wrong-password@" + at() + "/postgres", "password", "[postgres]", "[" + at() + "]");
    }

    @Test
    void a_missing_password_is_asked_for() {
        refused("postgres://postgres@" + at() + "/postgres", "wants a password", "[postgres]");
    }

    @Test
    void an_unknown_database_is_named() {
        refused(server.url("nothing_there"), "[nothing_there]");
    }

    @Test
    void a_server_that_is_down_is_named_with_its_port() {
        refused("postgres://u:wrong-password@127.0.0.1:1/d", "[127.0.0.1:1]");
    }

    @Test
    void a_host_that_does_not_exist_is_named() {
        refused("postgres://u@no-such-host.invalid/d", "[no-such-host.invalid]");
    }

    @Test
    void tls_that_the_server_does_not_speak_is_said() {
        refused(server.url("postgres") + "?sslmode=require", "TLS", "[require]");
    }

    @Test
    void a_socket_folder_without_a_server_is_said() {
        refused("postgres://u@/d?host=/nonexistent", "/nonexistent".replace("/", "%2F"));
    }
}
