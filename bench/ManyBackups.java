package bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.stream.Stream;

/** A store of many backups of one small job: one that was made, copied under other ids. */
final class ManyBackups {
    private static final DateTimeFormatter ID = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'")
            .withZone(ZoneOffset.UTC);
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

    private ManyBackups() {}

    /** Makes it, with an hour between the backups. The parts are left out: a list does not open them. */
    static void make(Shell shell, Path store, int count) throws IOException {
        Path file = store.resolveSibling("small.db");
        shell.must("rm -rf \"$1\" && sqlite3 \"$2\" \"CREATE TABLE notes (text); "
                + "INSERT INTO notes VALUES ('one')\" && "
                + "\"$LIFEBOAT\" backup --source \"sqlite:$2\" --to \"$1\" --job small >/dev/null",
                store.toString(), file.toString());
        Path job = store.resolve("small");
        Path made;
        try (Stream<Path> folders = Files.list(job)) {
            made = folders.filter(folder -> Files.exists(folder.resolve("manifest.json"))).findFirst().orElseThrow();
        }
        String id = made.getFileName().toString();
        String manifest = Files.readString(made.resolve("manifest.json"));
        for (int i = 0; i < count - 1; i++) {
            String other = ID.format(FIRST.plus(Duration.ofHours(i))) + "-0000";
            Path folder = Files.createDirectories(job.resolve(other));
            Files.writeString(folder.resolve("manifest.json"), sealed(manifest.replace(id, other)));
        }
    }

    /** The document with the digest that it should have: of itself without that last field. */
    private static String sealed(String document) {
        String body = document.substring(0, document.lastIndexOf(",\n  \"sha256\""));
        return body + ",\n  \"sha256\": \"" + sha256(body + "\n}") + "\"\n}\n";
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
