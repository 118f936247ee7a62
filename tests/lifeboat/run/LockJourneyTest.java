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
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import lifeboat.testing.FaultProxy;
import lifeboat.testing.LockingProxy;
import lifeboat.testing.S3MockServer;
import lifeboat.testing.S3ProxyServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectLockRetention;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Backups that a store locks, by the commands alone. */
class LockJourneyTest {
    @TempDir
    Path folder;

    private final String bucket = S3MockServer.shared().lockedBucket(false);
    private final FaultProxy proxy = LockingProxy.of(S3MockServer.shared());
    private final S3Client client = S3MockServer.client(proxy.endpoint());
    private Scene scene;
    private Path config;

    @BeforeEach
    void make_a_shop() {
        scene = new Scene(folder);
        S3ProxyServer.variables().forEach(scene::with);
        scene.sqlite("shop.db", "CREATE TABLE t (x)", "INSERT INTO t VALUES (1), (2), (3)");
    }

    @AfterEach
    void close() {
        proxy.close();
        client.close();
    }

    private void configure(String lock, String job) throws IOException {
        config = Files.writeString(folder.resolve("lifeboat.yaml"), """
                stores:
                  local: backups
                  offsite: { type: s3, bucket: %s, prefix: prod, provider: aws, endpoint: "%s", region: us-east-1,
                             path_style: true, lock: %s }
                jobs: { shop: { source: "sqlite:shop.db", %s } }
                """.formatted(bucket, proxy.endpoint(), lock, job));
    }

    private Scene.Ran run(String script, Object... args) {
        Object[] all = java.util.Arrays.copyOf(args, args.length + 2);
        all[args.length] = "--config";
        all[args.length + 1] = config;
        return scene.run(script, all).expect(0);
    }

    private List<String> keys() {
        return client.listObjectsV2(request -> request.bucket(bucket)).contents().stream().map(S3Object::key).toList();
    }

    private Instant lockedUntil(String key) {
        try {
            ObjectLockRetention found = client.getObjectRetention(request -> request.bucket(bucket).key(key))
                    .retention();
            return found.retainUntilDate();
        } catch (S3Exception e) {
            assertEquals(404, e.statusCode());
            return null;
        }
    }

    /** Lets their locks end in two seconds, the shortest that S3Mock takes, and waits for that. */
    private void unlock(List<String> keys) {
        Instant end = Instant.now().plusSeconds(2);
        for (String key : keys) {
            client.putObjectRetention(request -> request.bucket(bucket).key(key)
                    .retention(retention -> retention.mode("GOVERNANCE").retainUntilDate(end)));
        }
        while (!Instant.now().isAfter(end)) {
            LockSupport.parkUntil(end.plusMillis(1).toEpochMilli());
        }
    }

    /** The keys of a backup. */
    private List<String> of(String id) {
        return keys().stream().filter(key -> key.startsWith("prod/shop/" + id + "/")).toList();
    }

    private List<String> ids() {
        return keys().stream().filter(key -> key.endsWith("/manifest.json")).map(key -> key.split("/")[2]).toList();
    }

    @Test
    void what_is_locked_is_retained_whole_and_goes_when_its_time_has_come() throws IOException {
        configure("{ mode: governance, days: 30 }", "stores: [offsite], keep: { last: 1 }");
        run("backup");
        String first = ids().getFirst();
        run("backup");
        String dry = run("backup", "prune", "--dry-run").out();
        assertTrue(dry.contains("would remove 0 backups, retained 1 locked backup ("), dry);
        Scene.Ran pruned = run("backup", "prune");
        String day = Instant.now().plus(Duration.ofDays(30)).toString().substring(0, 10);
        assertTrue(pruned.out().lines().anyMatch(line -> line.startsWith("  locked  " + first)
                && line.contains("retained until " + day) && line.contains("(governance); not of the last 1")),
                pruned.out());
        JsonObject json = JsonParser.parseString(run("backup", "prune", "--json").out()).getAsJsonObject();
        assertEquals("ok", json.get("verdict").getAsString());
        assertTrue(json.toString().contains("\"retained\":{\"by\":\"governance\",\"until\":\"" + day), json.toString());
        assertEquals(3, of(first).size());
        for (String key : of(first)) {
            assertTrue(lockedUntil(key).isAfter(Instant.now().plus(Duration.ofDays(29))), key);
        }
        for (String key : keys()) {
            assertTrue(ids().contains(key.split("/")[2]) || lockedUntil(key) == null, key);
        }
        assertTrue(keys().stream().noneMatch(key -> key.contains("lock.json")));
        run("verify", "check", "shop", "--all");
        assertTrue(run("backup", "list").out().contains(first));

        unlock(of(first).stream().filter(key -> !key.endsWith(".age")).toList());
        assertTrue(run("backup", "prune").out().contains("retained 1 locked backup"), "its part is locked still");
        assertEquals(3, of(first).size());
        unlock(of(first));
        assertTrue(run("backup", "prune").out().contains("removed 1 backup"));
        assertEquals(List.of(), of(first));
        assertFalse(proxy.seen().stream().anyMatch(request -> request.target().contains("versionId")
                || request.headers().containsKey("x-amz-bypass-governance-retention")));
    }

    @Test
    void a_lock_by_the_policy_grows_as_a_backup_turns_out_to_be_kept() throws IOException {
        configure("{ mode: compliance, from: keep }", "keep: { daily: 7, monthly: 12 }");
        run("backup");
        String today = ids().getFirst();
        History history = new History(scene.store, "shop");
        ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
        String old = history.at(now.minusMonths(2).withDayOfMonth(10).toInstant());
        String recent = history.at(now.minusDays(1).toInstant());
        run("backup", "sync");
        Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
        assertEquals(0, Duration.between(lockedUntil(manifest(old)), tomorrow).toHours());
        ZonedDateTime midnight = now.truncatedTo(ChronoUnit.DAYS);
        assertEquals(0, Duration.between(lockedUntil(manifest(today)), midnight.plusDays(3).toInstant()).toHours());

        String pruned = run("backup", "prune").out();
        assertTrue(pruned.contains("removed 0 backups, locked 2 backups for longer"), pruned);
        ZonedDateTime month = midnight.minusMonths(2).withDayOfMonth(1).plusMonths(12);
        for (String key : of(old)) {
            assertEquals(month.toInstant(), lockedUntil(key), key);
        }
        for (String key : of(recent)) {
            assertFalse(lockedUntil(key).isBefore(midnight.plusDays(6).toInstant()), key);
        }
        assertFalse(run("backup", "prune").out().contains("for longer"));
        run("verify", "check", "shop", "--all", "--store", "offsite");
    }

    private static String manifest(String id) {
        return "prod/shop/" + id + "/manifest.json";
    }

    @Test
    void a_lock_by_a_policy_without_time_is_refused() throws IOException {
        configure("{ mode: compliance, from: keep }", "keep: { last: 7 }");
        Scene.Ran ran = scene.run("backup", "--config", config).expect(2);
        assertTrue(ran.err().contains(
                "store [offsite] locks backups as long as keep will keep them, but keep promises no time"), ran.err());
    }

    @Test
    void a_bucket_without_object_lock_fails_the_backup_and_says_why() throws IOException {
        configure("{ mode: governance, days: 30 }", "stores: [offsite]");
        Files.writeString(config, Files.readString(config).replace(bucket, S3MockServer.BUCKET));
        Scene.Ran ran = scene.run("backup", "--config", config).expect(3);
        assertTrue(ran.err().contains("bucket [lifeboat-tests] has no Object Lock"), ran.err());
    }
}
