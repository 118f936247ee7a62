package lifeboat.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import lifeboat.base.Environment;
import lifeboat.base.UserError;
import lifeboat.testing.FaultProxy;
import lifeboat.testing.S3ProxyServer;
import lifeboat.testing.StrictProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each provider's profile gets along with a server that refuses what the provider refuses. */
class S3ProvidersTest {

    @ParameterizedTest
    @ValueSource(strings = {"aws", "generic", "minio", "r2", "b2", "spaces", "scaleway", "gcs"})
    void everything_works_with_what_the_provider_takes(String provider) throws Exception {
        byte[] data = new byte[14 << 20];
        new Random(3).nextBytes(data);
        try (FaultProxy proxy = StrictProxy.of(S3ProxyServer.shared().port(), provider);
                Store store = S3Stores.open(proxy.endpoint(), S3ProxyServer.BUCKET, S3Stores.prefix(), "provider",
                        provider, "part_size", String.valueOf(5 << 20))) {
            assertTrue(store.putIfAbsent("job/lock.json", new byte[] {1}));
            assertFalse(store.putIfAbsent("job/lock.json", new byte[] {2}));
            try (Store.Upload upload = store.create("job/id/part", 0)) {
                upload.write(data);
                upload.commit();
            }
            try (InputStream in = store.read("job/id/part").orElseThrow()) {
                assertArrayEquals(data, in.readAllBytes());
            }
            assertEquals(List.of("job"), store.folders(""));
            assertEquals(List.of("job/id/part", "job/lock.json"),
                    store.tree("").stream().map(Store.Entry::key).toList());
            try (Store.Upload upload = store.create("job/id/left", 0)) {
                upload.write(data);
            }
            assertEquals(0, store.sweep("", Instant.now().plusSeconds(60)));
            store.delete("job/id/part");
            store.delete("job/lock.json");
            assertEquals(List.of(), store.folders(""));
            assertFalse(proxy.seen().stream().anyMatch(request ->
                    request.header("content-encoding").contains("chunked")));
        }
    }

    @Test
    void the_strict_server_is_strict() throws Exception {
        try (FaultProxy proxy = StrictProxy.of(S3ProxyServer.shared().port(), "gcs");
                Store careless = S3Stores.open(proxy.endpoint(), S3ProxyServer.BUCKET, S3Stores.prefix(), "provider",
                        "aws")) {
            UserError error = assertThrows(UserError.class, () -> careless.put("job/x", new byte[1]));
            assertTrue(error.getMessage().contains("InvalidArgument"), error.getMessage());
            UserError condition = assertThrows(UserError.class, () -> careless.putIfAbsent("job/x", new byte[1]));
            assertTrue(condition.hint().orElse("").contains("provider"), condition.getMessage());
        }
    }

    @Test
    void a_body_that_a_signed_digest_vouches_for_is_not_digested_again_for_the_signature() throws Exception {
        try (FaultProxy proxy = new FaultProxy(S3ProxyServer.shared().port(), _ -> FaultProxy.PASS);
                Store store = S3Stores.open(proxy.endpoint(), S3ProxyServer.BUCKET, S3Stores.prefix());
                Store crc = S3Stores.open(proxy.endpoint(), S3ProxyServer.BUCKET, S3Stores.prefix(), "provider",
                        "minio")) {
            store.put("job/x", new byte[1]);
            FaultProxy.Request put = proxy.seen().getLast();
            assertEquals("UNSIGNED-PAYLOAD", put.header("x-amz-content-sha256"));
            assertTrue(put.header("authorization").matches(".*SignedHeaders=[^,]*content-md5.*"));
            crc.put("job/x", new byte[1]);
            assertTrue(proxy.seen().getLast().header("x-amz-content-sha256").matches("[0-9a-f]{64}"));
        }
    }

