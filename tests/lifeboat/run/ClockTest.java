package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import lifeboat.catalog.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups of a clock that was wrong: what is from the future must not stand for the newest until then. */
class ClockTest {
    private static final Instant NOW = Instant.now();

    @TempDir
    Path folder;

    private Scene scene;
    private History history;

    @BeforeEach
    void make_a_backup() throws IOException {
        scene = new Scene(folder);
        scene.sqlite("shop.db", "CREATE TABLE t (x)", "INSERT INTO t VALUES (1), (2), (3)");
        Path config = Files.writeString(folder.resolve("lifeboat.yaml"), """
                stores: { local: { type: directory, path: backups } }
                jobs: { shop: { source: { type: sqlite, path: shop.db }, keep: { last: 2 } } }
                """);
        scene.with("LIFEBOAT_CONFIG", config.toString());
        scene.run("backup", "shop").expect(0);
        history = new History(scene.store, "shop");
    }

    @Test
    void latest_is_the_newest_that_is_not_from_the_future_and_a_person_is_told() throws IOException {
        String today = scene.backups("shop").getFirst().id();
        String ahead = history.at(NOW.plus(Duration.ofDays(30)));
        for (List<Object> command : List.<List<Object>>of(
                List.of("restore", "shop", "--to", "sqlite:" + folder.resolve("copy.db")),
                List.of("restore", "fetch", "shop", "--dir", folder.resolve("fetched")),
                List.of("verify", "check", "shop"), List.of("verify", "shop", "--target", "local"))) {
            Scene.Ran ran = scene.run(command.getFirst().toString(), command.stream().skip(1).toArray()).expect(0);
            assertTrue(ran.out().contains(today) && !ran.out().contains(ahead), ran.out());
            assertTrue(ran.err().contains("backup [" + ahead + "] of job [shop] is from the future"), ran.err());
        }
        assertTrue(scene.run("verify", "check", "shop", ahead).expect(0).out().contains(ahead));
        assertTrue(scene.run("verify", "plan").expect(0).out().contains("2 backups, latest " + today));
    }

    @Test
    void a_job_that_stopped_is_not_fresh_because_of_it() throws IOException {
        String today = scene.backups("shop").getFirst().id();
        history.at(NOW.plus(Duration.ofDays(30)));
        Scene.Ran status = scene.run("backup", "status", "--json").expect(0);
        assertEquals(today, JsonParser.parseString(status.out()).getAsJsonObject().getAsJsonArray("jobs").get(0)
                .getAsJsonObject().getAsJsonObject("latest").get("id").getAsString());
        assertTrue(status.err().contains("is from the future"), status.err());
        assertTrue(scene.run("backup", "list").expect(0).out().contains("  in 29 d  "));
    }

    @Test
    void what_is_ahead_by_a_zone_or_is_all_there_is_counts_as_ever() throws IOException {
        String zone = history.at(NOW.plus(Duration.ofHours(14)));
        Scene.Ran ran = scene.run("verify", "check", "shop").expect(0);
        assertTrue(ran.out().contains(zone), ran.out());
        assertFalse(ran.err().contains("future"), ran.err());
        String only = new History(scene.store, "shop").at(NOW.plus(Duration.ofDays(3)));
        for (String id : scene.backups("shop").stream().map(Manifest::id).toList()) {
            if (!id.equals(only)) {
                try (var files = Files.walk(scene.store.resolve("shop").resolve(id))) {
                    files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
                }
            }
        }
        ran = scene.run("verify", "check", "shop").expect(0);
        assertTrue(ran.out().contains(only) && ran.err().contains("there is no other"), ran.out() + ran.err());
    }
}
