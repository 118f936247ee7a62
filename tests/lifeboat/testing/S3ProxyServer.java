package lifeboat.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import lifeboat.base.Environment;
import lifeboat.base.Workspace;

/** S3Proxy over a folder, which checks signatures; one for all tests of this JVM. */
public final class S3ProxyServer {
    /** The bucket that is there. */
    public static final String BUCKET = "lifeboat-tests";
    /** The access key that it knows. */
    public static final String ACCESS_KEY = "lifeboat-access";
    /** The secret key that belongs to it. */
    public static final String SECRET_KEY = "lifeboat-very-secret";

    private static S3ProxyServer shared;

    private final int port = ServerProcess.freePort();
    private final Path data;

    private S3ProxyServer() throws IOException {
        Workspace workspace = Workspace.create(Environment.system());
        data = Files.createDirectory(workspace.file("data"));
        Files.createDirectory(data.resolve(BUCKET));
        Path properties = Files.writeString(workspace.file("s3proxy.properties"), String.join("\n",
                "s3proxy.endpoint=http://127.0.0.1:" + port, "s3proxy.authorization=aws-v2-or-v4",
                "s3proxy.identity=" + ACCESS_KEY, "s3proxy.credential=" + SECRET_KEY,
                "jclouds.provider=filesystem-nio2", "jclouds.filesystem.basedir=" + data, ""));
        Path logging = Files.writeString(workspace.file("logback.xml"), """
                <configuration><appender name="E" class="ch.qos.logback.core.ConsoleAppender">
                <target>System.err</target>
                <encoder><pattern>%level %logger{0} %msg%n</pattern></encoder></appender>
                <root level="WARN"><appender-ref ref="E"/></root></configuration>
                """);
        ServerProcess.start(port, List.of("-Dlogback.configurationFile=" + logging, "-cp",
                ServerProcess.classPath("org.gaul:s3proxy:4.1.0",
                        "com.fasterxml.jackson.core:jackson-annotations:2.22"),
                "org.gaul.s3proxy.Main", "--properties", properties.toString()));
    }

    /** The server, started by the first who asks. */
    public static synchronized S3ProxyServer shared() {
        try {
            shared = shared == null ? new S3ProxyServer() : shared;
            return shared;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its port on this machine. */
    public int port() {
        return port;
    }

    /** Its address. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Makes an empty bucket; one that was there is emptied. */
    public void bucket(String name) {
        removeBucket(name);
        try {
            Files.createDirectory(data.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes a bucket with all that it holds. */
    public void removeBucket(String name) {
        if (Files.exists(data.resolve(name))) {
            Workspace.deleteTree(data.resolve(name));
        }
    }

    /** The folder that holds the buckets. */
    public Path data() {
        return data;
    }

    /** Variables with its keys. */
    public static Map<String, String> variables() {
        return Map.of("AWS_ACCESS_KEY_ID", ACCESS_KEY, "AWS_SECRET_ACCESS_KEY", SECRET_KEY,
                "AWS_EC2_METADATA_DISABLED", "true");
    }
}
