package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import lifeboat.catalog.BackupId;
import lifeboat.testing.FaultProxy;
import lifeboat.testing.S3MockServer;
import lifeboat.testing.S3ProxyServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that look after stores, on S3 servers. */
class S3CommandsTest {
    @TempDir
    Path folder;

    private final String prefix = "commands-" + UUID.randomUUID();
    private Scene scene;

    @BeforeEach
    void make_an_application() {
        scene = new Scene(folder);
        S3ProxyServer.variables().forEach(scene::with);
        scene.sqlite("shop.db", "CREATE TABLE t (x)", "INSERT INTO t VALUES (1), (2), (3)");
    }

    private static URI endpoint(String server) {
        return server.equals("s3mock") ? S3MockServer.shared().endpoint() : S3ProxyServer.shared().endpoint();
    }

    private Path config(URI endpoint, String keep) throws IOException {
        return Files.writeString(folder.resolve("lifeboat.yaml"), """
                stores:
                  a: { type: s3, bucket: %1$s, prefix: %2$s-a, endpoint: "%3$s" }
                  b: { type: s3, bucket: %1$s, prefix: %2$s-b, endpoint: "%3$s" }
                jobs: { shop: { source: "sqlite:shop.db", stores: [a, b]%4$s } }
                """.formatted(S3ProxyServer.BUCKET, prefix, endpoint, keep));
    }

    private Path backing(String store) {
        return S3ProxyServer.shared().data().resolve(S3ProxyServer.BUCKET).resolve(prefix + "-" + store);
    }

    private int listed(Object... more) {
        List<Object> args = new ArrayList<>(List.of("list", "--json", "--config", folder.resolve("lifeboat.yaml")));
        args.addAll(List.of(more));
        return JsonParser.parseString(scene.run("backup", args.toArray()).expect(0).out()).getAsJsonObject()
                .getAsJsonArray("backups").size();
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3proxy", "s3mock"})
    void backups_are_listed_pruned_and_synced(String server) throws Exception {
        Path config = config(endpoint(server), "");
        for (int i = 0; i < 3; i++) {
            scene.run("backup", "--config", config).expect(0);
        }
        config = config(endpoint(server), ", keep: { last: 1 }");
        Scene.Ran would = scene.run("backup", "prune", "--dry-run", "--store", "b", "--config", config).expect(0);
        assertTrue(would.out().contains("would keep 1"), would.out());
        scene.run("backup", "prune", "--store", "b", "--config", config).expect(0);
        scene.run("verify", "check", "shop", "--all", "--store", "b", "--config", config).expect(0);
        assertEquals(1, listed("--store", "b"));
        assertEquals(3, listed());
        assertTrue(scene.run("backup", "status", "--config", config).expect(0).out().contains("shop"));
        Scene.Ran synced = scene.run("backup", "sync", "--config", config).expect(0);
        assertTrue(synced.out().contains("left out 2 backups that the store itself has pruned"), synced.out());
        scene.run("backup", "--config", config).expect(0);
        assertEquals(1, listed());
    }

    @Test
    void what_killed_runs_left_goes_after_its_grace() throws Exception {
        Path config = config(endpoint("s3proxy"), "");
        scene.run("backup", "--config", config).expect(0);
        Path old = Files.createDirectories(backing("a").resolve("shop")
                .resolve(BackupId.at(Instant.now().minus(Duration.ofDays(2))).text()));
        Path young = Files.createDirectories(backing("a").resolve("shop").resolve(BackupId.at(Instant.now()).text()));
        for (Path left : List.of(old, young)) {
            Files.write(left.resolve("shop-part.db.zst"), new byte[10]);
        }
        Scene.Ran ran = scene.run("backup", "prune", "--store", "a", "--config", config).expect(0);
        assertFalse(Files.exists(old.resolve("shop-part.db.zst")), ran.out());
        assertTrue(Files.exists(young.resolve("shop-part.db.zst")), ran.out());
    }

    @Test
    void an_unfinished_upload_of_a_killed_run_goes_after_its_grace() throws Exception {
        Path config = config(endpoint("s3proxy"), "");
        scene.execute(folder.resolve("shop.db"), "INSERT INTO t SELECT randomblob(30000000)");
        try (FaultProxy proxy = new FaultProxy(S3ProxyServer.shared().port(), request ->
                request.is("DELETE", "uploadId=") || request.target().contains("partNumber=2")
                        ? FaultProxy.refuse(403, "AccessDenied") : FaultProxy.PASS)) {
            scene.run("backup", "--config", config(proxy.endpoint(), "")).expect(3);
        }
        config(endpoint("s3proxy"), "");
        List<Path> left = unfinished();
        assertFalse(left.isEmpty());
        scene.run("backup", "prune", "--config", config).expect(0);
        assertEquals(left, unfinished(), "what may still be at work stays");
        for (Path path : left) {
            Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        }
        scene.run("backup", "prune", "--config", config).expect(0);
        assertEquals(List.of(), unfinished());
    }

    private List<Path> unfinished() throws IOException {
        try (Stream<Path> all = Files.walk(S3ProxyServer.shared().data().resolve(S3ProxyServer.BUCKET))) {
            return all.filter(Files::isRegularFile).filter(path -> path.toString().contains(".mpus")).sorted().toList();
        }
    }

    @Test
    void pruning_beside_backups_restores_and_drills_leaves_whole_backups() throws Exception {
        Path config = config(endpoint("s3proxy"), ", keep: { last: 1 }");
        scene.run("backup", "--config", config).expect(0);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Scene.Ran>> running = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Path restored = folder.resolve("restored" + i + ".db");
                running.add(threads.submit(() -> scene.run("backup", "--config", config)));
                running.add(threads.submit(() -> scene.run("backup", "prune", "--config", config)));
                running.add(threads.submit(() -> scene.run("restore", "shop", "--config", config, "--to",
                        "sqlite:" + restored)));
                running.add(threads.submit(() -> scene.run("verify", "shop", "--config", config)));
            }
            for (Future<Scene.Ran> one : running) {
                Scene.Ran ran = one.get();
                assertFalse(ran.code() == 1 || ran.code() == 5, ran.code() + "\n" + ran.err());
            }
        }
        scene.run("backup", "prune", "--config", config).expect(0);
        scene.run("verify", "check", "shop", "--all", "--config", config).expect(0);
        for (String store : List.of("a", "b")) {
            int left = listed("--store", store);
            assertTrue(left == 1 || left == 2, left + " instead of the newest and the last proven");
        }
    }
}
