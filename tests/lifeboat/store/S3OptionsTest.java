package lifeboat.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import lifeboat.base.UserError;
import lifeboat.testing.FaultProxy;
import lifeboat.testing.S3MockServer;
import lifeboat.testing.S3ProxyServer;
import lifeboat.testing.Shell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be configured about an S3 store. */
class S3OptionsTest {
    private static final int MIB = 1 << 20;

    @TempDir
    Path folder;

    private final String prefix = S3Stores.prefix();

    private Store open(Map<String, String> variables, String... options) {
        return S3Stores.open(variables, S3ProxyServer.shared().endpoint(), S3ProxyServer.BUCKET, prefix, options);
    }

    @Test
    void keys_come_from_options_profiles_and_variables() throws Exception {
        Path credentials = Files.writeString(folder.resolve("credentials"), "[backup]\naws_access_key_id = "
                + S3ProxyServer.ACCESS_KEY + "\naws_secret_access_key = " + S3ProxyServer.SECRET_KEY + "\n");
        Files.createDirectory(folder.resolve(".aws"));
        Files.copy(credentials, folder.resolve(".aws/credentials"));
        Map<String, String> wrong = Map.of("AWS_ACCESS_KEY_ID", "x", "AWS_SECRET_ACCESS_KEY", "y");
        for (Store store : List.of(open(S3ProxyServer.variables()),
                open(Map.of("AWS_SHARED_CREDENTIALS_FILE", credentials.toString(), "AWS_PROFILE", "backup")),
                open(Map.of("HOME", folder.toString(), "AWS_ACCESS_KEY_ID", "x", "AWS_SECRET_ACCESS_KEY", "y"),
                        "profile", "backup"))) {
            try (store) {
                assertEquals(List.of(), store.folders(""));
            }
        }
        try (Store store = open(wrong)) {
            assertThrows(UserError.class, () -> store.folders(""));
        }
        UserError none = assertThrows(UserError.class, () -> open(Map.of("HOME", "/nowhere",
                "AWS_EC2_METADATA_DISABLED", "true")));
        assertTrue(none.getMessage().contains("no credentials"), none.getMessage());
        assertThrows(UserError.class, () -> open(wrong, "profile", "no-such"));
    }

    @Test
    void who_gives_no_role_is_named() throws Exception {
        Map<String, String> keys = Map.of("AWS_ACCESS_KEY_ID", "x", "AWS_SECRET_ACCESS_KEY", "y");
        URI endpoint = S3MockServer.shared().endpoint();
        try (FaultProxy sts = new FaultProxy(endpoint.getPort(), _ -> FaultProxy.refuse(403, "AccessDenied"))) {
            for (URI at : List.of(sts.endpoint(), URI.create("http://127.0.0.1:9"))) {
                Map<String, String> variables = new HashMap<>(keys);
                variables.put("AWS_ENDPOINT_URL_STS", at.toString());
                try (Store store = S3Stores.open(variables, endpoint, S3MockServer.BUCKET, prefix, "role_arn",
                        "arn:aws:iam::123456789012:role/backup")) {
                    UserError error = assertThrows(UserError.class, () -> store.folders(""));
                    String said = "[" + at.getAuthority() + "] gives no credentials for [s3:";
                    assertTrue(error.getMessage().startsWith(said)
                            && error.getMessage().contains(at.getPort() == 9 ? "cannot reach it" : "[403]"),
                            error.getMessage());
                }
            }
        }
    }

    @Test
    void a_server_without_tls_is_said_to_have_none() {
        URI plain = URI.create("https://127.0.0.1:" + S3MockServer.shared().endpoint().getPort());
        try (Store store = S3Stores.open(plain, S3MockServer.BUCKET, prefix)) {
            UserError error = assertThrows(UserError.class, () -> store.folders(""));
            assertTrue(error.getMessage().endsWith("does not speak TLS"), error.getMessage());
        }
    }

