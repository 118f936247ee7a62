package lifeboat.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import lifeboat.base.Cleanup;
import lifeboat.base.Tool;
import lifeboat.base.UserError;

/**
 * A Unix socket on this machine that leads to a port inside a container, by the engine's {@code exec}: neither a
 * network nor a published port is needed, and the engine may be on another machine. The container needs bash. Closing
 * it ends its connections.
 */
public final class Tunnel implements AutoCloseable {
    /**
     * Leaves no child behind and lets none be ended by a signal that is not waited for: it would pass to the
     * container's first process, and a PostgreSQL server takes a child that a signal ended for a crash of its own.
     */
    private static final String SCRIPT = "trap '' PIPE; exec 3<>/dev/tcp/127.0.0.1/\"$1\" || exit 1; "
            + "cat <&3 & reader=$!; cat >&3; kill $reader; wait $reader";
    private static final int BUFFER = 1 << 16;

    private final Engine engine;
    private final String container;
    private final int port;
    private final ServerSocketChannel server;
    private final Set<Tool.Running> running = ConcurrentHashMap.newKeySet();
    private final Cleanup.Handle cleanup;

    private Tunnel(Engine engine, String container, int port, ServerSocketChannel server) {
        this.engine = engine;
        this.container = container;
        this.port = port;
        this.server = server;
        this.cleanup = Cleanup.onExit(this::end);
    }

    /**
     * Opens one. Who may use it is up to the permissions of the socket's folder.
     *
     * @throws UserError if the socket cannot be made
     */
    public static Tunnel open(Engine engine, String container, int port, Path socket) {
        try {
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                server.bind(UnixDomainSocketAddress.of(socket));
            } catch (IOException e) {
                server.close();
                throw e;
            }
            Tunnel tunnel = new Tunnel(engine, container, port, server);
            Thread.ofPlatform().daemon().name("tunnel").start(tunnel::accept);
            return tunnel;
        } catch (IOException e) {
            throw UserError.of("cannot make the socket [" + socket + "]: " + e.getMessage(),
                    "set TMPDIR to a folder with a short path").because(e);
        }
    }

    /** Ends it and its connections. */
    @Override
    public void close() {
        cleanup.close();
    }

    private void end() throws IOException {
        server.close();
        running.forEach(Tool.Running::close);
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                Tool.Running inside = engine.tool("exec", "-i", container, "bash", "-c", SCRIPT, "tunnel",
                        String.valueOf(port)).start();
                running.add(inside);
                Thread.ofPlatform().daemon().name("tunnel in").start(() -> send(client, inside));
                Thread.ofPlatform().daemon().name("tunnel out").start(() -> receive(client, inside));
            } catch (IOException _) {
                return; // closed
            }
        }
    }

    /** A broken connection is told to whoever reads from it: all there is to do is to end both sides. */
    private void send(SocketChannel client, Tool.Running inside) {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        try (OutputStream out = inside.stdin()) {
            while (client.read(buffer) >= 0) {
                out.write(buffer.array(), 0, buffer.position());
                out.flush();
                buffer.clear();
            }
        } catch (IOException _) {
            hangUp(client, inside);
        }
    }

    private void receive(SocketChannel client, Tool.Running inside) {
        byte[] bytes = new byte[BUFFER];
        try (InputStream in = inside.stdout()) {
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, n);
                while (buffer.hasRemaining()) {
                    client.write(buffer);
                }
            }
        } catch (IOException _) {
            return; // the client is gone: the end of its side ends the other
        } finally {
            hangUp(client, inside);
        }
    }

    private void hangUp(SocketChannel client, Tool.Running inside) {
        try {
            client.close();
        } catch (IOException _) {
            return; // it was closed
        } finally {
            if (running.remove(inside)) {
                inside.close();
            }
        }
    }
}
