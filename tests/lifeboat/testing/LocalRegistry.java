package lifeboat.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A registry of this machine with one image in it, as much of one as a pull needs: {@code library/NAME:TAG}, whatever
 * NAME and TAG are. It has what {@code podman push IMAGE dir:FOLDER} wrote.
 */
public final class LocalRegistry implements AutoCloseable {
    private final Path folder;
    private final HttpServer server;

    /** Serves the image of that folder. */
    public LocalRegistry(Path folder) throws IOException {
        this.folder = folder;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v2/", this::answer);
        server.start();
    }

    /** Where it listens: {@code 127.0.0.1:1234}. */
    public String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String[] words = exchange.getRequestURI().getPath().split("/"); // "", v2, library, NAME, manifests, TAG
        boolean manifest = words.length > 4 && words[4].equals("manifests");
        Path file = folder.resolve(manifest ? "manifest.json" : words[words.length - 1].replace("sha256:", ""));
        try (exchange) {
            if (words.length == 2) {
                exchange.sendResponseHeaders(200, -1);
            } else if (!words[2].equals("library") || !Files.isRegularFile(file)) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                exchange.getResponseHeaders().set("Content-Type", manifest
                        ? "application/vnd.oci.image.manifest.v1+json" : "application/octet-stream");
                exchange.sendResponseHeaders(200, Files.size(file));
                Files.copy(file, exchange.getResponseBody());
            }
        }
    }
}