    @Test
    void the_provider_and_its_region_are_known_by_the_endpoint() {
        assertEquals("aws eu-west-1", known("https://s3.eu-west-1.amazonaws.com", "region", "eu-west-1"));
        assertEquals("r2 auto", known("https://abc.r2.cloudflarestorage.com"));
        assertEquals("b2 us-west-004", known("https://s3.us-west-004.backblazeb2.com"));
        assertEquals("spaces fra1", known("https://fra1.digitaloceanspaces.com"));
        assertEquals("scaleway nl-ams", known("https://s3.nl-ams.scw.cloud"));
        assertEquals("gcs auto", known("https://storage.googleapis.com"));
        assertEquals("generic us-east-1", known("https://s3.example"));
        assertEquals("https://s3.fr-par.scw.cloud", settings(Map.of("provider", "scaleway", "region", "fr-par"))
                .server().endpoint().orElseThrow().toString());
        assertEquals("gs://b/p", settings(Map.of("provider", "gcs")).describe());
        assertThrows(UserError.class, () -> settings(Map.of("provider", "minio")));
        assertThrows(UserError.class, () -> settings(Map.of("provider", "b2")));
        assertThrows(UserError.class, () -> settings(Map.of()), "AWS without a region");
        assertEquals("eu-north-1", S3Settings.of("b", "p", Map.of(), Optional.empty(),
                new Environment(Map.of("AWS_REGION", "eu-north-1"))).server().region());
    }

    @Test
    void each_server_is_addressed_as_it_wants() {
        assertFalse(settings(Map.of("region", "eu-west-1")).server().pathStyle());
        assertTrue(settings(Map.of("endpoint", "http://127.0.0.1:9000")).server().pathStyle());
        assertFalse(settings(Map.of("endpoint", "http://s3.example", "path_style", "false")).server().pathStyle());
        assertEquals(Optional.of(URI.create("https://localhost:4566")), S3Settings.of("b", "p", Map.of("region", "x"),
                Optional.empty(), new Environment(Map.of("AWS_ENDPOINT_URL_S3", "https://localhost:4566"))).server()
                .endpoint());
    }

    @Test
    void five_terabytes_fit_the_parts_of_every_provider() {
        long wanted = 5_000_000_000_000L;
        for (S3Provider provider : S3Provider.values()) {
            assertTrue(capacity(plan(provider, wanted)) >= wanted, provider.text());
            assertTrue(plan(provider, 1 << 20).size(1) == S3Settings.PART, provider.text());
        }
        assertTrue(capacity(plan(S3Provider.AWS, 0)) >= wanted, "of unknown length");
        assertTrue(capacity(plan(S3Provider.AWS, 1L << 30)) >= wanted, "much longer than expected");
        assertEquals(S3Settings.PART, plan(S3Provider.AWS, 0).size(600));
        assertEquals(2 * S3Settings.PART, plan(S3Provider.AWS, 0).size(700));
        PartPlan equal = plan(S3Provider.R2, 1L << 40);
        assertEquals(equal.size(1), equal.size(9_999));
    }

    private static PartPlan plan(S3Provider provider, long expected) {
        return new PartPlan(S3Settings.PART, expected, provider.maxParts(), provider.equalParts());
    }

    private static long capacity(PartPlan plan) {
        long sum = 0;
        for (int number = 1; number <= plan.maxParts(); number++) {
            assertTrue(plan.size(number) <= 5L << 30);
            sum += plan.size(number);
        }
        return sum;
    }

    private static String known(String endpoint, String... more) {
        Map<String, String> options = new HashMap<>(Map.of("endpoint", endpoint));
        for (int i = 0; i < more.length; i += 2) {
            options.put(more[i], more[i + 1]);
        }
        S3Settings.Server server = settings(options).server();
        return server.provider().text() + " " + server.region();
    }

    private static S3Settings settings(Map<String, String> options) {
        return S3Settings.of("b", "p", options, Optional.empty(), new Environment(Map.of("HOME", "/nowhere")));
    }
}
