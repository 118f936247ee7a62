package lifeboat.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lifeboat.base.Environment;
import lifeboat.base.UserError;
import lifeboat.testing.FaultProxy;
import lifeboat.testing.LockingProxy;
import lifeboat.testing.S3MockServer;
import lifeboat.testing.S3ProxyServer;
import org.junit.jupiter.api.Test;

/** Object Lock on S3Mock, and on servers that lack it. */
class S3LocksTest {
    private static final Instant UNTIL = Instant.now().plus(Duration.ofDays(30)).truncatedTo(ChronoUnit.SECONDS);

    private final String prefix = S3Stores.prefix();

    /** Locks everything that is not called {@code lock.json}. */
    private S3Store open(URI endpoint, String bucket, String provider) {
        Environment env = new Environment(S3ProxyServer.variables());
        return new S3Store(S3Settings.of(bucket, prefix, Map.of("endpoint", endpoint.toString(), "region", "us-east-1",
                "path_style", "true", "provider", provider, "lock_mode", "governance", "retry_for", "PT5S"),
                Optional.empty(), env), env, key -> key.endsWith("lock.json") ? Optional.empty() : Optional.of(UNTIL));
    }

    @Test
    void what_is_to_be_locked_is_locked_in_every_way_of_writing() throws IOException {
        try (FaultProxy proxy = LockingProxy.of(S3MockServer.shared());
                Store store = open(proxy.endpoint(), S3MockServer.shared().lockedBucket(true), "aws")) {
            store.put("job/id/RECOVERY.md", new byte[10]);
            assertTrue(store.putIfAbsent("job/id/manifest.json", new byte[10]));
            for (int size : List.of(0, 100, 9 << 20)) {
                try (Store.Upload upload = store.create("job/id/part" + size, 0)) {
                    upload.write(new byte[size]);
                    upload.commit();
                }
            }
            store.put("job/lock.json", new byte[10]);
            for (String key : List.of("RECOVERY.md", "manifest.json", "part0", "part100", "part9437184")) {
                Store.Retained found = store.retained("job/id/" + key).orElseThrow();
                assertEquals("governance", found.by());
                assertTrue(found.at(UNTIL.minusSeconds(1)) && !found.at(UNTIL.plusSeconds(2)), key + found);
            }
            assertEquals(Optional.empty(), store.retained("job/lock.json"));
            assertEquals(Optional.empty(), store.retained("job/nothing"));
            List<FaultProxy.Request> puts = proxy.seen().stream().filter(request -> request.method().equals("PUT")
                    && request.headers().containsKey("x-amz-object-lock-mode")).toList();
            assertTrue(puts.stream().allMatch(put -> put.headers().containsKey("x-amz-checksum-crc32")), "" + puts);
        }
    }

    @Test
    void a_lock_grows_and_never_shrinks() throws IOException {
        try (FaultProxy proxy = LockingProxy.of(S3MockServer.shared());
                Store store = new Impatient(open(proxy.endpoint(), S3MockServer.shared().lockedBucket(true),
                        "minio"))) {
            store.put("job/id/part", new byte[10]);
            store.retain("job/id/part", UNTIL.minusSeconds(86_400));
            assertTrue(store.retained("job/id/part").orElseThrow().at(UNTIL.minusSeconds(1)));
            store.retain("job/id/part", UNTIL.plusSeconds(86_400));
            assertEquals(Optional.of(UNTIL.plusSeconds(86_400)), store.retained("job/id/part").orElseThrow().until());
        }
    }

    @Test
    void a_server_that_takes_the_wish_and_locks_nothing_is_found_out() {
        for (int size : List.of(10, 9 << 20)) {
            try (Store store = open(S3MockServer.shared().endpoint(), S3MockServer.shared().lockedBucket(true), "aws");
                    Store.Upload upload = store.create("job/id/part", 0)) {
                UserError error = assertThrows(UserError.class, () -> {
                    upload.write(new byte[size]);
                    upload.commit();
                });
                assertTrue(error.getMessage().contains("did not lock [job/id/part]"), error.getMessage());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void a_bucket_or_server_without_object_lock_says_what_to_do() {
        try (FaultProxy proxy = LockingProxy.of(S3MockServer.shared());
                Store mock = open(proxy.endpoint(), S3MockServer.BUCKET, "aws");
                Store other = open(S3ProxyServer.shared().endpoint(), S3ProxyServer.BUCKET, "generic")) {
            for (Store store : List.of(mock, other)) {
                UserError error = assertThrows(UserError.class, () -> store.put("job/id/part", new byte[10]));
                assertTrue(error.getMessage().contains("[lifeboat-tests] has no Object Lock"), error.getMessage());
                assertTrue(error.hint().orElseThrow().contains("new bucket with Object Lock"), error.hint().orElse(""));
            }
        }
        UserError error = assertThrows(UserError.class,
                () -> open(URI.create("https://x.r2.cloudflarestorage.com"), "b",
                "r2"));
        assertEquals(Optional.of(UserError.Kind.USAGE), error.kind());
        assertTrue(error.getMessage().contains("[r2]"), error.getMessage());
    }

    @Test
    void a_bucket_without_object_lock_is_asked_once() throws IOException {
        try (FaultProxy proxy = new FaultProxy(S3MockServer.shared().endpoint().getPort(), _ -> FaultProxy.PASS);
                Store store = S3Stores.open(proxy.endpoint(), S3MockServer.BUCKET, prefix, "provider", "aws")) {
            for (int i = 0; i < 10; i++) {
                assertEquals(Optional.empty(), store.retained("job/id/part" + i));
            }
            assertEquals(1, proxy.seen().size(), "" + proxy.seen());
        }
    }

    @Test
    void who_may_not_see_a_lock_does_not_take_it_for_none() throws IOException {
        try (FaultProxy proxy = new FaultProxy(S3MockServer.shared().endpoint().getPort(), request ->
                request.is("GET", "object-lock") || request.is("GET", "retention")
                        ? FaultProxy.refuse(403, "AccessDenied") : FaultProxy.PASS);
                Store store = S3Stores.open(proxy.endpoint(), S3MockServer.BUCKET, prefix, "provider", "aws")) {
            store.put("job/id/part", new byte[10]);
            UserError error = assertThrows(UserError.class, () -> store.retained("job/id/part"));
            assertTrue(error.getMessage().contains("denies to look at the lock of [job/id/part]"), error.getMessage());
        }
    }

    @Test
    void the_answer_to_head_tells_a_lock_and_a_legal_hold() throws IOException {
        String lock = "Content-Length: 10\nx-amz-object-lock-mode: COMPLIANCE\nx-amz-object-lock-retain-until-date: "
                + UNTIL + "\n";
        try (FaultProxy proxy = new FaultProxy(S3MockServer.shared().endpoint().getPort(), request ->
                request.is("GET", "object-lock") ? FaultProxy.refuse(403, "AccessDenied") : request.is("HEAD", "held")
                        ? new FaultProxy.Fate.Answer(200, lock + "x-amz-object-lock-legal-hold: ON\n", "")
                                : new FaultProxy.Fate.Answer(200, lock, ""));
                Store store = S3Stores.open(proxy.endpoint(), S3MockServer.BUCKET, prefix, "provider", "aws")) {
            assertEquals(Optional.of(new Store.Retained("compliance", Optional.of(UNTIL))), store.retained("job/part"));
            assertEquals(Optional.of(new Store.Retained("legal hold", Optional.empty())), store.retained("job/held"));
        }
    }
}
