package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import lifeboat.testing.Shell;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two jobs, two stores, one of which is away: each command uses the other one and says so, once, by its name. */
@Timeout(60)
class UnreadableStoreTest {
    private static final String AWAY = "store [far] cannot be read: ";

    @TempDir
    private Path folder;
    private Scene scene;
    private Path config;

    @BeforeEach
    void the_second_store_goes_away_after_a_backup() throws IOException {
        scene = new Scene(folder);
        for (String job : List.of("orders", "users")) {
            scene.sqlite(job + ".db", "CREATE TABLE t(id INTEGER PRIMARY KEY)", "INSERT INTO t VALUES (1), (2)");
        }
        config = Files.writeString(folder.resolve("lifeboat.yaml"), """
                stores:
                  local: { type: directory, path: "%1$s/local" }
                  far: { type: directory, path: "%1$s/far" }
                keys: { recipients: ["%2$s"], identity: "${LIFEBOAT_IDENTITY}" }
                jobs:
                  orders: { source: { type: sqlite, path: "%1$s/orders.db" }, stores: [local, far], keep: { last: 3 } }
                  users: { source: { type: sqlite, path: "%1$s/users.db" }, stores: [local, far], keep: { last: 3 } }
                sets: { shop: [orders, users] }
                """.formatted(folder, scene.keys.recipient()));
        run("backup shop").expect(0);
        takeAway("far");
    }

    @Test
    void a_check_of_all_checks_what_the_other_store_holds() throws IOException {
        Scene.Ran ran = run("verify check --all").expect(6);
        assertEquals(2, count(ran.out(), "INTACT"), ran.out());
        assertEquals(1, count(ran.err(), "error: " + AWAY), ran.err());
        JsonObject document = json(6, "verify check --all");
        assertEquals("unable", document.get("verdict").getAsString());
        assertEquals(1, document.getAsJsonArray("problems").size());
        takeAway("local");
        ran = run("verify check --all").expect(6);
        assertEquals(1, count(ran.err(), "error: every store failed: [local] "), ran.err());
        assertEquals(1, count(ran.err(), "error: "), ran.err());
    }

    @Test
    void a_backup_that_may_be_in_the_other_store_is_not_said_to_be_missing() throws IOException {
        scene.sqlite("later.db", "CREATE TABLE t(id)", "INSERT INTO t VALUES (1)");
        Files.writeString(config, Files.readString(config).replace("sets:", "  later: { source: \"sqlite:" + folder
                + "/later.db\", stores: [local, far] }\nsets:"));
        for (String command : List.of("verify check later --all", "verify later",
                "restore fetch later --dir " + folder.resolve("out"))) {
            Scene.Ran ran = run(command);
            assertTrue(ran.code() != 0 && ran.err().contains(", and " + AWAY), ran.err());
        }
    }

    @Test
    void a_job_that_is_not_stored_there_does_not_suffer() throws IOException {
        Files.writeString(config, Files.readString(config).replace("sets:", "  alone: { source: \"sqlite:" + folder
                + "/orders.db\", stores: [local] }\nsets:"));
        assertEquals(2, count(run("backup status").expect(8).out(), AWAY));
        Scene.Ran check = run("verify check --all").expect(6);
        assertTrue(check.err().contains("error: job [alone] has no backups in [local]\n"), check.err());
        run("backup alone").expect(0);
        run("verify --target local alone").expect(0);
    }

    @Test
    void a_list_warns_of_it_once_and_is_no_success() {
        Scene.Ran ran = run("backup list").expect(8);
        assertEquals(2, count(ran.out(), "  1 backup,"), ran.out());
        assertEquals(1, count(ran.err(), AWAY), ran.err());
        ran = run("backup list shop").expect(8);
        assertEquals(1, count(ran.err(), AWAY), ran.err());
        JsonObject document = json(8, "backup list");
        assertEquals(8, document.get("exitCode").getAsInt());
        assertTrue(document.getAsJsonArray("problems").get(0).getAsString().startsWith(AWAY), document.toString());
    }

