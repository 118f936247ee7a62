package lifeboat.testing;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import lifeboat.base.Environment;
import lifeboat.base.Workspace;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/** Adobe's S3Mock, which knows versions and conditions but no signatures; one for all tests of this JVM. */
public final class S3MockServer {
    /** The bucket that is there. */
    public static final String BUCKET = "lifeboat-tests";

    private static S3MockServer shared;

    private final int port = ServerProcess.freePort();

    private S3MockServer() {
        Path folder = Workspace.create(Environment.system()).folder();
        ServerProcess.start(port,
                List.of("-Djava.io.tmpdir=" + folder, "-Dlogging.level.root=ERROR", "-Dspring.main.banner-mode=off",
                "-cp", ServerProcess.classPath("com.adobe.testing:s3mock:5.2.0"),
                "com.adobe.testing.s3mock.S3MockApplication", "--server.port=0", "--http.port=" + port,
                "--com.adobe.testing.s3mock.store.initial-buckets=" + BUCKET));
    }

    /** The server, started by the first who asks. */
    public static synchronized S3MockServer shared() {
        shared = shared == null ? new S3MockServer() : shared;
        return shared;
    }

    /** A client of its own, for what a test sets up or looks at. */
    public S3Client client() {
        return client(endpoint());
    }

    /** The same through a proxy. */
    public static S3Client client(URI endpoint) {
        return S3Client.builder().endpointOverride(endpoint).region(Region.US_EAST_1).forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any")))
                .build();
    }

    /**
     * A new bucket with Object Lock. With versions S3Mock goes on listing what was deleted, and takes a delete marker
     * for a key where a condition is set: commands that delete need a bucket without.
     */
    public String lockedBucket(boolean versions) {
        String name = "locked-" + UUID.randomUUID();
        try (S3Client client = client()) {
            client.createBucket(request -> request.bucket(name).objectLockEnabledForBucket(true));
            if (versions) {
                client.putBucketVersioning(request -> request.bucket(name)
                        .versioningConfiguration(wanted -> wanted.status(BucketVersioningStatus.ENABLED)));
            }
        }
        return name;
    }

    /** Its address. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }
}
