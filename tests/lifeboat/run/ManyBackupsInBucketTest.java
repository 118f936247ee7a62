package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import lifeboat.catalog.ManyBackups;
import lifeboat.store.DirectoryStore;
import lifeboat.testing.FaultProxy;
import lifeboat.testing.S3ProxyServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many requests it takes to look at a bucket with many backups. */
class ManyBackupsInBucketTest {
    private static final int COUNT = 510;
    private static final int DRILLS = COUNT / 10;
    /** A listing of two objects for each backup and one for each drill, and some looks at what there is. */
    private static final int LISTINGS = (2 * COUNT + DRILLS) / 1_000 + 1 + 8;

    @TempDir
    Path folder;

    @Test
    void each_manifest_is_read_once_and_then_only_listings_are() throws Exception {
        String prefix = "many-" + UUID.randomUUID();
        try (DirectoryStore backing = new DirectoryStore(S3ProxyServer.shared().data()
                .resolve(S3ProxyServer.BUCKET).resolve(prefix));
                FaultProxy proxy = new FaultProxy(S3ProxyServer.shared().port(), _ -> FaultProxy.PASS)) {
            ManyBackups.fill(backing, "orders", COUNT);
            Scene scene = new Scene(folder);
            S3ProxyServer.variables().forEach(scene::with);
            Path config = Files.writeString(folder.resolve("lifeboat.yaml"), """
                    stores:
                      far: { type: s3, bucket: %s, prefix: %s, endpoint: "%s" }
                    jobs:
                      orders: { source: "sqlite:orders.db", stores: [far], keep: { days: 30 } }
                    """.formatted(S3ProxyServer.BUCKET, prefix, proxy.endpoint()));
            int first = requests(proxy, scene, "list");
            assertTrue(first > COUNT && first <= COUNT + DRILLS + LISTINGS, first + " requests");
            for (String[] again : new String[][] {{"list"}, {"status"}, {"prune", "--dry-run"}}) {
                int requests = requests(proxy, scene, again);
                assertTrue(requests <= LISTINGS, String.join(" ", again) + ": " + requests + " requests");
            }
            scene.with("LIFEBOAT_NO_CACHE", "1");
            int uncopied = requests(proxy, scene, "prune", "--dry-run");
            assertTrue(uncopied <= COUNT + DRILLS + LISTINGS, uncopied + " requests");
            assertEquals(0, proxy.seen().stream().filter(request -> !request.method().equals("GET")).count());
        }
    }

    private static int requests(FaultProxy proxy, Scene scene, String... command) {
        int before = proxy.seen().size();
        Object[] args = new Object[command.length + 2];
        System.arraycopy(command, 0, args, 0, command.length);
        args[command.length] = "--config";
        args[command.length + 1] = scene.folder.resolve("lifeboat.yaml");
        scene.run("backup", args).expect(0);
        return proxy.seen().size() - before;
    }
}
