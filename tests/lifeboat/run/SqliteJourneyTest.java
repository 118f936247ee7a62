package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import lifeboat.catalog.Manifest;
import lifeboat.testing.Shell;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An SQLite file from its backup to its rescue, by the commands alone. */
class SqliteJourneyTest {
    @TempDir
    Path folder;

    private Scene scene;
    private Path app;

    @BeforeEach
    void make_an_application() {
        scene = new Scene(folder);
        app = scene.sqlite("app.db", "PRAGMA journal_mode = wal",
                "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT)",
                "CREATE TABLE notes (person REFERENCES people, text TEXT)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) "
                        + "INSERT INTO people SELECT i, 'person ' || i FROM n",
                "INSERT INTO notes SELECT id, 'note of ' || name FROM people");
    }

    private Scene.Ran backUp() {
        return scene.run("backup", "--source", "sqlite:" + app, "--to", scene.store).expect(0);
    }

    @Test
    void a_backup_is_listed_checked_drilled_and_then_proven() {
        backUp();
        String listed = scene.run("backup", "list", "--store", scene.store, "--json").expect(0).out();
        var entry = JsonParser.parseString(listed).getAsJsonObject().getAsJsonArray("backups").get(0).getAsJsonObject();
        assertEquals("app", entry.get("job").getAsString());
        assertEquals(10_000, entry.get("rows").getAsLong());
        assertFalse(entry.has("proven"));

        assertTrue(scene.run("verify", "check", "app", "--store", scene.store).expect(0).out().contains("INTACT"));
        Scene.Ran drill = scene.run("verify", "app", "--store", scene.store).expect(0);
        assertTrue(drill.out().contains("PASSED"), drill.out());
        assertTrue(drill.out().contains("noticed"), drill.out());

        String after = scene.run("backup", "list", "--store", scene.store, "--json").expect(0).out();
        assertTrue(after.contains("\"proven\""), after);
        assertTrue(scene.run("backup", "status", "--store", scene.store).expect(0).out().contains("proven"));
    }

