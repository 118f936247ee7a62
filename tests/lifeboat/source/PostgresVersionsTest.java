package lifeboat.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import lifeboat.base.Environment;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.postgres.ArchiveContents;
import lifeboat.postgres.ArchiveScanner;
import lifeboat.postgres.PostgresClients;
import lifeboat.postgres.Scope;
import lifeboat.testing.PostgresBinaries;
import lifeboat.testing.PostgresClientsFixture;
import lifeboat.testing.PostgresServer;
import lifeboat.testing.SampleDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every server version by every client that can be had for it: the same data gives the same fingerprint. */
class PostgresVersionsTest {
    @TempDir
    Path folder;

    @Test
    void each_server_is_dumped_by_each_client_of_its_version_or_a_later_one() throws Exception {
        Map<Integer, Fingerprint> bySource = new LinkedHashMap<>();
        TreeSet<String> formats = new TreeSet<>();
        List<String> ran = new ArrayList<>();
        for (int major : PostgresBinaries.majors()) {
            try (PostgresServer server = PostgresServer.own(major)) {
                String database = server.createDatabase();
                SampleDatabase.fill(server, database);
                for (int client : PostgresClientsFixture.from(major)) {
                    Path file = folder.resolve(major + "-" + client + ".dump");
                    Fingerprint found = dump(server, database, client, file);
                    formats.add(read(file).format());
                    ran.add(major + " by " + client);
                    Fingerprint first = bySource.computeIfAbsent(major, _ -> found);
                    assertEquals(first, found, "server " + major + " by client " + client);
                }
            }
        }
        System.out.println("server by client: " + ran + ", archive versions " + formats);
        assertFalse(ran.isEmpty(), "no client at all");
        Fingerprint any = bySource.values().iterator().next();
        bySource.forEach((major, found) -> {
            assertEquals(any.tables(), found.tables(), "server " + major);
            assertEquals(any.sequences(), found.sequences(), "server " + major);
            assertEquals(any.objects(), found.objects(), "server " + major);
        });
    }

    private static Fingerprint dump(PostgresServer server, String database, int client, Path file) throws Exception {
        Environment env = only(client);
        assertEquals(client, PostgresClients.find(server.major(), env).major());
        PostgresSource source = new PostgresSource(server.address(database), Scope.ALL, Duration.ofSeconds(10), true,
                false, env);
        try (Dump dump = source.open(); OutputStream out = Files.newOutputStream(file)) {
            dump.write(dump.parts().getFirst(), out);
            dump.write(dump.parts().getLast(), OutputStream.nullOutputStream());
            Dump.Facts facts = dump.finish();
            assertTrue(facts.source().version().startsWith(server.major() + "."), facts.source().version());
            assertTrue(facts.source().client().startsWith("pg_dump " + client), facts.source().client());
            return facts.fingerprint();
        }
    }

    /**
     * An environment in which a client of that version comes first; an installed one of the server's own must not win.
     */
    private static Environment only(int client) {
        return PostgresClientsFixture.environment(client);
    }

    private static ArchiveContents read(Path file) throws Exception {
        try (InputStream in = Files.newInputStream(file)) {
            return ArchiveScanner.scan(in, OutputStream.nullOutputStream());
        }
    }
}
