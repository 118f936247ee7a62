package lifeboat.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import lifeboat.fingerprint.Comparison;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.fingerprint.SourceInfo;
import lifeboat.source.PostgresSource;
import lifeboat.testing.PlainBackup;
import lifeboat.testing.PostgresBinaries;
import lifeboat.testing.PostgresClientsFixture;
import lifeboat.testing.PostgresServer;
import lifeboat.testing.SampleDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that several connections load, by the programs and on the servers of every version that can be had. */
class LargeTablesVersionsTest {
    private static final Pattern NOTHING = Pattern.compile("^-$");

    @TempDir
    Path folder;

    private final TreeMap<Integer, PostgresServer> servers = new TreeMap<>();
    private final TreeSet<String> loaded = new TreeSet<>();

    @Test
    void archives_of_every_version_are_loaded_by_several_connections() throws Exception {
        try {
            PostgresBinaries.majors().forEach(major -> servers.put(major, PostgresServer.own(major)));
            for (PostgresServer source : servers.values()) {
                String database = source.createDatabase();
                SampleDatabase.fill(source, database);
                source.execute(database, "CREATE FUNCTION loader() RETURNS text LANGUAGE plpgsql IMMUTABLE AS"
                        + " $$ BEGIN RETURN pg_catalog.current_setting('intervalstyle'); END $$",
                        "CREATE TABLE large (g int, x text, loader text GENERATED ALWAYS AS (public.loader()) STORED)",
                        "INSERT INTO large SELECT g, repeat('x', g % 300) FROM generate_series(1, 2000) g");
                List<Integer> clients = PostgresClientsFixture.from(source.major());
                load(source, backup(source, database, clients.getFirst(), 3), clients.getFirst());
                for (int client : clients) {
                    PlainBackup backup = backup(source, database, client, 1);
                    load(source, backup, client);
                    loadOnNewest(backup, client);
                }
            }
        } finally {
            servers.values().forEach(PostgresServer::close);
        }
        System.out.println("server and programs that loaded an archive version: " + loaded);
        List.of("1.14", "1.15", "1.16").forEach(format -> assertTrue(loaded.stream()
                .anyMatch(text -> text.endsWith(format)), format));
    }

    /** Unless a pg_dump that did not know them dumped marks that the server itself sets on its columns. */
    private void loadOnNewest(PlainBackup backup, int client) throws IOException {
        PostgresServer newest = servers.lastEntry().getValue();
        boolean marked = new String(Files.readAllBytes(backup.parts().get("data")), StandardCharsets.ISO_8859_1)
                .contains("SET (pg_attver=");
        if (!marked) {
            load(newest, backup, client);
        }
        if (client == 15) {
            load(newest, asOfSixteen(backup), 16);
        }
    }

    private void load(PostgresServer server, PlainBackup backup, int client) throws IOException {
        int programs = PostgresClientsFixture.from(Math.max(server.major(), client)).getFirst();
        if (programs >= ArchiveLoader.TRANSACTION_TIMEOUT && server.major() < ArchiveLoader.TRANSACTION_TIMEOUT) {
            return; // by a script, see PostgresOtherVersionsTest
        }
        String database = server.createDatabase();
        server.execute("postgres", "ALTER DATABASE " + database + " SET intervalstyle = 'sql_standard'");
        SourceInfo source = backup.manifest().source();
        ArchiveLoader loader = new ArchiveLoader(server.address(database), server.major(), source.client(),
                PostgresClientsFixture.environment(programs), 1000, 5000);
        Map<String, Path> copies = new LinkedHashMap<>();
        for (Map.Entry<String, Path> part : backup.parts().entrySet()) {
            copies.put(part.getKey(), Files.copy(part.getValue(), folder.resolve(database + part.getKey())));
        }
        String format = format(copies.get("data"));
        loader.load(DumpArchives.of(copies), 3, NOTHING, folder);
        Fingerprint expected = backup.manifest().fingerprint();
        String what = server.major() + " by " + programs + " of " + format;
        assertEquals(List.of(), Comparison.of(expected, LiveFingerprint.of(server.address(database), expected,
                source.settings(), 2, PostgresClientsFixture.environment(programs))).differences(), what);
        assertEquals("postgres", server.query(database, "SELECT string_agg(DISTINCT loader, ' ') FROM large"),
                what + ": the setting of our own connections; pg_restore keeps the database's");
        server.execute("postgres", "DROP DATABASE " + database);
        loaded.add(what);
    }

    private PlainBackup backup(PostgresServer server, String database, int client, int jobs) throws IOException {
        return PlainBackup.of(new PostgresSource(server.address(database), Scope.ALL, Duration.ofSeconds(30), false,
                false, jobs, PostgresClientsFixture.environment(client)), Files.createTempDirectory(folder, "dump"));
    }

    private static String format(Path archive) throws IOException {
        try (InputStream in = Files.newInputStream(archive)) {
            return ArchiveScanner.scan(in, OutputStream.nullOutputStream()).format();
        }
    }

    /** What pg_dump 16 writes: its version, and one byte instead of a number for the compression. */
    private PlainBackup asOfSixteen(PlainBackup backup) throws IOException {
        byte[] bytes = Files.readAllBytes(backup.parts().get("data"));
        ByteBuffer changed = ByteBuffer.allocate(bytes.length - Integer.BYTES);
        changed.put(bytes, 0, 6).put((byte) 15).put(bytes, 7, 4).put((byte) 0).put(bytes, 16, bytes.length - 16);
        return new PlainBackup(backup.manifest(), Map.of("data", Files.write(folder.resolve("sixteen"),
                changed.array())));
    }
}
