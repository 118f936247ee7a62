package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup that holds much less than the one before is kept, but somebody has to look at it. */
class FloorsTest {
    @TempDir
    Path folder;

    private Scene scene;
    private Path shop;
    private Path config;

    @BeforeEach
    void make_a_shop() throws IOException {
        scene = new Scene(folder);
        shop = scene.sqlite("shop.db", "CREATE TABLE a (x)", "CREATE TABLE b (x)", "CREATE TABLE c (x)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) INSERT INTO a SELECT "
                + "i FROM n", "INSERT INTO b VALUES (1)");
        config("keep: { last: 1 }");
    }

    private void config(String line) throws IOException {
        config = Files.writeString(folder.resolve("lifeboat.yaml"), """
                stores: { local: { type: directory, path: backups } }
                jobs:
                  shop:
                    source: { type: sqlite, path: shop.db }
                    %s
                """.formatted(line));
    }

    private Scene.Ran backup(int code) {
        return scene.run("backup", "shop", "--config", config).expect(code);
    }

    @Test
    void lost_rows_make_a_backup_suspect_and_stop_pruning_until_somebody_accepts() throws IOException {
        backup(0);
        scene.execute(shop, "DELETE FROM a WHERE x > 100");
        Path report = folder.resolve("report.json");
        Scene.Ran ran = scene.run("backup", "shop", "--config", config, "--output", report).expect(3);
        assertTrue(ran.err().contains("rows fell from [1,001] to [101], by [89%], allowed are [50%]"), ran.err());
        assertTrue(ran.err().contains("--accept-shrink shop"), ran.err());
        JsonObject job = JsonParser.parseString(Files.readString(report)).getAsJsonObject().getAsJsonArray("jobs")
                .get(0)
                .getAsJsonObject();
        assertEquals("suspect", job.get("verdict").getAsString());
        assertEquals(1, job.getAsJsonArray("suspect").size());
        assertEquals(2, scene.backups("shop").size());
        assertTrue(scene.run("backup", "list", "--config", config).expect(0).out().contains("(suspect)"));
        assertTrue(scene.run("backup", "status", "--config", config).expect(0).out().contains("suspect"));

        backup(3);
        assertTrue(scene.run("backup", "prune", "--config", config).expect(0).out()
                .contains("nothing goes while the newest"));
        assertEquals(3, scene.backups("shop").size());

        scene.run("backup", "--accept-shrink", "shop", "--config", config).expect(0);
        assertEquals(3, scene.backups("shop").size(), "accepting makes no backup");
        backup(0);
        assertEquals(2, scene.backups("shop").size(), "the newest, and the suspect one that nobody accepted");
        scene.run("backup", "--accept-shrink", "shop", "--config", config).expect(2);
    }

    @Test
    void a_job_without_a_configuration_is_accepted_in_the_same_way() {
        Object[] job = {"--source", "sqlite:" + shop, "--to", scene.store};
        scene.run("backup", job).expect(0);
        scene.execute(shop, "DELETE FROM a WHERE x > 100");
        scene.run("backup", job).expect(3);
        scene.run("backup", "--source", "sqlite:" + shop, "--to", scene.store, "--accept-shrink", "shop").expect(0);
        assertEquals(2, scene.backups("shop").size());
        scene.run("backup", job).expect(0);
        Scene.Ran ran = scene.run("backup", "shop", "--accept-shrink", "shop", "--config", config).expect(2);
        assertTrue(ran.err().contains("leave out [shop]"), ran.err());
    }

    @Test
    void what_is_accepted_is_so_in_a_store_that_gets_its_copy_later() throws IOException {
        config("keep: { last: 9 }");
        Files.writeString(config, Files.readString(config).replace("directory, path: backups }",
                "directory, path: backups }, far: { type: directory, path: far }"));
        backup(0);
        scene.execute(shop, "DELETE FROM a WHERE x > 100");
        Path far = folder.resolve("far");
        Path aside = Files.move(far, folder.resolve("aside"));
        Files.createFile(far);
        backup(3);
        Scene.Ran ran = scene.run("backup", "--accept-shrink", "shop", "--config", config).expect(8);
        assertTrue(ran.err().contains("not noted in store [far]"), ran.err());
        Files.delete(far);
        Files.move(aside, far);
        scene.run("backup", "--accept-shrink", "shop", "--config", config).expect(0);
        scene.run("backup", "--accept-shrink", "shop", "--config", config).expect(2);
        scene.run("backup", "sync", "--config", config).expect(0);
        assertFalse(scene.run("backup", "list", "--config", config).expect(0).out().contains("suspect"));
        assertFalse(scene.run("backup", "prune", "--config", config).expect(0).out().contains("nothing goes"));
    }

    @Test
    void what_came_back_needs_no_acceptance() throws IOException {
        backup(0);
        scene.execute(shop, "CREATE TABLE kept AS SELECT x FROM a", "DELETE FROM a",
                "ALTER TABLE kept RENAME TO kept2");
        scene.execute(shop, "DELETE FROM kept2");
        backup(3);
        scene.execute(shop, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900) "
                + "INSERT INTO a SELECT i FROM n");
        backup(0);
        assertEquals(900 + 1, scene.backups("shop").getLast().fingerprint().rows());
    }

    @Test
    void lost_tables_and_bytes_count_too() throws IOException {
        backup(0);
        scene.execute(shop, "DROP TABLE b");
        backup(0);
        scene.execute(shop, "DROP TABLE c");
        backup(0);
        scene.execute(shop, "CREATE TABLE big (x)", "INSERT INTO big VALUES (randomblob(1000000))");
        backup(0);
        scene.execute(shop, "DELETE FROM big", "VACUUM");
        assertTrue(backup(3).err().contains("bytes fell from"));
        config("floors: { bytes: 100%, tables: 40% }");
        backup(0);
        scene.execute(shop, "DROP TABLE big");
        assertTrue(backup(3).err().contains("[1] of [2] tables are gone [big]"));
    }

    @Test
    void an_empty_database_is_no_backup_unless_the_job_says_so() throws IOException {
        Files.delete(shop);
        scene.sqlite("shop.db", "CREATE TABLE a (x)");
        Scene.Ran ran = backup(3);
        assertTrue(ran.err().contains("[1] tables without a row") && ran.err().contains("allow_empty"), ran.err());
        assertEquals(0, scene.backups("shop").size());
        assertFalse(scene.files().stream().anyMatch(file -> file.contains(".db")), "nothing is left");
        config("allow_empty: true");
        backup(0);
        assertEquals(1, scene.backups("shop").size());
    }

    @Test
    void a_restore_of_a_suspect_backup_warns() {
        backup(0);
        scene.execute(shop, "DELETE FROM a");
        backup(3);
        Scene.Ran ran = scene.run("restore", "shop", "--to", "sqlite:" + folder.resolve("back.db"), "--config", config)
                .expect(0);
        assertTrue(ran.err().contains("is suspect"), ran.err());
        scene.run("backup", "--accept-shrink", "shop", "--config", config).expect(0);
        Scene.Ran accepted = scene.run("restore", "shop", "--to", "sqlite:" + folder.resolve("again.db"), "--config",
                config).expect(0);
        assertFalse(accepted.err().contains("is suspect"), accepted.err());
    }
}
