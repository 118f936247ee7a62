package lifeboat.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import com.sun.net.httpserver.SimpleFileServer.OutputLevel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import lifeboat.base.Environment;
import lifeboat.base.Tool;
import lifeboat.base.Version;
import lifeboat.testing.Shell;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A script run from a URL, as {@code jbang backup@OWNER/REPO} does, on a machine that never saw it.
 * JBang trusts 127.0.0.1; any other host needs {@code jbang trust add} first.
 */
class UrlTest {
    @TempDir
    private static Path folder;
    private static HttpServer server;

    @BeforeAll
    static void serve_the_checkout() {
        server = SimpleFileServer.createFileServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Checkout.ROOT, OutputLevel.NONE);
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    @Test
    void a_script_runs_from_a_url() {
        Tool.Result result = run("http://127.0.0.1:" + server.getAddress().getPort() + "/backup.java");
        assertEquals(0, result.code(), result.errors());
        assertTrue(result.out().contains(Version.TEXT), result.out());
    }

    @Test
    void a_remote_catalog_names_a_script() {
        Tool.Result result = run("backup@http://127.0.0.1:" + server.getAddress().getPort() + "/jbang-catalog.json");
        assertEquals(0, result.code(), result.errors());
        assertTrue(result.out().contains(Version.TEXT), result.out());
    }

    private Tool.Result run(String script) {
        Path repository = Environment.system().home().resolve(".m2/repository");
        assertTrue(Files.isDirectory(repository), () -> repository + " is not there");
        return Shell.in(folder).env("JBANG_DIR", folder.resolve("jbang").toString())
                .env("JBANG_REPO", repository.toString())
                .run("\"$1\" \"$2\" --version", Checkout.ROOT.resolve("jbang").toString(), script);
    }
}
