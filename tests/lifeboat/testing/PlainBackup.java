package lifeboat.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lifeboat.base.Environment;
import lifeboat.base.Output;
import lifeboat.catalog.Manifest;
import lifeboat.source.Dump;
import lifeboat.source.Source;
import lifeboat.source.SqliteSource;

/** A backup without layers or store: its plain parts as files, and the manifest they would have. */
public record PlainBackup(Manifest manifest, Map<String, Path> parts) {

    private static final String ID = "20260115T020000Z-7f3a";

    /** Dumps the source into the folder. */
    public static PlainBackup of(Source source, Path folder) throws IOException {
        Instant started = Instant.now();
        try (Dump dump = source.open()) {
            Map<String, Path> parts = new LinkedHashMap<>();
            List<Manifest.Part> stored = new ArrayList<>();
            for (Dump.Piece piece : dump.parts()) {
                Path file = folder.resolve("job-" + ID + piece.suffix());
                try (OutputStream out = Files.newOutputStream(file)) {
                    dump.write(piece, out);
                }
                parts.put(piece.role(), file);
                stored.add(new Manifest.Part(ID + "/" + file.getFileName(), piece.role(), List.of(),
                        Files.size(file), "", Files.size(file), ""));
            }
            Dump.Facts facts = dump.finish();
            return new PlainBackup(new Manifest(Manifest.FORMAT, ID, Manifest.BACKUP, "job", "test", started,
                    Instant.now(), facts.source(), stored, facts.fingerprint(), List.of(), 0), parts);
        }
    }

    /** Dumps a new SQLite file that these statements make; the folder is also the temporary one. */
    public static PlainBackup ofSqlite(Path folder, String... statements) throws IOException, SQLException {
        Path source = folder.resolve("source.db");
        Files.deleteIfExists(source);
        new SqliteFile(source).run(statements);
        return of(new SqliteSource(source, new Environment(Map.of("TMPDIR", folder.toString())), Output.SILENT),
                folder);
    }

    /** The same with a changed data part, which is a copy named {@code changed}. */
    public PlainBackup changed(Path folder, String... statements) throws IOException, SQLException {
        Path file = folder.resolve("changed");
        Files.copy(parts.get("data"), file, StandardCopyOption.REPLACE_EXISTING);
        new SqliteFile(file).run(statements);
        return new PlainBackup(manifest, Map.of("data", file));
    }

    /** The same with only the first half of the data part. */
    public PlainBackup truncated(Path folder) throws IOException {
        byte[] whole = Files.readAllBytes(parts.get("data"));
        Path file = Files.write(folder.resolve("truncated"), Arrays.copyOf(whole, whole.length / 2));
        Map<String, Path> broken = new LinkedHashMap<>(parts);
        broken.put("data", file);
        return new PlainBackup(manifest, broken);
    }
}
