package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import lifeboat.base.Environment;
import lifeboat.catalog.Lock;
import lifeboat.catalog.Manifest;
import lifeboat.pipeline.AgeKeys;
import lifeboat.store.DirectoryStore;
import lifeboat.testing.PostgresServer;
import lifeboat.testing.Shell;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever goes wrong: one sentence, a hint, the right exit code, nothing listed that is not whole, nothing lost. */
class BadInputTest {
    @TempDir
    Path folder;

    private Scene scene;
    private Path app;

    @BeforeEach
    void make_an_application() {
        scene = new Scene(folder);
        app = scene.sqlite("app.db", "CREATE TABLE t (x)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
                        + "INSERT INTO t SELECT hex(randomblob(40)) FROM n");
    }

    private void refused(Scene.Ran ran, int code, String... words) {
        ran.expect(code);
        List<String> errors = ran.err().lines().filter(line -> line.startsWith("error: ")).toList();
        assertEquals(1, errors.size(), "one sentence: " + ran.err());
        for (String word : words) {
            assertTrue(ran.err().contains(word), "[" + word + "] is not in: " + ran.err());
        }
        assertTrue(ran.err().contains("hint: "), "no hint: " + ran.err());
        long after = ran.err().lines().dropWhile(line -> !line.startsWith("error: ")).count();
        assertTrue(after <= 3, "too long: " + ran.err());
    }

    private Manifest backUp() {
        scene.run("backup", "--source", "sqlite:" + app, "--to", scene.store).expect(0);
        return scene.backups("app").getLast();
    }

    private Scene.Ran backUpPostgres(String url) {
        return scene.run("backup", "--source", url, "--to", scene.store, "--job", "pg");
    }

    @Test
    void a_url_of_no_known_kind_is_a_usage_error() {
        refused(scene.run("backup", "--source", "mysql://db/x", "--to", scene.store), 2, "mysql");
        refused(scene.run("backup", "--source", "sqlite:" + app, "--to", "ftp://host/x"), 2, "ftp");
    }

    @Test
    void a_server_that_is_down_fails_the_backup() {
        refused(backUpPostgres("postgres://postgres@127.0.0.1:1/db"), 3, "127.0.0.1", "1");
        assertTrue(scene.backups("pg").isEmpty());
    }

    @Test
    void a_database_or_schema_that_does_not_exist_is_named() throws IOException {
        PostgresServer server = PostgresServer.installed();
        refused(backUpPostgres(server.url("no_such_database")), 3, "no_such_database");
        String database = server.createDatabase();
        Path config = Files.writeString(folder.resolve("lifeboat.yaml"), """
                stores: { local: { type: directory, path: backups } }
                jobs:
                  pg: { source: { type: postgres, url: "%s", schemas: [no_such_schema] }, encryption: none }
                """.formatted(server.url(database)));
        refused(scene.run("backup", "--config", config), 3, "no_such_schema");
        assertTrue(scene.backups("pg").isEmpty());
    }

    @Test
    void an_unknown_key_of_the_configuration_is_named_with_its_line() throws IOException {
        Path config = Files.writeString(folder.resolve("lifeboat.yaml"), """
                stores:
                  local: { type: directory, path: backups }
                jobs:
                  app: { sorce: { type: sqlite, path: app.db } }
                """);
        refused(scene.run("backup", "--config", config), 2, "lifeboat.yaml", "4", "sorce", "source");
    }

    @Test
    void missing_empty_foreign_and_corrupt_files_are_no_backups() throws IOException {
        refused(scene.run("backup", "--source", "sqlite:" + folder.resolve("none.db"), "--to", scene.store), 3,
                "none.db");
        Files.writeString(folder.resolve("text.db"),
                "this is no database at all, but long enough to be one. ".repeat(100));
        refused(scene.run("backup", "--source", "sqlite:" + folder.resolve("text.db"), "--to", scene.store), 3,
                "text.db");
        byte[] bytes = Files.readAllBytes(app);
        java.util.Arrays.fill(bytes, 8192, 8192 + 2048, (byte) 7);
        Files.write(folder.resolve("corrupt.db"), bytes);
        refused(scene.run("backup", "--source", "sqlite:" + folder.resolve("corrupt.db"), "--to", scene.store), 3,
                "corrupt");
        assertEquals(List.of(), scene.files().stream().filter(name -> name.contains("manifest")).toList());
    }

    @Test
    void a_store_that_cannot_be_written_fails_the_backup() throws IOException {
        Path file = Files.createFile(folder.resolve("a-file"));
        refused(scene.run("backup", "--source", "sqlite:" + app, "--to", file), 3, "a-file");
    }

    @Test
    void a_full_disk_leaves_no_backup_behind() throws IOException {
        Path small = Files.createDirectory(folder.resolve("small"));
        Shell.in(folder).must("mount -t tmpfs -o size=256k tmpfs small");
        try {
            refused(scene.run("backup", "--source", "sqlite:" + app, "--to", small), 3, "space");
            assertEquals("", Shell.in(small).must("find . -name manifest.json; find . -name '*.age'"));
        } finally {
            Shell.in(folder).must("umount small");
        }
    }

