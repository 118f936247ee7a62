package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import lifeboat.testing.FaultProxy;
import lifeboat.testing.LockingProxy;
import lifeboat.testing.S3MockServer;
import lifeboat.testing.S3ProxyServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What `verify doctor` finds of S3 stores. */
class S3DoctorTest {
    @TempDir
    Path folder;

    private final String prefix = "doctor-" + UUID.randomUUID();
    private Scene scene;

    @BeforeEach
    void make_an_application() {
        scene = new Scene(folder);
        S3ProxyServer.variables().forEach(scene::with);
        scene.sqlite("shop.db", "CREATE TABLE t (x)");
    }

    private Scene.Ran examine(URI endpoint, String bucket, String more) throws IOException {
        Path config = Files.writeString(folder.resolve("lifeboat.yaml"), """
                stores:
                  a: { type: s3, bucket: %s, prefix: %s, endpoint: "%s", region: us-east-1, path_style: true%s }
                jobs: { shop: { source: "sqlite:shop.db" } }
                """.formatted(bucket, prefix, endpoint, more));
        return scene.run("verify", "doctor", "--store", "a", "--config", config).expect(0);
    }

    private static void requireAll(Scene.Ran ran) {
        for (String line : new String[] {"put and get", "compare clocks", "create only once", "upload 20.0 MiB",
                "read it back", "give up an upload", "list 1,005 keys", "delete"}) {
            assertEquals(1, ran.out().lines().filter(l -> l.startsWith("✓") && l.contains(line)).count(), ran.out());
        }
        assertTrue(ran.out().contains("they agree to [") && ran.out().contains("MiB/s"), ran.out());
    }

    @Test
    void a_doctor_uses_the_store_in_every_way() throws IOException {
        requireAll(examine(S3ProxyServer.shared().endpoint(), S3ProxyServer.BUCKET, ""));
    }

    @Test
    void a_doctor_uses_a_bucket_that_locks_backups() throws IOException {
        String bucket = S3MockServer.shared().lockedBucket(false);
        try (FaultProxy proxy = LockingProxy.of(S3MockServer.shared())) {
            requireAll(examine(proxy.endpoint(), bucket, ", provider: aws, lock: { mode: governance, days: 30 }"));
        }
    }

    @Test
    void a_doctor_warns_of_a_clock_that_is_off() throws IOException {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(Instant.now().plus(Duration.ofMinutes(10))
                .atZone(ZoneOffset.UTC));
        try (FaultProxy proxy = new FaultProxy(S3ProxyServer.shared().port(), request ->
                request.is("GET", "max-keys=1&") ? new FaultProxy.Fate.Dated(date) : FaultProxy.PASS)) {
            Scene.Ran ran = examine(proxy.endpoint(), S3ProxyServer.BUCKET, "");
            assertTrue(ran.err().contains("warning: store [a]: this machine's clock is [")
                    && ran.err().contains("] behind the store's: set it"), ran.err());
        }
    }
}
