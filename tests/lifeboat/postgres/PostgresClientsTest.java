package lifeboat.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lifeboat.base.Environment;
import lifeboat.base.Tool;
import lifeboat.base.UserError;
import lifeboat.testing.PostgresBinaries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresClientsTest {
    @TempDir
    Path folder;

    private Path set(int major) throws Exception {
        Path bin = Files.createDirectories(folder.resolve("pg" + major));
        for (String program : new String[] {"pg_dump", "pg_restore"}) {
            Files.writeString(bin.resolve(program), "#!/bin/sh\necho '" + program + " (PostgreSQL) " + major
                    + ".3 (Distribution)'\n");
            Files.setPosixFilePermissions(bin.resolve(program), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return bin;
    }

    private static Environment named(Path... folders) {
        return new Environment(Map.of("LIFEBOAT_PG_BIN", String.join(":", Stream.of(folders)
                .map(Path::toString).toList())));
    }

    @Test
    void the_same_major_version_is_preferred() throws Exception {
        Environment env = named(set(98), set(97), set(99));
        assertEquals(new PostgresClients(folder.resolve("pg97"), 97, "97.3"), PostgresClients.find(97, env));
    }

    @Test
    void else_the_newest_later_one_is_taken() throws Exception {
        assertEquals(99, PostgresClients.find(96, named(set(98), set(97), set(99))).major());
    }

    @Test
    void an_older_one_is_never_taken() throws Exception {
        Environment env = named(set(97));
        UserError error = assertThrows(UserError.class, () -> PostgresClients.find(98, env));
        assertTrue(error.getMessage().contains("[98]") && error.getMessage().contains("97.3"), error.getMessage());
        assertTrue(error.hint().orElseThrow().contains("postgresql-client-98"));
    }

    private String dumped(String stdbuf) throws Exception {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Files.writeString(bin.resolve("stdbuf"), "#!/bin/sh\n" + stdbuf + "\n");
        Files.setPosixFilePermissions(bin.resolve("stdbuf"), PosixFilePermissions.fromString("rwxr-xr-x"));
        PostgresClients clients = PostgresClients.find(97, named(set(97)));
        Tool dump = clients.dump(PostgresUrl.parse("postgres://localhost/x", new Environment(Map.of())),
                List.of("--version"), new Environment(Map.of("PATH", bin.toString())));
        return dump.run(Duration.ofSeconds(20)).out();
    }

    @Test
    void pg_dump_writes_through_a_larger_buffer() throws Exception {
        assertEquals("buffered\npg_dump (PostgreSQL) 97.3 (Distribution)", dumped("echo buffered; shift; exec \"$@\""));
    }

    @Test
    void a_stdbuf_that_does_not_work_or_complains_is_left_out() throws Exception {
        assertEquals("pg_dump (PostgreSQL) 97.3 (Distribution)", dumped("exit 125"));
        assertEquals("pg_dump (PostgreSQL) 97.3 (Distribution)", dumped("echo ignored >&2; shift; exec \"$@\""));
    }

    @Test
    void installed_ones_are_found_without_path() {
        int major = PostgresBinaries.installed().getLast();
        assertEquals(major, PostgresClients.find(major, new Environment(Map.of())).major());
    }
}
