package lifeboat.testing;

import java.net.URI;
import java.util.List;

/** Adobe's S3Mock, which knows versions and conditions but no signatures; one for all tests of this JVM. */
public final class S3MockServer {
    /** The bucket that is there. */
    public static final String BUCKET = "lifeboat-tests";

    private static S3MockServer shared;

    private final int port = ServerProcess.freePort();

    private S3MockServer() {
        ServerProcess.start(port, List.of("-Dlogging.level.root=ERROR", "-Dspring.main.banner-mode=off", "-cp",
                ServerProcess.classPath("com.adobe.testing:s3mock:5.2.0"),
                "com.adobe.testing.s3mock.S3MockApplication", "--server.port=0", "--http.port=" + port,
                "--com.adobe.testing.s3mock.store.initial-buckets=" + BUCKET));
    }

    /** The server, started by the first who asks. */
    public static synchronized S3MockServer shared() {
        shared = shared == null ? new S3MockServer() : shared;
        return shared;
    }

    /** Its address. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }
}
