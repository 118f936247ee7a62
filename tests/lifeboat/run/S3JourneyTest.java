package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import lifeboat.base.Tool;
import lifeboat.testing.FaultProxy;
import lifeboat.testing.S3ProxyServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An SQLite file into a bucket and back, by the commands alone. */
class S3JourneyTest {
    @TempDir
    Path folder;

    private final String prefix = "journey-" + UUID.randomUUID();
    private Scene scene;
    private Path app;

    @BeforeEach
    void make_an_application() {
        scene = new Scene(folder);
        S3ProxyServer.variables().forEach(scene::with);
        app = scene.sqlite("app.db", "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, noise BLOB)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) "
                        + "INSERT INTO people SELECT i, 'person ' || i, randomblob(4000) FROM n");
    }

    private String store(String endpoint) {
        return "s3://" + S3ProxyServer.BUCKET + "/" + prefix + "?endpoint=" + endpoint
                + "&region=us-east-1&path_style=true";
    }

    private String store() {
        return store(S3ProxyServer.shared().endpoint().toString());
    }

    /** The objects of the bucket's prefix. */
    private List<Path> objects(String job) throws IOException {
        Path top = S3ProxyServer.shared().data().resolve(S3ProxyServer.BUCKET).resolve(prefix).resolve(job);
        if (!Files.isDirectory(top)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(top)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void a_backup_in_a_bucket_is_listed_checked_drilled_and_restored() throws IOException {
        scene.run("backup", "--source", "sqlite:" + app, "--to", store()).expect(0);
        Scene.Ran listed = scene.run("backup", "list", "--store", store(), "--json").expect(0);
        assertEquals(5000, JsonParser.parseString(listed.out()).getAsJsonObject().getAsJsonArray("backups").get(0)
                .getAsJsonObject().get("rows").getAsLong());
        assertTrue(scene.run("verify", "check", "app", "--store", store()).expect(0).out().contains("INTACT"));
        assertTrue(scene.run("verify", "app", "--store", store()).expect(0).out().contains("PASSED"));
        scene.execute(app, "DELETE FROM people");
        scene.run("restore", "app", "--store", store(), "--to", "sqlite:" + app, "--yes").expect(0);
        assertEquals("5000", scene.query(app, "SELECT count(*) FROM people"));
        assertTrue(objects("app").stream().noneMatch(path -> path.toString().endsWith("lock.json")));
        Path part = objects("app").stream().filter(path -> path.toString().contains(".age")).findFirst().orElseThrow();
        assertTrue(Files.size(part) > 16 << 20, "it took several parts");
    }

    @Test
    void variables_and_a_file_name_the_same_bucket() throws IOException {
        scene.with("DB_PATH", app.toString()).with("S3_BUCKET", store());
        scene.run("backup").expect(0);
        scene.run("verify", "check").expect(0);
        Path file = Files.writeString(folder.resolve("lifeboat.yaml"), """
                stores:
                  offsite: { type: s3, bucket: %s, prefix: %s, endpoint: "%s" }
                jobs: { app: { source: "sqlite:app.db" } }
                """.formatted(S3ProxyServer.BUCKET, prefix, S3ProxyServer.shared().endpoint()));
        scene.run("verify", "check", "--config", file).expect(0);
    }

    @Test
    void a_byte_changed_on_the_way_down_is_found() {
        scene.run("backup", "--source", "sqlite:" + app, "--to", store()).expect(0);
        try (FaultProxy proxy = new FaultProxy(S3ProxyServer.shared().port(), request -> request.is("GET", ".age")
                ? new FaultProxy.Fate.FlipDown(100_000) : FaultProxy.PASS)) {
            scene.run("verify", "check", "app", "--store", store(proxy.endpoint().toString())).expect(5);
            scene.run("restore", "app", "--store", store(proxy.endpoint().toString()), "--to",
                    "sqlite:" + folder.resolve("other.db")).expect(5);
            assertFalse(Files.exists(folder.resolve("other.db")));
        }
    }

    @Test
    void a_store_that_fails_half_way_lists_no_backup_and_shows_no_secret() throws IOException {
        try (FaultProxy proxy = new FaultProxy(S3ProxyServer.shared().port(), request ->
                request.target().contains("partNumber=2") ? FaultProxy.refuse(507, "InsufficientStorage")
                        : FaultProxy.PASS)) {
            Scene.Ran ran = scene.run("backup", "--source", "sqlite:" + app, "--to",
                    store(proxy.endpoint().toString())).expect(3);
            assertTrue((ran.out() + ran.err()).contains("is full"), ran.err());
            assertFalse((ran.out() + ran.err()).contains(S3ProxyServer.SECRET_KEY));
        }
        assertTrue(objects("app").stream().noneMatch(path -> path.toString().contains(".age")
                || path.toString().endsWith("manifest.json")));
    }

    @Test
    void a_store_that_stops_reading_half_way_harms_no_other() throws IOException {
        try (FaultProxy proxy = new FaultProxy(S3ProxyServer.shared().port(), request ->
                request.is("PUT", "partNumber=1") ? new FaultProxy.Fate.StallUp(1 << 20) : FaultProxy.PASS)) {
            Path file = Files.writeString(folder.resolve("lifeboat.yaml"), """
                    stores:
                      near: "%s"
                      far: { type: s3, bucket: %s, prefix: %s, endpoint: "%s", timeout: 1s, retry_for: 2s }
                    jobs: { app: { source: "sqlite:app.db", stores: [near, far] } }
                    """.formatted(scene.store, S3ProxyServer.BUCKET, prefix, proxy.endpoint()));
            Scene.Ran ran = scene.run("backup", "--config", file).expect(8);
            assertTrue((ran.out() + ran.err()).contains("stopped taking what it is sent: could not store [app/"),
                    ran.out() + ran.err());
            scene.run("verify", "check", "--config", file, "--store", "near").expect(0);
            scene.run("verify", "--config", file, "--store", "near").expect(0);
        }
        assertTrue(objects("app").stream().noneMatch(path -> path.toString().contains(".age")
                || path.toString().endsWith("manifest.json")));
    }

    @Test
    void plain_data_never_goes_to_a_bucket_by_accident() {
        scene.without("LIFEBOAT_RECIPIENTS").without("LIFEBOAT_IDENTITY");
        scene.run("backup", "--source", "sqlite:" + app, "--to", store()).expect(2);
    }

    @Test
    void a_run_with_directories_alone_loads_nothing_of_the_sdk() throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-Xlog:class+load:stdout", "-cp",
                System.getProperty("java.class.path"), CommandProcess.class.getName(),
                "backup", "--source", "sqlite:" + app, "--to", scene.store.toString()));
        Tool.Result result = Tool.of(command).env(scene.variables()).in(folder).run(Duration.ofMinutes(1));
        assertEquals(0, result.code(), result.errors());
        assertTrue(result.out().contains("lifeboat.store.DirectoryStore"));
        assertTrue(result.out().lines().noneMatch(line -> line.contains("software.amazon")
                || line.contains("org.apache.hc")));
    }
}
