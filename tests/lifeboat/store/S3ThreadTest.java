package lifeboat.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import lifeboat.base.Tool;
import lifeboat.testing.FaultProxy;
import lifeboat.testing.FaultProxy.Fate;
import lifeboat.testing.S3ProxyServer;
import org.junit.jupiter.api.Test;

class S3ThreadTest {
    private static final int SEVERAL_PARTS = 20 << 20;

    private final String prefix = S3Stores.prefix();

    private static boolean requestsRun() {
        return Thread.getAllStackTraces().keySet().stream().anyMatch(S3Thread.class::isInstance);
    }

    private static boolean waitsForAnswer() {
        return Thread.getAllStackTraces().entrySet().stream().filter(thread -> thread.getKey() instanceof S3Thread)
                .flatMap(thread -> Stream.of(thread.getValue())).anyMatch(at -> at.getMethodName().equals("implRead"));
    }

    @Test
    void closing_an_upload_breaks_off_parts_that_hang() throws Exception {
        FaultProxy.Rule rule = request -> request.is("PUT", "partNumber=") ? new Fate.Hang() : FaultProxy.PASS;
        try (FaultProxy proxy = new FaultProxy(S3ProxyServer.shared().port(), rule);
                Store store = S3Stores.open(proxy.endpoint(), S3ProxyServer.BUCKET, prefix, "timeout", "PT5M")) {
            try (Store.Upload upload = store.create("job/part", 0)) {
                upload.write(new byte[SEVERAL_PARTS]);
                while (!waitsForAnswer()) {
                    Thread.onSpinWait();
                }
            }
            assertFalse(requestsRun());
            assertEquals(0, store.sweep("", Instant.now().plusSeconds(3600)));
        }
    }

    /** The JVM waits 0.3 s for a thread that waits for the sockets of virtual threads. */
    @Test
    void nothing_is_left_that_delays_the_end_of_the_process() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Tool.Result result = Tool.of(List.of(java, "-Xmx128m", "-XX:+UseSerialGC", "-cp",
                System.getProperty("java.class.path"), S3ThreadTest.class.getName(),
                S3ProxyServer.shared().endpoint().toString(), prefix)).run(Duration.ofMinutes(1));
        assertEquals("[]", result.out(), result.errors());
    }

    /** Uploads and reads, then prints which threads wait for sockets. */
    public static void main(String[] args) throws Exception {
        try (Store store = S3Stores.open(URI.create(args[0]), S3ProxyServer.BUCKET, args[1])) {
            try (Store.Upload upload = store.create("job/part", 0)) {
                upload.write(new byte[SEVERAL_PARTS]);
                upload.commit();
            }
            try (InputStream in = store.read("job/part").orElseThrow()) {
                in.transferTo(OutputStream.nullOutputStream());
            }
        }
        System.out.println(Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
                .filter(name -> name.contains("Poller")).toList());
    }
}
