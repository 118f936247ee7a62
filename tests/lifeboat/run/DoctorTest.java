package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import lifeboat.pipeline.AgeKeys;
import lifeboat.report.DoctorReport;
import lifeboat.report.DoctorReport.Finding;
import lifeboat.report.DoctorReport.Outcome;
import lifeboat.store.DirectoryStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DoctorTest {
    @TempDir
    private Path folder;
    private Scene scene;
    private Path config;

    @BeforeEach
    void shop() throws Exception {
        scene = new Scene(folder);
        scene.sqlite("shop.db", "CREATE TABLE orders(id INTEGER PRIMARY KEY)");
        config = configured(scene.keys.recipient());
    }

    @Test
    void what_works_is_healthy_and_nothing_stays() throws Exception {
        Scene.Ran ran = scene.run("verify", "doctor", "--config", config).expect(0);
        for (String line : List.of("keys age", "source shop", "upload 20.0 MiB", "list 1,005 keys", "create only once",
                "give up an upload", "delete")) {
            assertTrue(ran.out().lines().anyMatch(l -> l.startsWith("✓") && l.contains(line)), line + "\n" + ran.out());
        }
        assertTrue(ran.out().contains("/s"), ran.out());
        assertEquals(List.of(), left());
    }

    @Test
    void the_document_names_each_check() {
        Scene.Ran ran = scene.run("verify", "doctor", "--store", "a", "--config", config, "--json").expect(0);
        assertTrue(ran.out().contains("\"verdict\": \"healthy\"") && !ran.out().contains("\"area\": \"source\""),
                ran.out());
    }

    @Test
    void a_store_that_cannot_be_written_and_a_missing_source_are_named() throws Exception {
        Files.writeString(folder.resolve("a"), "not mounted");
        Files.delete(folder.resolve("shop.db"));
        Scene.Ran ran = scene.run("verify", "doctor", "--config", config).expect(7);
        assertTrue(ran.err().contains("store [a] put and get") && ran.err().contains("source [shop] open: there is no"),
                ran.err());
    }

    @Test
    void an_identity_that_opens_nothing_is_noticed() throws Exception {
        config = configured(AgeKeys.generate().recipient());
        assertTrue(scene.run("verify", "doctor", "--config",
                config).expect(7).err().contains("the identity opens nothing"));
        scene.without("LIFEBOAT_IDENTITY");
        assertTrue(scene.run("verify", "doctor", "--config", config).expect(0).out().contains("can back up, but not"));
    }

    @Test
    void a_store_that_overwrites_what_it_should_create_once_fails() throws Exception {
        Finding found = examine(new DirectoryStore(folder.resolve("a")), true, false, "create only once");
        assertEquals(Outcome.FAILED, found.outcome());
        assertTrue(found.detail().contains("written again"), found.detail());
        assertEquals(List.of(), left());
    }

    @Test
    void a_byte_that_changes_on_the_way_is_noticed() throws Exception {
        Finding found = examine(new DirectoryStore(folder.resolve("a")), false, true, "read it back");
        assertEquals(Outcome.FAILED, found.outcome());
        assertTrue(found.detail().contains("near byte [5242880]"), found.detail());
        assertEquals(List.of(), left());
    }

    private Finding examine(DirectoryStore store, boolean overwrites, boolean flips, String check) {
        Examination examination = new Examination();
        new StoreExamination(examination, "a", new CarelessStore(store, overwrites, flips)).run();
        assertFalse(new DoctorReport(examination.findings()).healthy());
        return examination.findings().stream().filter(f -> f.check().equals(check)).findFirst().orElseThrow();
    }

    private List<Path> left() throws IOException {
        try (var paths = Files.walk(folder.resolve("a"))) {
            return paths.filter(Files::isRegularFile).toList();
        } catch (NoSuchFileException _) {
            return List.of();
        }
    }

    private Path configured(String recipient) throws IOException {
        return Files.writeString(folder.resolve("lifeboat.yaml"), """
                stores:
                  a: { type: directory, path: "%1$s/a" }
                keys: { recipients: ["%2$s"], identity: "${LIFEBOAT_IDENTITY}" }
                jobs:
                  shop: { source: { type: sqlite, path: "%1$s/shop.db" }, stores: [a] }
                """.formatted(folder, recipient));
    }
}