    @Test
    void stored_files_are_private_and_hold_no_plaintext() throws IOException {
        backUp();
        Manifest manifest = scene.backups("app").getFirst();
        Path part = scene.part("app", manifest, "data");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(part)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(part.getParent())));
        assertTrue(Files.readString(part, java.nio.charset.StandardCharsets.ISO_8859_1)
                .startsWith("age-encryption.org/v1"));
        String text = Files.readString(part.resolveSibling("manifest.json"));
        assertFalse(text.contains(folder.toString()), "the manifest names a path of the host");
        assertFalse(text.contains(scene.keys.identity().value()));
    }

    @Test
    void the_recovery_document_alone_brings_the_data_back() throws IOException {
        backUp();
        Path part = scene.part("app", scene.backups("app").getFirst(), "data");
        Path target = folder.resolve("by-hand.db");
        scene.besidePart(part).env("TARGET_FILE", target.toString())
                .must(scene.recovery(part));
        assertEquals("5000", Shell.in(folder).must("sqlite3 by-hand.db 'SELECT count(*) FROM people'"));
    }

    @Test
    void a_restore_brings_back_what_an_accident_took_and_can_be_undone() {
        backUp();
        scene.execute(app, "DELETE FROM people");
        Scene.Ran dry = scene.run("restore", "app", "--store", scene.store, "--to", "sqlite:" + app, "--dry-run")
                .expect(0);
        assertTrue(dry.out().contains("people"), dry.out());
        assertEquals("0", scene.query(app, "SELECT count(*) FROM people"), "a dry run changes nothing");

        scene.typing("wrong\n", "restore", "app", "--store", scene.store, "--to", "sqlite:" + app).expect(10);
        assertEquals("0", scene.query(app, "SELECT count(*) FROM people"));

        scene.typing("app.db\n", "restore", "app", "--store", scene.store, "--to", "sqlite:" + app).expect(0);
        assertEquals("5000", scene.query(app, "SELECT count(*) FROM people"));
        assertEquals("wal", scene.query(app, "PRAGMA journal_mode"));

        scene.run("restore", "rollback", "app", "--store", scene.store, "--to", "sqlite:" + app, "--yes").expect(0);
        assertEquals("0", scene.query(app, "SELECT count(*) FROM people"), "the safety backup is back");
        assertEquals("5000", scene.query(app, "SELECT count(*) FROM notes"));
    }

    @Test
    void latest_never_means_a_safety_backup() {
        backUp();
        scene.execute(app, "DELETE FROM people");
        scene.run("restore", "app", "--store", scene.store, "--to", "sqlite:" + app, "--yes").expect(0);
        assertEquals(2, scene.backups("app").size());
        Path other = folder.resolve("other.db");
        scene.run("restore", "app", "--store", scene.store, "--to", "sqlite:" + other).expect(0);
        assertEquals("5000", scene.query(other, "SELECT count(*) FROM people"));
    }

    @Test
    void a_backup_is_chosen_by_id_prefix_time_and_file_name() {
        backUp();
        scene.execute(app, "DELETE FROM notes");
        Manifest first = scene.backups("app").getFirst();
        while (Instant.now().getEpochSecond() == first.started().getEpochSecond()) {
            Thread.onSpinWait();
        }
        backUp();
        int number = 0;
        for (String selector : List.of(first.id(), first.parts().getFirst().file(), first.started().toString())) {
            Path file = folder.resolve("by" + number++ + ".db");
            scene.run("restore", "app", selector, "--store", scene.store, "--to", "sqlite:" + file).expect(0);
            assertEquals("5000", scene.query(file, "SELECT count(*) FROM notes"), selector);
        }
    }

    @Test
    void fetch_leaves_the_plain_file_that_sqlite_opens() {
        backUp();
        Path there = folder.resolve("fetched");
        scene.run("restore", "fetch", "app", "--store", scene.store, "--dir", there).expect(0);
        String name = Shell.in(there).must("ls");
        assertTrue(name.endsWith(".db"), name);
        assertEquals("5000", Shell.in(there).must("sqlite3 \"$1\" 'SELECT count(*) FROM people'", name));
        scene.run("restore", "fetch", "app", "--store", scene.store, "--dir", there).expect(2);
    }

    @Test
    void a_configuration_made_by_init_backs_up_at_once() throws IOException {
        Scene.Ran init = scene.run("backup", "init", "--dir", folder).expect(0);
        assertTrue(init.out().contains("identity.key"), init.out());
        assertEquals("rw-------", PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("identity.key"))));
        scene.without("LIFEBOAT_RECIPIENTS").without("LIFEBOAT_IDENTITY");
        Path config = folder.resolve("lifeboat.yaml");
        scene.run("backup", "--config", config).expect(0);
        scene.run("verify", "--config", config).expect(0);
        scene.run("backup", "init", "--dir", folder).expect(2);
    }

    @Test
    void environment_variables_alone_make_a_job() {
        scene.with("DB_PATH", app.toString()).with("BACKUP_DIR", scene.store.toString());
        scene.run("backup").expect(0);
        scene.run("verify").expect(0);
        assertEquals(1, scene.backups("app").size());
    }

    @Test
    void two_stores_are_fed_and_the_loss_of_one_is_told() throws IOException {
        Path second = folder.resolve("second");
        Scene.Ran both = scene.run("backup", "--source", "sqlite:" + app, "--to", scene.store, "--to", second)
                .expect(0);
        assertTrue(Files.isDirectory(second.resolve("app")), both.out());
        Files.createFile(folder.resolve("blocked"));
        Scene.Ran partial = scene.run("backup", "--source", "sqlite:" + app, "--to", scene.store, "--to",
                folder.resolve("blocked")).expect(8);
        assertTrue((partial.out() + partial.err()).contains("blocked"), partial.out() + partial.err());
        assertEquals(2, scene.backups("app").size());
    }
}
