package lifeboat.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import lifeboat.base.UserError;
import lifeboat.testing.FaultProxy;
import lifeboat.testing.FaultProxy.Fate;
import lifeboat.testing.FaultProxy.Request;
import lifeboat.testing.S3MockServer;
import lifeboat.testing.S3ProxyServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes wrong between here and a bucket. */
class S3FaultsTest {
    private static final int MIB = 1 << 20;
    private static final DateTimeFormatter SIGNED =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssX").withZone(ZoneOffset.UTC);
    private static final byte[] DATA = new byte[23 * MIB];

    static {
        new Random(5).nextBytes(DATA);
    }

    private final String prefix = S3Stores.prefix();

    private FaultProxy proxy(FaultProxy.Rule rule) {
        return new FaultProxy(S3ProxyServer.shared().port(), rule);
    }

    /** Does that to the first so many requests that match. */
    private FaultProxy first(int times, Predicate<Request> which, Fate fate) {
        AtomicInteger left = new AtomicInteger(times);
        return proxy(request -> which.test(request) && left.getAndDecrement() > 0 ? fate : FaultProxy.PASS);
    }

    private Store through(FaultProxy proxy, String... options) {
        return S3Stores.open(proxy.endpoint(), S3ProxyServer.BUCKET, prefix, options);
    }

    private Store direct() {
        return S3Stores.open(S3ProxyServer.shared().endpoint(), S3ProxyServer.BUCKET, prefix);
    }

    private static void upload(Store store, String key) throws IOException {
        try (Store.Upload upload = store.create(key, 0)) {
            upload.write(DATA);
            upload.commit();
        }
    }

    private static byte[] bytes(Store store, String key) throws IOException {
        try (InputStream in = store.read(key).orElseThrow()) {
            return in.readAllBytes();
        }
    }

    private static boolean part(Request request) {
        return request.is("PUT", "partNumber=");
    }

    private static boolean get(Request request) {
        return request.is("GET", "/job/");
    }

    @Test
    void parts_that_break_off_are_sent_again() throws Exception {
        try (FaultProxy proxy = first(3, S3FaultsTest::part, new Fate.ResetUp(3 * MIB)); Store store = through(proxy);
                Store direct = direct()) {
            upload(store, "job/part");
            assertArrayEquals(DATA, bytes(direct, "job/part"));
            assertEquals(6, proxy.seen().stream().filter(S3FaultsTest::part).count());
        }
    }

    @ParameterizedTest
    @CsvSource({"500,InternalError", "503,SlowDown", "503,ServiceUnavailable", "429,TooManyRequests", "502,BadGateway"})
    void a_burst_of_refusals_is_survived(int status, String code) throws Exception {
        try (FaultProxy proxy = first(4, _ -> true, FaultProxy.refuse(status, code)); Store store = through(proxy)) {
            store.put("job/x", new byte[] {1, 2});
            assertArrayEquals(new byte[] {1, 2}, bytes(store, "job/x"));
        }
    }

    @Test
    void a_server_in_lasting_trouble_is_given_up_in_time() {
        try (FaultProxy proxy = proxy(_ -> FaultProxy.refuse(503, "SlowDown"));
                Store store = through(proxy, "retry_for", "PT2S")) {
            long begin = System.nanoTime();
            UserError error = assertThrows(UserError.class, () -> store.folders(""));
            assertTrue(System.nanoTime() - begin < Duration.ofSeconds(10).toNanos());
            assertTrue(error.getMessage().contains("[503] SlowDown") && error.getMessage().contains("attempts"),
                    error.getMessage());
        }
    }

    @Test
    void a_hang_ends_and_the_request_is_sent_again() throws Exception {
        try (FaultProxy proxy = first(2, _ -> true, new Fate.Hang());
                Store store = through(proxy, "timeout", "PT1S")) {
            upload(store, "job/part");
            assertArrayEquals(DATA, bytes(store, "job/part"));
        }
        try (FaultProxy proxy = proxy(_ -> new Fate.Hang());
                Store store = through(proxy, "timeout", "PT1S", "retry_for", "PT2S")) {
            UserError error = assertThrows(UserError.class, () -> store.size("job/part"));
            assertTrue(error.getMessage().contains("did not answer in time"), error.getMessage());
        }
    }

