package lifeboat.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.fingerprint.Schema;
import lifeboat.fingerprint.SchemaObject;
import lifeboat.fingerprint.SequencePosition;
import lifeboat.fingerprint.SourceInfo;
import lifeboat.fingerprint.TableFingerprint;
import lifeboat.store.DirectoryStore;
import lifeboat.testing.Shell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The description of the format says what is written. */
class FormatGuideTest {
    private static final Path GUIDE = Path.of("docs/format.md");

    @TempDir
    Path root;

    @Test
    void every_field_is_described() throws IOException {
        String guide = Files.readString(GUIDE);
        for (Class<?> type : List.of(Manifest.class, Manifest.Part.class, SourceInfo.class, SourceInfo.Extension.class,
                Fingerprint.class, TableFingerprint.class, SequencePosition.class, Schema.class, SchemaObject.class,
                Event.class, Event.Link.class)) {
            for (String field : Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList()) {
                assertTrue(guide.contains("`" + field + "`"), "[" + field + "] of " + type.getSimpleName()
                        + " is not described");
            }
        }
        for (String event : List.of(Event.BACKUP, Event.FAILURE, Event.PRUNE, Event.ACCEPT, Event.RESTORE,
                Event.DRILL, Event.CHECK)) {
            assertTrue(guide.contains("`" + event + "`"), event);
        }
    }

    @Test
    void the_digest_of_a_document_is_found_by_the_commands_it_gives() throws IOException {
        DirectoryStore store = new DirectoryStore(root);
        new Catalog(store).commit(Manifests.sqlite("shop", "20260115T020000Z-7f3a"));
        new Journal(store, "shop").append(Event.of(Event.BACKUP, Instant.EPOCH, true));
        String command = Files.readString(GUIDE).lines().filter(line -> line.startsWith("(sed ")).findFirst()
                .orElseThrow();
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> documents = files.filter(file -> file.toString().endsWith(".json")).toList();
            assertEquals(2, documents.size());
            for (Path document : documents) {
                String digest = Shell.in(root).must(command.replace("manifest.json", document.toString()))
                        .substring(0, 64);
                assertTrue(Files.readString(document).contains("\"sha256\": \"" + digest + "\"\n}\n"),
                        document.toString());
            }
        }
    }
}