    @Test
    void a_wrong_or_missing_identity_opens_nothing() {
        backUp();
        Path target = folder.resolve("restored.db");
        scene.with("LIFEBOAT_IDENTITY", AgeKeys.generate().identity().value());
        refused(scene.run("restore", "app", "--store", scene.store, "--to", "sqlite:" + target), 4, "identity");
        scene.run("verify", "app", "--store", scene.store).expect(6);
        scene.without("LIFEBOAT_IDENTITY");
        refused(scene.run("restore", "app", "--store", scene.store, "--to", "sqlite:" + target), 4,
                "LIFEBOAT_IDENTITY");
        scene.run("verify", "app", "--store", scene.store).expect(6);
        refused(scene.run("verify", "check", "app", "--store", scene.store), 6, "LIFEBOAT_IDENTITY");
        assertTrue(Files.notExists(target));
    }

    @Test
    void a_truncated_or_flipped_part_is_bad_and_is_not_restored() throws IOException {
        Manifest manifest = backUp();
        Path part = scene.part("app", manifest, "data");
        byte[] good = Files.readAllBytes(part);
        byte[] flipped = good.clone();
        flipped[good.length / 2] ^= 1;
        Path target = scene.sqlite("target.db", "CREATE TABLE keep (x)", "INSERT INTO keep VALUES (1)");
        for (byte[] bad : List.of(java.util.Arrays.copyOf(good, good.length - 100), flipped, new byte[0])) {
            Files.write(part, bad);
            Scene.Ran check = scene.run("verify", "check", "app", "--store", scene.store).expect(5);
            assertTrue((check.out() + check.err()).contains("damaged"), check.out() + check.err());
            scene.run("verify", "app", "--store", scene.store).expect(5);
            refused(scene.run("restore", "app", "--store", scene.store, "--to", "sqlite:" + target, "--yes"), 5,
                    "damaged");
            assertEquals("1", scene.query(target, "SELECT count(*) FROM keep"));
        }
        Files.delete(part);
        scene.run("verify", "check", "app", "--store", scene.store).expect(5);
        Files.write(part, good);
        scene.run("verify", "app", "--store", scene.store).expect(0);
    }

    @Test
    void a_byte_changed_in_any_file_of_a_backup_is_found_by_a_check() throws IOException {
        Path folder = scene.part("app", backUp(), "data").getParent();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                byte[] good = Files.readAllBytes(file);
                for (int at : new int[] {0, good.length / 2, good.length - 1}) {
                    byte[] bad = good.clone();
                    bad[at] ^= 1;
                    Files.write(file, bad);
                    Scene.Ran check = scene.run("verify", "check", "app", "--store", scene.store).expect(5);
                    String said = check.out() + check.err();
                    assertTrue(said.contains(file.getFileName().toString().replace(".json", "")), file + ": " + said);
                    assertFalse(said.contains("JsonReader"), said);
                }
                Files.delete(file);
                int gone = file.endsWith("manifest.json") ? 6 : 5;
                scene.run("verify", "check", "app", "--store", scene.store).expect(gone);
                Files.write(file, good);
            }
        }
        scene.run("verify", "check", "app", "--store", scene.store).expect(0);
    }

    @Test
    void a_manifest_of_a_newer_format_asks_for_an_update() throws IOException {
        Manifest manifest = backUp();
        Path file = scene.part("app", manifest, "data").resolveSibling("manifest.json");
        Files.writeString(file, Files.readString(file).replace("\"format\": 1,", "\"format\": 99,"));
        Scene.Ran ran = scene.run("restore", "app", manifest.id(), "--store", scene.store, "--to", "sqlite:"
                + folder.resolve("x.db"));
        assertTrue(ran.code() != 0 && Files.notExists(folder.resolve("x.db")), ran.err());
        assertTrue(ran.err().contains("99") || ran.err().contains("damaged"), ran.err());
    }

    @Test
    void a_second_run_of_the_same_job_is_refused_while_the_first_works() {
        backUp();
        try (DirectoryStore store = new DirectoryStore(scene.store);
                Lock lock = Lock.acquire(store, "app", Lock.owner(Environment.system()), java.time.Clock.systemUTC())) {
            refused(scene.run("backup", "--source", "sqlite:" + app, "--to", scene.store), 3, "being worked on");
            assertTrue(!lock.lost());
        }
        assertEquals(1, scene.backups("app").size());
        backUp();
    }

    @Test
    void nothing_is_sent_unencrypted_by_accident() {
        scene.without("LIFEBOAT_RECIPIENTS");
        Scene.Ran ran = scene.run("backup", "--source", "sqlite:" + app, "--to", scene.store).expect(0);
        assertTrue(ran.err().contains("unencrypted"), ran.err());
        scene.with("LIFEBOAT_RECIPIENTS", scene.keys.recipient().replace('q', 'p') + "x");
        refused(scene.run("backup", "--source", "sqlite:" + app, "--to", scene.store), 2, "recipient");
    }

    @Test
    void a_restore_into_something_of_another_type_is_refused() {
        backUp();
        refused(scene.run("restore", "app", "--store", scene.store, "--to", "postgres://postgres@127.0.0.1:1/db",
                "--yes"), 2, "sqlite", "postgres");
    }

    @Test
    void a_target_file_that_is_no_database_is_not_overwritten_silently() throws IOException {
        backUp();
        Path target = Files.writeString(folder.resolve("diary.txt"), "dear diary", StandardOpenOption.CREATE_NEW);
        scene.run("restore", "app", "--store", scene.store, "--to", "sqlite:" + target).expect(10);
        assertEquals("dear diary", Files.readString(target));
    }
}
