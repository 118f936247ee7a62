package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import lifeboat.catalog.BackupId;
import lifeboat.catalog.Event;
import lifeboat.catalog.Journal;
import lifeboat.store.DirectoryStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What backups take is reckoned from what was made, kept or not. */
class EstimateTest {
    @TempDir
    Path folder;

    @Test
    void it_tells_size_growth_the_full_policy_and_its_cost() throws IOException {
        Scene scene = new Scene(folder);
        scene.sqlite("shop.db", "CREATE TABLE t (x)", "INSERT INTO t VALUES (randomblob(100000))");
        Path config = Files.writeString(folder.resolve("lifeboat.yaml"), """
                stores: { local: backups, other: other }
                prices: { local: 1000 }
                jobs:
                  shop: { source: "sqlite:shop.db", keep: { daily: 10 }, stores: [local] }
                  all: { source: "sqlite:shop.db", stores: [other] }
                """);
        scene.run("backup", "--config", config).expect(0);
        long size = scene.backups("shop").getFirst().size();
        Instant now = Instant.now();
        try (DirectoryStore directory = new DirectoryStore(scene.store)) {
            for (int day = 1; day <= 20; day++) {
                Instant time = now.minus(Duration.ofDays(day));
                new Journal(directory, "shop")
                        .append(Event.of(Event.BACKUP, time, true).withId(BackupId.at(time).text())
                        .withDetail("kind", "backup").withDetail("size", String.valueOf(size - day * 1000L)));
            }
        }
        JsonObject shop = estimates(scene, config, "shop");
        assertEquals(1, shop.get("backups").getAsInt());
        assertEquals(size, shop.get("bytes").getAsLong());
        assertEquals(1000, shop.get("growthPerDay").getAsLong(), 5);
        assertEquals(Duration.ofDays(1).toMillis(), shop.get("every").getAsLong(), 5000);
        assertEquals(10, shop.getAsJsonObject("full").get("backups").getAsInt());
        assertEquals(10 * size, shop.getAsJsonObject("full").get("bytes").getAsLong());
        assertEquals(9, shop.getAsJsonObject("full").get("afterDays").getAsLong());
        long year = 0;
        for (int age = 0; age < 10; age++) {
            year += size + 1000L * (365 - age);
        }
        assertEquals(year, shop.get("yearBytes").getAsLong(), year / 100.0);
        assertEquals(10.0 * size / (1 << 30) * 1000, shop.getAsJsonObject("cost").get("full").getAsDouble(), 0.001);

        JsonObject all = estimates(scene, config, "all");
        assertFalse(all.has("full") || all.has("cost") || all.has("every"), all.toString());
        Scene.Ran text = scene.run("backup", "estimate", "--config", config).expect(0);
        assertTrue(text.out().contains("10 × = ") && text.out().contains("price local: 1000"), text.out());
    }

    @Test
    void prices_are_those_of_the_provider() {
        assertEquals(Optional.of("aws"), EstimateRun.provider("s3://bucket/prefix"));
        assertEquals(Optional.of("aws"), EstimateRun.provider("s3://bucket at s3.eu-central-1.amazonaws.com"));
        assertEquals(Optional.empty(), EstimateRun.provider("s3://bucket at nyc3.digitaloceanspaces.com"));
        assertEquals(Optional.of("gcs"), EstimateRun.provider("gs://bucket"));
        assertEquals(Optional.empty(), EstimateRun.provider("/mnt/backups"));
    }

    private static JsonObject estimates(Scene scene, Path config, String job) {
        return JsonParser.parseString(scene.run("backup", "estimate", job, "--json", "--config", config).expect(0)
                .out())
                .getAsJsonObject().getAsJsonArray("estimates").get(0).getAsJsonObject();
    }
}