    @Test
    void roles_are_taken_on_with_keys_or_a_web_identity() throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpServer sts = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        sts.createContext("/", exchange -> {
            String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(form);
            String action = form.contains("WithWebIdentity") ? "AssumeRoleWithWebIdentity" : "AssumeRole";
            byte[] body = ("<" + action + "Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><" + action
                    + "Result><Credentials><AccessKeyId>" + S3ProxyServer.ACCESS_KEY + "</AccessKeyId><SecretAccessKey>"
                    + S3ProxyServer.SECRET_KEY + "</SecretAccessKey><SessionToken>token</SessionToken>"
                    + "<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></" + action + "Result></" + action
                    + "Response>").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        sts.start();
        String at = "http://127.0.0.1:" + sts.getAddress().getPort();
        Path token = Files.writeString(folder.resolve("token"), "ey.J.x\n");
        try (FaultProxy proxy = new FaultProxy(S3MockServer.shared().endpoint().getPort(), _ -> FaultProxy.PASS);
                Store role = S3Stores.open(Map.of("AWS_ENDPOINT_URL_STS", at, "AWS_ACCESS_KEY_ID", "x",
                        "AWS_SECRET_ACCESS_KEY", "y"), proxy.endpoint(), S3MockServer.BUCKET, prefix, "role_arn",
                        "arn:aws:iam::123456789012:role/backup");
                Store identity = S3Stores.open(Map.of("AWS_ENDPOINT_URL_STS", at, "AWS_WEB_IDENTITY_TOKEN_FILE",
                        token.toString(), "AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/actions", "HOME", "/nowhere"),
                        proxy.endpoint(), S3MockServer.BUCKET, prefix)) {
            assertEquals(List.of(), role.folders(""));
            assertEquals(List.of(), identity.folders(""));
            for (FaultProxy.Request request : proxy.seen()) {
                assertEquals("token", request.header("x-amz-security-token"));
                assertTrue(request.header("authorization").contains("Credential=" + S3ProxyServer.ACCESS_KEY + "/"));
            }
        } finally {
            sts.stop(0);
        }
        assertTrue(asked.getFirst().contains("Action=AssumeRole&") && asked.getFirst().contains("role%2Fbackup"));
        assertTrue(asked.getLast().contains("WebIdentityToken=ey.J.x") && asked.getLast().contains("role%2Factions"));
    }

    @Test
    void storage_class_and_encryption_are_asked_for_in_every_way_of_writing() throws Exception {
        int port = S3MockServer.shared().endpoint().getPort();
        try (FaultProxy proxy = new FaultProxy(port, _ -> FaultProxy.PASS);
                Store store = S3Stores.open(proxy.endpoint(), S3MockServer.BUCKET, prefix, "provider", "aws",
                        "storage_class", "STANDARD_IA", "sse", "AES256")) {
            store.put("job/a", new byte[1]);
            store.putIfAbsent("job/b", new byte[1]);
            try (Store.Upload upload = store.create("job/c", 0)) {
                upload.write(new byte[9 * MIB]);
                upload.commit();
            }
            List<FaultProxy.Request> writes = proxy.seen().stream().filter(request -> request.is("PUT", "/job/")
                    && !request.target().contains("partNumber") || request.is("POST", "uploads")).toList();
            assertEquals(3, writes.size());
            for (FaultProxy.Request request : writes) {
                assertEquals("STANDARD_IA", request.header("x-amz-storage-class"));
                assertEquals("AES256", request.header("x-amz-server-side-encryption"));
                assertFalse(request.headers().containsKey("x-amz-acl"));
            }
            assertTrue(proxy.seen().stream().filter(request -> request.is("PUT", "partNumber"))
                    .noneMatch(request -> request.header("x-amz-checksum-crc32").isEmpty()));
        }
    }

    @Test
    void a_certificate_authority_of_ones_own_is_trusted_when_it_is_named() throws Exception {
        try (FaultProxy proxy = new FaultProxy(S3ProxyServer.shared().port(), _ -> FaultProxy.PASS,
                tls())) {
            String endpoint = "https://127.0.0.1:" + proxy.port();
            try (Store store = open(S3ProxyServer.variables(), "endpoint", endpoint)) {
                UserError error = assertThrows(UserError.class, () -> store.folders(""));
                assertTrue(error.getMessage().contains("is not trusted"), error.getMessage());
                assertTrue(error.hint().orElse("").contains("ca"));
            }
            try (Store store = open(S3ProxyServer.variables(), "endpoint", endpoint, "ca",
                    folder.resolve("ca.pem").toString())) {
                roundTrip(store, 17 * MIB);
                assertTrue(proxy.seen().stream().filter(request -> request.is("PUT", "partNumber"))
                        .allMatch(request -> request.header("x-amz-content-sha256").equals("UNSIGNED-PAYLOAD")));
            }
        }
        Path empty = Files.createFile(folder.resolve("empty.pem"));
        assertThrows(UserError.class, () -> open(S3ProxyServer.variables(), "ca", empty.toString()));
        String missing = folder.resolve("missing.pem").toString();
        assertEquals("cannot read ca [" + missing + "]: there is no such file", assertThrows(UserError.class,
                () -> open(S3ProxyServer.variables(), "ca", missing)).getMessage());
    }

    @Test
    void a_server_that_stops_reading_is_given_up_over_tls_too() throws Exception {
        int[] stalls = {1};
        try (FaultProxy proxy = new FaultProxy(S3ProxyServer.shared().port(), request -> request.is("PUT",
                "partNumber=1") && stalls[0]-- > 0 ? new FaultProxy.Fate.StallUp(MIB) : FaultProxy.PASS, tls());
                Store store = open(S3ProxyServer.variables(), "endpoint", "https://127.0.0.1:" + proxy.port(), "ca",
                        folder.resolve("ca.pem").toString(), "timeout", "PT2S")) {
            roundTrip(store, 17 * MIB);
            assertEquals(2, proxy.seen().stream().filter(request -> request.is("PUT", "partNumber=1")).count());
        }
    }

    /** Sockets with a new certificate, which is in {@code ca.pem} then. */
    private ServerSocketFactory tls() throws Exception {
        Shell.in(folder).must("keytool -genkeypair -alias s -keyalg EC -dname CN=127.0.0.1 -ext san=ip:127.0.0.1"
                + " -storepass changeit -keystore s.p12 && keytool -exportcert -rfc -alias s -storepass changeit"
                + " -keystore s.p12 > ca.pem");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("s.p12"))) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        return tls.getServerSocketFactory();
    }

    @Test
    void large_parts_go_through_a_file_that_is_removed() throws Exception {
        try (Store store = open(Map.of("AWS_ACCESS_KEY_ID", S3ProxyServer.ACCESS_KEY, "AWS_SECRET_ACCESS_KEY",
                S3ProxyServer.SECRET_KEY, "LIFEBOAT_TMPDIR", folder.toString()), "part_size",
                String.valueOf(20 * MIB))) {
            roundTrip(store, 65 * MIB);
        }
        try (var left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void the_bandwidth_limit_holds_in_both_directions() throws Exception {
        byte[] data = new byte[MIB];
        try (Store store = new ThrottledStore(open(S3ProxyServer.variables()), 2 * MIB)) {
            long begin = System.nanoTime();
            try (Store.Upload upload = store.create("job/slow", 0)) {
                upload.write(data);
                upload.commit();
            }
            try (InputStream in = store.read("job/slow").orElseThrow()) {
                assertArrayEquals(data, in.readAllBytes());
            }
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            assertTrue(took.toMillis() >= 950, took.toString());
            assertTrue(took.toSeconds() < 20, took.toString());
        }
    }

    @Test
    void more_than_a_thousand_keys_are_listed_in_pages() throws Exception {
        Path there = Files.createDirectories(S3ProxyServer.shared().data().resolve(S3ProxyServer.BUCKET).resolve(prefix)
                .resolve("job/many"));
        for (int i = 0; i < 2_100; i++) {
            Files.createDirectory(there.resolve("d" + i));
            Files.createFile(there.resolve("d" + i).resolve("manifest.json"));
        }
        try (Store store = open(S3ProxyServer.variables())) {
            assertEquals(2_100, store.folders("job/many").size());
            assertEquals(2_100, store.tree("job").size());
        }
    }

    private static void roundTrip(Store store, int size) throws IOException {
        byte[] data = new byte[size];
        new Random(size).nextBytes(data);
        try (Store.Upload upload = store.create("job/part", 0)) {
            upload.write(data);
            upload.commit();
        }
        try (InputStream in = store.read("job/part").orElseThrow()) {
            assertArrayEquals(data, in.readAllBytes());
        }
    }
}
