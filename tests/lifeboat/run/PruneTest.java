package lifeboat.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import lifeboat.catalog.BackupId;
import lifeboat.catalog.Event;
import lifeboat.catalog.Journal;
import lifeboat.catalog.Lock;
import lifeboat.catalog.Manifest;
import lifeboat.catalog.Recovery;
import lifeboat.store.DirectoryStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Old backups go as the policy says, and nothing else does. */
class PruneTest {
    private static final Instant NOW = Instant.now();

    @TempDir
    Path folder;

    private Scene scene;
    private History history;
    private Path config;

    @BeforeEach
    void make_a_job_with_a_past() throws IOException {
        scene = new Scene(folder);
        scene.sqlite("shop.db", "CREATE TABLE t (x)", "INSERT INTO t VALUES (1), (2), (3)");
        config("keep: { last: 3 }");
        scene.run("backup", "shop", "--config", config).expect(0);
        history = new History(scene.store, "shop");
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

    private List<String> past(int count) throws IOException {
        List<String> ids = new ArrayList<>();
        for (int day = count; day >= 1; day--) {
            ids.add(history.at(NOW.minus(Duration.ofDays(day))));
        }
        return ids;
    }

    private List<String> ids() {
        return scene.backups("shop").stream().map(Manifest::id).toList();
    }

    private List<String> folders() throws IOException {
        try (var all = Files.list(scene.store.resolve("shop"))) {
            return all.map(path -> path.getFileName().toString()).filter(BackupId::isId).sorted().toList();
        }
    }

    @Test
    void a_dry_run_says_what_goes_and_why_and_removes_nothing() throws IOException {
        List<String> past = past(5);
        List<String> before = scene.files();
        Scene.Ran ran = scene.run("backup", "prune", "--dry-run", "--config", config).expect(0);
        assertTrue(ran.out().contains("would keep 3"), ran.out());
        assertTrue(ran.out().lines().anyMatch(line -> line.contains("keep") && line.contains(past.getLast())
                && line.contains("last 3")), ran.out());
        assertTrue(ran.out().lines().anyMatch(line -> line.contains("remove") && line.contains(past.getFirst())
                && line.contains("not of the last 3")), ran.out());
        JsonObject json = JsonParser.parseString(scene.run("backup", "prune", "shop", "--dry-run", "--json", "--config",
                config).expect(0).out()).getAsJsonObject();
        assertEquals("dry-run", json.get("verdict").getAsString());
        JsonArray decisions = json.getAsJsonArray("stores").get(0).getAsJsonObject().getAsJsonArray("decisions");
        assertEquals(6, decisions.size());
        assertEquals(before, scene.files());
    }

    @Test
    void what_goes_goes_whole_and_is_noted() throws IOException {
        List<String> past = past(5);
        scene.run("backup", "prune", "--config", config).expect(0);
        assertEquals(past.subList(3, 5), ids().subList(0, 2));
        assertEquals(3, ids().size());
        assertEquals(ids(), folders(), "nothing is left of the others");
        try (DirectoryStore directory = new DirectoryStore(scene.store)) {
            Event noted = new Journal(directory, "shop").read(Event.PRUNE).getFirst();
            assertEquals("3", noted.details().get("removed"));
            assertEquals(String.join(" ", past.subList(0, 3)), noted.details().get("ids"));
            assertEquals(List.of(), new Journal(directory, "shop").verify());
        }
        scene.run("backup", "prune", "--config", config).expect(0);
        assertEquals(3, ids().size());
        scene.run("verify", "check", "shop", "--all", "--config", config).expect(0);
    }

    @Test
    void without_a_policy_nothing_goes() throws IOException {
        past(5);
        config("compression: gzip");
        scene.run("backup", "prune", "--config", config).expect(0);
        scene.run("backup", "shop", "--config", config).expect(0);
        assertEquals(7, ids().size());
    }

    @Test
    void a_backup_that_went_well_prunes_and_a_failed_one_does_not() throws IOException {
        past(5);
        Path report = folder.resolve("report.json");
        Files.move(folder.resolve("shop.db"), folder.resolve("away.db"));
        scene.run("backup", "shop", "--config", config).expect(3);
        assertEquals(6, ids().size());
        Files.move(folder.resolve("away.db"), folder.resolve("shop.db"));
        Scene.Ran ran = scene.run("backup", "shop", "--config", config, "--output", report).expect(0);
        assertEquals(3, ids().size());
        assertTrue(ran.out().contains("pruned 4 old backups"), ran.out());
        assertEquals(4, JsonParser.parseString(Files.readString(report)).getAsJsonObject().getAsJsonArray("jobs").get(0)
                .getAsJsonObject().get("pruned").getAsInt());
    }

    @Test
    void the_last_proven_and_safety_backups_stay_and_a_bad_one_takes_no_place() throws IOException {
        List<String> past = past(9);
        history.drilled(past.get(1), NOW.minus(Duration.ofDays(1)), true);
        history.drilled(past.get(8), NOW.minus(Duration.ofDays(1)), false);
        String safety = history.at(NOW.minus(Duration.ofHours(3)), Manifest.SAFETY, null);
        scene.run("backup", "prune", "--config", config).expect(0);
        List<String> expected = new ArrayList<>(List.of(past.get(1), past.get(6), past.get(7), past.get(8), safety));
        assertEquals(expected, ids().subList(0, 5));
        assertEquals(6, ids().size());
    }

    @Test
    void with_proof_required_nothing_goes_before_a_drill() throws IOException {
        past(5);
        config("keep: { last: 1 }\n    prune: { require_proof: true }");
        Scene.Ran ran = scene.run("backup", "prune", "--config", config).expect(0);
        assertTrue(ran.out().contains("no newer backup was proven"), ran.out());
        assertEquals(6, ids().size());
        scene.run("verify", "shop", "--config", config).expect(0);
        scene.run("backup", "prune", "--config", config).expect(0);
        assertEquals(1, ids().size());
    }

    @Test
    void a_store_may_keep_more_than_the_job() throws IOException {
        Path second = folder.resolve("second");
        Files.writeString(config, """
                stores: { local: backups, second: second }
                jobs:
                  shop:
                    source: { type: sqlite, path: shop.db }
                    keep: { last: 1 }
                    stores: [local, { name: second, keep: { last: 2 } }]
                """);
        IntStream.range(0, 3).forEach(_ -> scene.run("backup", "--config", config).expect(0));
        assertEquals(1, ids().size());
        try (DirectoryStore directory = new DirectoryStore(second)) {
            assertEquals(2, new lifeboat.catalog.Catalog(directory).ids("shop").size());
        }
        Scene.Ran one = scene.run("backup", "prune", "--store", "second", "--config", config).expect(0);
        assertFalse(one.out().contains("local"), one.out());
        scene.run("backup", "prune", "--store", "third", "--config", config).expect(2);
    }

    @Test
    void what_killed_runs_left_goes_after_a_day() throws IOException {
        String old = BackupId.at(NOW.minus(Duration.ofHours(25))).text();
        String young = BackupId.at(NOW.minus(Duration.ofHours(23))).text();
        for (String id : List.of(old, young)) {
            Path part = Files.createDirectories(scene.store.resolve("shop").resolve(id)).resolve("shop-" + id + ".db");
            Files.write(part, new byte[100]);
        }
        config("compression: gzip");
        Scene.Ran ran = scene.run("backup", "prune", "--config", config).expect(0);
        assertTrue(ran.out().contains("1 leftover of killed runs"), ran.out());
        assertFalse(folders().contains(old));
        assertTrue(folders().contains(young));
    }

    @Test
    void a_part_that_a_remaining_backup_names_stays() throws IOException {
        String old = history.at(NOW.minus(Duration.ofDays(9)));
        past(2);
        try (DirectoryStore directory = new DirectoryStore(scene.store)) {
            var catalog = new lifeboat.catalog.Catalog(directory);
            Manifest shared = catalog.manifest("shop", new BackupId(old));
            Instant time = NOW.minus(Duration.ofHours(1));
            Manifest later = new Manifest(1, BackupId.at(time).text(), Manifest.BACKUP, "shop", "test", time, time,
                    shared.source(), shared.parts(), shared.fingerprint(), shared.recipients(), 1);
            directory.put("shop/" + later.id() + "/RECOVERY.md", Recovery.render(later).getBytes(UTF_8));
            catalog.commit(later);
            scene.run("backup", "prune", "--config", config).expect(0);
            assertFalse(ids().contains(old));
            assertEquals(List.of("shop/" + shared.parts().getFirst().name()),
                    directory.entries("shop/" + old).stream().map(entry -> entry.key()).toList());
        }
        scene.run("verify", "check", "shop", "--all", "--config", config).expect(0);
        scene.run("backup", "prune", "--config", config).expect(0);
        assertTrue(folders().contains(old), "the part is named still");
    }

    @Test
    void nobody_prunes_while_another_run_holds_the_lock() throws IOException {
        past(5);
        try (DirectoryStore directory = new DirectoryStore(scene.store);
                Lock _ = Lock.acquire(directory, "shop", "another run", Clock.systemUTC())) {
            Scene.Ran ran = scene.run("backup", "prune", "--config", config).expect(8);
            assertTrue(ran.err().contains("another run"), ran.err());
            assertEquals(6, ids().size());
        }
    }

    @Test
    void a_backup_of_a_newer_format_stops_pruning_and_a_damaged_one_does_not() throws IOException {
        List<String> past = past(5);
        Path manifest = scene.store.resolve("shop").resolve(past.get(0)).resolve("manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replace("\"format\": 1", "\"format\": 2"));
        scene.run("backup", "prune", "--config", config).expect(8);
        assertEquals(6, folders().size());
        Files.writeString(manifest, "{ \"format\": 1, ");
        Scene.Ran ran = scene.run("backup", "prune", "--config", config).expect(0);
        assertTrue(ran.err().contains(past.getFirst()), ran.err());
        assertEquals(4, folders().size(), "three and the damaged one");
    }

    @Test
    void tiers_are_shown() throws IOException {
        past(5);
        config("keep: { daily: 2, weekly: 4 }");
        Scene.Ran list = scene.run("backup", "list", "--config", config).expect(0);
        assertTrue(list.out().contains("TIER") && list.out().contains("daily, weekly"), list.out());
        Scene.Ran status = scene.run("backup", "status", "--config", config).expect(0);
        assertTrue(status.out().contains("2 daily"), status.out());
    }
}
