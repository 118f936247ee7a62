package lifeboat.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lifeboat.catalog.Manifest;
import lifeboat.source.Dump;
import lifeboat.source.Source;

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

    /** The same with only the first half of the data part. */
    public PlainBackup truncated(Path folder) throws IOException {
        byte[] whole = Files.readAllBytes(parts.get("data"));
        Path file = Files.write(folder.resolve("truncated"), Arrays.copyOf(whole, whole.length / 2));
        Map<String, Path> broken = new LinkedHashMap<>(parts);
        broken.put("data", file);
        return new PlainBackup(manifest, broken);
    }
}
