package bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import lifeboat.base.UserError;

/** S3Proxy over a folder, fetched through JBang: an S3 server of the benchmark's own, ended with it. */
final class ObjectStore implements AutoCloseable {
    private static final String ARTIFACT = "org.gaul:s3proxy:4.1.0";
    private static final String BESIDE = "com.fasterxml.jackson.core:jackson-annotations:2.22";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Shell.Running server;
    private final Destination.Bucket bucket;

    private ObjectStore(Shell.Running server, Destination.Bucket bucket) {
        this.server = server;
        this.bucket = bucket;
    }

    /** Starts one with an empty bucket below {@code work}, and tells the shell the keys to it. */
    static ObjectStore start(Shell shell, Path work, Path log) throws IOException {
        Path folder = Files.createDirectories(work.resolve("s3/bench"));
        int port = Cluster.freePort();
        String endpoint = "http://127.0.0.1:" + port;
        Files.writeString(work.resolve("s3proxy.properties"), String.join("\n", "s3proxy.endpoint=" + endpoint,
                "s3proxy.authorization=aws-v2-or-v4", "s3proxy.identity=benchmark", "s3proxy.credential=benchmark",
                "jclouds.provider=filesystem-nio2", "jclouds.filesystem.basedir=" + folder.getParent(), ""));
        Files.writeString(work.resolve("logback.xml"), "<configuration><root level=\"OFF\"/></configuration>\n");
        String classPath = shell.must("\"$LIFEBOAT\" info classpath --deps \"$1\" \"$2\" 2>/dev/null", BESIDE,
                ARTIFACT);
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Shell.Running server = shell.start("exec \"$1\" -Dlogback.configurationFile=logback.xml -cp \"$2\" "
                + "org.gaul.s3proxy.Main --properties \"$3\"", log.resolve("s3proxy"),
                log.resolve("s3proxy.err"), java.toString(), classPath, work.resolve("s3proxy.properties").toString());
        await(server, port, log.resolve("s3proxy.err"));
        shell.set("AWS_ACCESS_KEY_ID", "benchmark");
        shell.set("AWS_SECRET_ACCESS_KEY", "benchmark");
        shell.set("AWS_DEFAULT_REGION", "us-east-1");
        shell.set("AWS_EC2_METADATA_DISABLED", "true");
        return new ObjectStore(server, new Destination.Bucket(endpoint, folder));
    }

    /** Its bucket. */
    Destination bucket() {
        return bucket;
    }

    /** The repository of restic in it. */
    String restic() {
        return "s3:" + bucket.endpoint() + "/" + bucket.folder().getFileName() + "/restic";
    }

    /** The CPU that it took so far, in seconds. */
    double cpu() {
        return Machine.serverCpu(server.process().pid());
    }

    @Override
    public void close() {
        server.close();
    }

    private static void await(Shell.Running server, int port, Path errors) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!listens(port)) {
            if (!server.process().isAlive() || System.nanoTime() > deadline) {
                server.close();
                throw UserError.of("S3Proxy does not listen: " + Shell.last(errors), null);
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
