package lifeboat.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import lifeboat.base.Tool;

/** A server written in Java, fetched through JBang and run as a process of its own until the tests end. */
final class ServerProcess {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private ServerProcess() {}

    /** The class path of an artifact and others beside it. */
    static String classPath(String artifact, String... beside) {
        List<String> command = new ArrayList<>(List.of(Path.of("jbang").toAbsolutePath().toString(), "info",
                "classpath"));
        for (String one : beside) {
            command.addAll(List.of("--deps", one));
        }
        command.add(artifact);
        Tool.Result result = Tool.of(command).run(LIMIT);
        if (!result.ok()) {
            throw new IllegalStateException("JBang cannot fetch " + artifact + ": " + result.errors());
        }
        return result.out().strip();
    }

    /** Starts it; returns when it listens on the port of this machine. */
    static Tool.Running start(int port, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java")
                .toString(),
                "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(arguments);
        Tool.Running running = Tool.of(command).start();
        Thread.ofPlatform().daemon().start(() -> drain(running));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!listens(port)) {
            if (!running.alive() || System.nanoTime() > deadline) {
                running.close();
                throw new IllegalStateException("the server does not listen: " + running.errors());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        return running;
    }

    /** A port that is free now. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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

    private static void drain(Tool.Running running) {
        try {
            running.stdout().transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