    @Test
    void no_backups_is_not_said_of_what_could_not_be_seen() throws IOException {
        takeAway("local");
        Files.delete(folder.resolve("local"));
        Scene.Ran ran = run("backup list").expect(8);
        assertEquals("no backups in what could be read\n", ran.out());
        takeAway("local");
        ran = run("backup list orders --store far").expect(8);
        assertTrue(ran.err().contains("error: store [far]: "), ran.err());
    }

    @Test
    void an_estimate_warns_of_it_once_and_is_no_success() throws IOException {
        Scene.Ran ran = run("backup estimate").expect(8);
        assertEquals(2, count(ran.out(), "  local  "), ran.out());
        assertEquals(1, count(ran.err(), AWAY), ran.err());
        assertEquals(1, json(8, "backup estimate").getAsJsonArray("problems").size());
        Files.writeString(config, Files.readString(config).replaceAll("(orders.*)\\[local, far]", "$1[far]"));
        ran = run("backup estimate").expect(8);
        assertEquals(1, count(ran.out(), "  local  "), ran.out());
    }

    @Test
    void pruning_says_that_it_did_nothing_there() {
        for (String command : List.of("backup prune", "backup prune --dry-run")) {
            Scene.Ran ran = run(command).expect(8);
            assertTrue(ran.out().contains("orders in far  could not be pruned: ")
                    && !ran.out().contains("far  keeps"), ran.out());
        }
    }

    @Test
    void drills_name_the_store() throws IOException {
        for (String which : List.of("orders", "--all", "--all-latest", "--pick=rotate")) {
            Scene.Ran ran = run("verify --target local " + which).expect(6);
            assertTrue(ran.out().contains("PASSED"), ran.out());
            assertTrue(ran.err().contains("error: drill of [orders] could not run: " + AWAY), ran.err());
            assertFalse(ran.err().contains("[none]"), ran.err());
        }
        run("verify --target local shop").expect(6);
        Shell.in(folder).must("for part in local/orders/*/*.age; do echo > $part; done");
        Scene.Ran ran = run("verify --target local orders").expect(5);
        assertTrue(ran.err().contains("] from store [local] failed: "), ran.err());
    }

    @Test
    void a_copy_names_the_store_and_no_backup() {
        Scene.Ran ran = run("backup sync orders").expect(8);
        assertTrue(ran.err().contains("error: job [orders]: " + AWAY) && !ran.err().contains("[-]"), ran.err());
        assertTrue(ran.out().contains("FAILED  orders  far  store [far]"), ran.out());
    }

    @Test
    void a_rollback_names_the_store_that_may_know_more_and_takes_the_word_of_another() {
        Path copy = folder.resolve("copy.db");
        run("restore orders --yes --to sqlite:" + copy).expect(0);
        scene.execute(copy, "DELETE FROM t");
        run("restore orders --yes --to sqlite:" + copy).expect(0);
        Scene.Ran ran = run("restore rollback orders --yes --to sqlite:" + copy).expect(4);
        assertTrue(ran.err().contains("error: " + AWAY) && ran.err().contains("; it may know of a later restore"),
                ran.err());
        run("restore rollback orders --yes --store local --to sqlite:" + copy).expect(0);
        assertEquals("0", scene.query(copy, "SELECT count(*) FROM t"));
    }

    private void takeAway(String store) throws IOException {
        Path at = folder.resolve(store);
        if (Files.isDirectory(at)) {
            Files.move(at, folder.resolve(store + ".away"));
        }
        Files.writeString(at, "not mounted");
    }

    private JsonObject json(int code, String command) {
        return JsonParser.parseString(run(command + " --json").expect(code).out()).getAsJsonObject();
    }

    private Scene.Ran run(String command) {
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        words.addAll(List.of("--config", config.toString()));
        return scene.run(words.removeFirst(), words.toArray());
    }

    private static int count(String text, String what) {
        return text.split(Pattern.quote(what), -1).length - 1;
    }
}