    @Test
    void a_server_that_stops_reading_is_given_up_and_the_part_is_sent_again() throws Exception {
        try (FaultProxy proxy = first(2, S3FaultsTest::part, new Fate.StallUp(MIB));
                Store store = through(proxy, "timeout", "PT2S")) {
            upload(store, "job/part");
            assertArrayEquals(DATA, bytes(store, "job/part"));
            assertEquals(5, proxy.seen().stream().filter(S3FaultsTest::part).count());
        }
        try (FaultProxy proxy = proxy(request -> part(request) ? new Fate.StallUp(MIB) : FaultProxy.PASS);
                Store store = through(proxy, "timeout", "PT1S", "retry_for", "PT2S")) {
            UserError error = assertThrows(UserError.class, () -> upload(store, "job/other"));
            assertTrue(error.getMessage().contains("stopped taking what it is sent: could not store [job/other]"),
                    error.getMessage());
        }
    }

    @Test
    void a_server_that_trickles_is_given_up() throws Exception {
        try (Store store = direct()) {
            upload(store, "job/part");
        }
        try (FaultProxy proxy = first(2, S3FaultsTest::get, new Fate.TrickleDown(MIB));
                Store store = through(proxy, "timeout", "PT1S")) {
            assertArrayEquals(DATA, bytes(store, "job/part"));
        }
        try (FaultProxy proxy = proxy(request -> get(request) ? new Fate.TrickleDown(MIB) : FaultProxy.PASS);
                Store store = through(proxy, "timeout", "PT1S", "retry_for", "PT1S")) {
            UserError error = assertThrows(UserError.class, () -> bytes(store, "job/part"));
            assertTrue(error.getMessage().contains("did not answer in time: could not read [job/part]"),
                    error.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource({"507,InsufficientStorage", "403,QuotaExceeded", "500,XMinioStorageFull"})
    void a_full_store_fails_at_once_and_keeps_nothing(int status, String code) throws Exception {
        try (FaultProxy proxy = proxy(request -> part(request) && request.target().contains("partNumber=2")
                ? FaultProxy.refuse(status, code) : FaultProxy.PASS); Store store = through(proxy);
                Store direct = direct()) {
            UserError error = assertThrows(UserError.class, () -> upload(store, "job/part"));
            assertTrue(error.getMessage().contains("is full"), error.getMessage());
            assertEquals(List.of(), direct.entries("job"));
            assertEquals(0, direct.sweep("", Instant.now().plusSeconds(60)), "the upload was aborted");
        }
    }

    @Test
    void a_byte_changed_on_the_way_up_is_noticed_by_the_server_and_sent_again() throws Exception {
        try (FaultProxy proxy = first(1, S3FaultsTest::part, new Fate.FlipUp(MIB)); Store store = through(proxy);
                Store direct = direct()) {
            upload(store, "job/part");
            assertArrayEquals(DATA, bytes(direct, "job/part"));
            assertEquals(4, proxy.seen().stream().filter(S3FaultsTest::part).count());
        }
    }

    @Test
    void an_answer_that_breaks_off_is_asked_for_again() throws Exception {
        try (FaultProxy proxy = first(2, S3FaultsTest::get, new Fate.ResetDown(MIB)); Store store = through(proxy)) {
            upload(store, "job/part");
            assertArrayEquals(DATA, bytes(store, "job/part"));
        }
    }

    @Test
    void an_object_that_is_replaced_while_it_is_read_is_no_mixture() throws Exception {
        try (Store store = direct()) {
            upload(store, "job/part");
            try (InputStream in = store.read("job/part").orElseThrow()) {
                in.readNBytes(100);
                store.put("job/part", new byte[24 * MIB]);
                UserError error = assertThrows(UserError.class, in::readAllBytes);
                assertTrue(error.getMessage().contains("replaced while it was read"), error.getMessage());
            }
        }
    }

    @Test
    void lost_answers_do_not_confuse() throws Exception {
        try (FaultProxy proxy = first(1, request -> request.is("POST", "uploadId="), new Fate.LoseAnswer());
                Store store = through(proxy)) {
            upload(store, "job/part");
            assertArrayEquals(DATA, bytes(store, "job/part"));
        }
        for (String provider : List.of("generic", "minio")) {
            try (FaultProxy proxy = first(1, request -> request.is("PUT", "lock"), new Fate.LoseAnswer());
                    Store store = through(proxy, "provider", provider)) {
                assertTrue(store.putIfAbsent("job/lock-" + provider, new byte[] {1}));
                assertFalse(store.putIfAbsent("job/lock-" + provider, new byte[] {2}));
            }
        }
    }

    @Test
    void what_a_broken_run_left_is_removed_by_a_later_one() throws Exception {
        try (FaultProxy proxy = proxy(request -> request.is("DELETE", "uploadId=") || part(request)
                && request.target().contains("partNumber=2") ? FaultProxy.refuse(403, "AccessDenied")
                : FaultProxy.PASS);
                Store store = through(proxy); Store later = direct()) {
            assertThrows(UserError.class, () -> upload(store, "job/id/part"));
            assertEquals(0, later.sweep("", Instant.now().minusSeconds(3600)));
            assertEquals(0, later.sweep("other", Instant.now().plusSeconds(3600)));
            assertEquals(1, later.sweep("job", Instant.now().plusSeconds(3600)));
            assertEquals(0, later.sweep("", Instant.now().plusSeconds(3600)));
        }
    }

    @Test
    void a_clock_that_is_off_is_made_up_for() throws Exception {
        Instant real = Instant.now().plus(Duration.ofHours(5));
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(real.atZone(ZoneOffset.UTC));
        try (FaultProxy proxy = new FaultProxy(S3MockServer.shared().endpoint().getPort(), request ->
                Duration.between(SIGNED.parse(request.header("x-amz-date"), Instant::from), real).abs().toMinutes() > 15
                        ? new Fate.Refuse(403, "RequestTimeTooSkewed", "Date: " + date + "\r\n") : FaultProxy.PASS);
                Store store = S3Stores.open(proxy.endpoint(), S3MockServer.BUCKET, prefix)) {
            store.put("job/x", new byte[1]);
            assertEquals(List.of("job"), store.folders(""));
        }
    }

    @ParameterizedTest
    @CsvSource({"403,InvalidAccessKeyId,does not accept the credentials", "403,ExpiredToken,does not accept",
            "403,RequestTimeTooSkewed,clock", "403,AccessDenied,denies to list", "404,NoSuchBucket,does not exist",
            "301,PermanentRedirect,is not in region [us-east-1] but in [eu-west-3]", "400,Odd,[400] Odd"})
    void refusals_say_what_is_wrong(int status, String code, String said) {
        String headers = status == 301 ? "x-amz-bucket-region: eu-west-3\r\n" : "";
        try (FaultProxy proxy = proxy(_ -> new Fate.Refuse(status, code, headers)); Store store = through(proxy)) {
            UserError error = assertThrows(UserError.class, () -> store.folders(""));
            assertTrue(error.getMessage().contains(said), error.getMessage());
            requireNoSecret(error);
        }
    }

    @Test
    void real_refusals_say_what_is_wrong() {
        URI endpoint = S3ProxyServer.shared().endpoint();
        Map<String, String> wrong = new HashMap<>(S3ProxyServer.variables());
        wrong.put("AWS_SECRET_ACCESS_KEY", "hunter2");
        try (Store store = S3Stores.open(wrong, endpoint, S3ProxyServer.BUCKET, prefix)) {
            UserError error = assertThrows(UserError.class, () -> store.put("job/x", new byte[1]));
            assertTrue(error.getMessage().contains("does not accept the credentials"), error.getMessage());
            requireNoSecret(error);
        }
        try (Store store = S3Stores.open(endpoint, "no-such-bucket", prefix)) {
            for (var use : List.<org.junit.jupiter.api.function.Executable>of(() -> store.put("job/x", new byte[1]),
                    () -> store.folders(""), () -> store.read("job/x"), () -> store.size("job/x"))) {
                UserError error = assertThrows(UserError.class, use);
                assertTrue(error.getMessage().contains("bucket [no-such-bucket] does not exist"), error.getMessage());
            }
        }
        try (Store store = S3Stores.open(URI.create("http://127.0.0.1:9"), "bucket", prefix)) {
            UserError error = assertThrows(UserError.class, () -> store.folders(""));
            assertTrue(error.getMessage().contains("cannot reach [127.0.0.1:9] (3 attempts)"), error.getMessage());
        }
    }

    private static void requireNoSecret(UserError error) {
        String all = error.getMessage() + error.hint();
        assertFalse(all.contains(S3ProxyServer.SECRET_KEY) || all.contains(S3ProxyServer.ACCESS_KEY)
                || all.contains("hunter2") || all.contains("Signature="), all);
    }
}
