package lifeboat.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import lifeboat.base.Cleanup;
import lifeboat.base.Tool;

/**
 * A real Docker engine of the tests' own, beside any other on this machine: own socket, own images. Started once in a
 * JVM and stopped when it ends. Its images are kept in a cache folder, which one JVM uses at a time.
 */
public final class DockerEngine extends ContainerEngine {
    private static final Duration START = Duration.ofSeconds(60);
    private static DockerEngine shared;

    private final Path folder;
    private final Tool.Running daemon;

    private DockerEngine() throws IOException {
        folder = Files.createTempDirectory("lbt-docker-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> command = new ArrayList<>(root());
        command.addAll(List.of("dockerd", "--host", address(), "--data-root", data().toString(), "--exec-root",
                folder.resolve("exec").toString(), "--pidfile", folder.resolve("pid").toString(), "--iptables=false",
                "--ip6tables=false", "--group", Tool.of("id", "-gn").run(LIMIT).out().strip()));
        daemon = Tool.of(command).output(Path.of("/dev/null")).start();
        Cleanup.onExit(this::stop);
        awaitReady(Instant.now().plus(START));
        containers().forEach(left -> must("rm", "--force", left)); // of a run that was killed
    }

    /** The engine of this JVM. */
    public static synchronized DockerEngine shared() {
        if (shared == null) {
            try {
                shared = new DockerEngine();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return shared;
    }

    /** What comes before a command that only root may run; empty if we are root. */
    static List<String> root() {
        return PostgresBinaries.root() ? List.of() : List.of("sudo", "-n", "--");
    }

    @Override
    public String name() {
        return "docker";
    }

    @Override
    public Map<String, String> variables() {
        return Map.of("HOME", folder.toString(), "LIFEBOAT_ENGINE", "docker", "DOCKER_HOST", address());
    }

    private String address() {
        return "unix://" + folder.resolve("docker.sock");
    }

    /** The cache unless another JVM uses it. The lock is held until this one ends. */
    private Path data() throws IOException {
        Path cache = Files.createDirectories(PostgresBinaries.cache());
        FileChannel file = FileChannel.open(cache.resolve("docker.lock"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = file.tryLock();
        if (lock == null) {
            file.close();
            return folder.resolve("data");
        }
        return cache.resolve("docker");
    }

    private void awaitReady(Instant deadline) {
        while (!run("ps", "-q").ok()) {
            if (!daemon.alive() || Instant.now().isAfter(deadline)) {
                throw new IllegalStateException("dockerd does not come up: " + daemon.errors());
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    /** Asks it to end, which takes it a moment; then removes its folder. */
    private void stop() throws IOException, InterruptedException {
        Path pid = folder.resolve("pid");
        if (Files.exists(pid)) {
            List<String> kill = new ArrayList<>(root());
            kill.addAll(List.of("kill", Files.readString(pid).strip()));
            Tool.of(kill).run(LIMIT);
            daemon.waitFor(Duration.ofSeconds(30));
        }
        daemon.close();
        List<String> remove = new ArrayList<>(root());
        remove.addAll(List.of("sh", "-c", "umount \"$1\"/exec/netns/* 2>/dev/null; rm -rf \"$1\"", "sh",
                folder.toString()));
        Tool.of(remove).run(LIMIT);
    }
}
