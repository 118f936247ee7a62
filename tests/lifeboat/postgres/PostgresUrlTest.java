package lifeboat.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import lifeboat.base.Environment;
import lifeboat.base.Secret;
import lifeboat.base.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresUrlTest {
    @TempDir
    Path home;

    private PostgresUrl parse(String url, String... variables) {
        Map<String, String> map = new HashMap<>(Map.of("HOME", home.toString()));
        for (int i = 0; i < variables.length; i += 2) {
            map.put(variables[i], variables[i + 1]);
        }
        return PostgresUrl.parse(url, new Environment(map));
    }

    @Test
    void all_pieces_are_read_and_percent_signs_decoded() {
        PostgresUrl url = parse(
                "postgresql://us%40er:p%3Aw%2F%20%E2%82%AC+@db.example:6543/my%20db?sslmode=require&connect_timeout=3");
        assertEquals("db.example", url.host());
        assertEquals(6543, url.port());
        assertEquals("us@er", url.user());
        assertEquals(Optional.of(new Secret("p:w/ €+")), url.password());
        assertEquals("my db", url.database());
        assertEquals(Map.of("sslmode", "require", "connect_timeout", "3"), url.options());
    }

    @Test
    void a_password_is_shown_nowhere_and_reaches_libpq_by_its_variable() {
        PostgresUrl url = parse("postgres://u:hush@h/d");
        assertFalse((url + url.describe() + url.place()).contains("hush"));
        assertEquals("postgres://u@h:5432/d", url.toString());
        assertEquals("hush", url.libpqEnvironment().get("PGPASSWORD"));
        assertEquals("d", url.libpqEnvironment().get("PGDATABASE"));
    }

    @Test
    void an_address_of_ipv6_stands_in_brackets() {
        PostgresUrl url = parse("postgres://u@[2001:db8::1]:5433/d");
        assertEquals("2001:db8::1", url.host());
        assertEquals("[2001:db8::1]:5433", url.place());
    }

    @Test
    void a_socket_folder_is_a_host() {
        assertEquals("/var/run/postgresql", parse("postgres://u@%2Fvar%2Frun%2Fpostgresql/d").host());
        assertEquals("/some/where", parse("postgres://u@/d?host=/some/where&port=5444").host());
        assertTrue(parse("postgres:///d?host=/some/where").socket());
    }

    @Test
    void what_is_left_out_comes_from_the_variables() {
        PostgresUrl url = parse("postgres://", "PGHOST", "h", "PGPORT", "1234", "PGUSER", "u", "PGPASSWORD", "p",
                "PGDATABASE", "d", "PGSSLMODE", "verify-full");
        assertEquals(new PostgresUrl("h", 1234, "u", Optional.of(new Secret("p")), "d",
                Map.of("sslmode", "verify-full")), url);
    }

    @Test
    void what_the_url_says_wins() {
        PostgresUrl url = parse("postgres://a:b@c:1/d?sslmode=disable", "PGHOST", "h", "PGPORT", "1234", "PGUSER", "u",
                "PGPASSWORD", "p", "PGDATABASE", "x", "PGSSLMODE", "require");
        assertEquals(new PostgresUrl("c", 1, "a", Optional.of(new Secret("b")), "d", Map.of("sslmode", "disable")),
                url);
    }

    @Test
    void the_password_file_is_read_as_libpq_does() throws Exception {
        passwords("# comment\nother:*:*:*:no\nh:5432:d:us\\:er:pass\\:wo\\\\rd\n*:*:*:*:last\n", "rw-------");
        assertEquals(Optional.of(new Secret("pass:wo\\rd")), parse("postgres://us%3Aer@h/d").password());
        assertEquals(Optional.of(new Secret("last")), parse("postgres://u@elsewhere/d").password());
    }

    @Test
    void a_password_file_that_others_may_read_is_ignored() throws Exception {
        passwords("*:*:*:*:secret\n", "rw-r--r--");
        assertEquals(Optional.empty(), parse("postgres://u@h/d").password());
    }

    @Test
    void a_database_can_be_exchanged() {
        assertEquals("postgres://u@h:5432/other%2Fone", parse("postgres://u:p@h/d").withDatabase("other/one")
                .describe());
    }

    @Test
    void parameters_of_frameworks_are_passed_over() {
        assertEquals(Map.of(), parse("postgres://u@h/d?schema=public&pgbouncer=true").options());
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql://h/d", "postgres://u:hush@h:port/d", "postgres://u:hush@h:70000/d",
            "postgres://u:hush@h/d?wat=1",
        "postgres://u:hush@h/d?sslmode=maybe", "postgres://u:hu%zz@h/d", "postgres://u:hush@h1,h2/d",
        "postgres://u:hush@[::1/d",
        "postgres://u:hush@h/d?connect_timeout=soon", "postgres://u:hush@h/d?sslrootcert=/no/such/file",
        "postgres://%ff@h/d"})
    void a_wrong_url_is_a_usage_error_that_keeps_the_password(String url) {
        UserError error = assertThrows(UserError.class, () -> parse(url));
        assertEquals(Optional.of(UserError.Kind.USAGE), error.kind());
        assertFalse(error.getMessage().contains("hush"), error.getMessage());
        assertFalse(error.getMessage().endsWith("."));
    }

    private void passwords(String text, String permissions) throws Exception {
        Path file = home.resolve(".pgpass");
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}
