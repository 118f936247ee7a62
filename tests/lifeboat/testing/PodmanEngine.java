package lifeboat.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lifeboat.base.Cleanup;
import lifeboat.base.Tool;

/**
 * Podman with a storage of the tests' own, which is removed when the JVM ends. Nothing runs in the background but what
 * its containers need. Its limits are low: those that it sets otherwise are more than each machine's root may set.
 */
public final class PodmanEngine extends ContainerEngine {
    private static PodmanEngine shared;

    private final Path folder;

    private PodmanEngine() throws IOException {
        folder = Files.createTempDirectory("lbt-podman-");
        Files.writeString(folder.resolve("storage.conf"), """
                [storage]
                driver = "overlay"
                graphroot = "%1$s/storage"
                runroot = "%1$s/run"
                """.formatted(folder));
        Files.writeString(folder.resolve("containers.conf"), """
                [containers]
                default_ulimits = ["nofile=4096:4096", "nproc=8192:8192"]
                [engine]
                tmp_dir = "%1$s/tmp"
                """.formatted(folder));
        Cleanup.onExit(this::stop);
    }

    /** The engine of this JVM. */
    public static synchronized PodmanEngine shared() {
        if (shared == null) {
            try {
                shared = new PodmanEngine();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return shared;
    }

    @Override
    public String name() {
        return "podman";
    }

    @Override
    public Map<String, String> variables() {
        return Map.of("HOME", folder.toString(), "LIFEBOAT_ENGINE", "podman",
                "CONTAINERS_CONF", folder.resolve("containers.conf").toString(),
                "CONTAINERS_STORAGE_CONF", folder.resolve("storage.conf").toString());
    }

    private void stop() {
        run("rm", "--all", "--force", "--volumes", "--time", "0");
        List<String> remove = new ArrayList<>(PostgresBinaries.root() ? List.of() : List.of("podman", "unshare"));
        remove.addAll(List.of("sh", "-c", "umount \"$1\"/storage/overlay 2>/dev/null; rm -rf \"$1\"", "sh",
                folder.toString()));
        Tool.of(remove).env(variables()).run(LIMIT);
    }
}
