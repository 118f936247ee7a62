package lifeboat.drill;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import lifeboat.base.Environment;
import lifeboat.catalog.Manifest;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.fingerprint.SourceInfo;
import lifeboat.postgres.PostgresUrl;

/** Makes a drill's database on a server, says so by making a file, and waits to be killed. */
final class ServerDrillProcess {

    private ServerDrillProcess() {}

    /** {@code args}: the server's URL, a role that the backup needs, the file. */
    public static void main(String[] args) throws Exception {
        Environment env = Environment.system();
        new PostgresServerTarget(PostgresUrl.parse(args[0], env), env, 1).start(manifest(args[1]));
        Files.createFile(Path.of(args[2]));
        Thread.currentThread().join();
    }

    /** Of a backup of nothing that needs a role. */
    static Manifest manifest(String role) {
        return new Manifest(Manifest.FORMAT, "20260115T020000Z-7f3a", Manifest.BACKUP, "job", "test", Instant.EPOCH,
                Instant.EPOCH, new SourceInfo("postgres", "d", "15.0", "pg_dump 15.0", "UTF8", Map.of(), List.of(),
                        List.of(role)), List.of(), new Fingerprint(List.of(), List.of(), Map.of(), List.of()),
                List.of(), 0);
    }
}
