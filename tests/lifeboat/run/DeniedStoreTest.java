package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import lifeboat.testing.FaultProxy;
import lifeboat.testing.S3ProxyServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A bucket whose server denies what a person did not think of. */
@Timeout(60)
class DeniedStoreTest {
    @TempDir
    private Path folder;
    private Scene scene;
    private Path config;
    private volatile FaultProxy.Rule rule = _ -> FaultProxy.PASS;
    private final FaultProxy proxy = new FaultProxy(S3ProxyServer.shared().port(), request -> rule.judge(request));

    @BeforeEach
    void a_backup_is_there() throws IOException {
        scene = new Scene(folder).with("LIFEBOAT_ENGINE", "none");
        S3ProxyServer.variables().forEach(scene::with);
        scene.sqlite("shop.db", "CREATE TABLE t (x)", "INSERT INTO t VALUES (1), (2), (3)");
        config = Files.writeString(folder.resolve("lifeboat.yaml"), """
                stores:
                  far: { type: s3, bucket: %s, prefix: denied-%s, endpoint: "%s", conditional_writes: true,
                         retry_for: 1s }
                jobs: { shop: { source: "sqlite:shop.db" } }
                """.formatted(S3ProxyServer.BUCKET, UUID.randomUUID(), proxy.endpoint()));
        run("backup").expect(0);
    }

    @AfterEach
    void end() {
        proxy.close();
    }

    @Test
    void what_can_be_read_alone_is_checked_drilled_and_restored() {
        deny("PUT");
        Scene.Ran check = run("verify", "check", "shop").expect(0);
        assertTrue(check.out().contains("INTACT") && check.err().contains("warning: the check's result could not be "
                + "noted in store [far]: "), check.err());
        assertTrue(run("verify", "shop").expect(0).out().contains("PASSED"));
        run("restore", "shop", "--to", "sqlite:" + folder.resolve("copy.db")).expect(0);
        assertEquals("3", scene.query(folder.resolve("copy.db"), "SELECT count(*) FROM t"));
        assertTrue(run("backup").expect(3).err().contains("error: backup of [shop] failed: store [far]: "));
    }

    @Test
    void a_backup_stays_one_where_nothing_can_be_removed() {
        deny("DELETE");
        Scene.Ran ran = run("backup").expect(8);
        assertTrue(ran.err().contains("warning: the lock of job [shop] in store [far] could not be released"),
                ran.err());
        rule = _ -> FaultProxy.PASS;
        assertTrue(run("backup", "list").expect(0).out().contains("shop  2 backups"));
    }

    @Test
    void a_part_that_cannot_be_read_is_taken_from_the_next_store() throws IOException {
        Files.writeString(config, Files.readString(config).replace("stores:\n", "stores:\n  near: ./near\n")
                .replace("\"sqlite:shop.db\"", "\"sqlite:shop.db\", stores: [far, near]"));
        run("backup").expect(0);
        run("backup").expect(0);
        rule = request -> request.is("GET", ".db.") ? FaultProxy.refuse(403, "AccessDenied") : FaultProxy.PASS;
        Scene.Ran drill = run("verify", "shop").expect(6);
        assertTrue(drill.out().contains("PASSED"), drill.out());
        assertTrue(drill.err().contains("] from store [far] could not run: "), drill.err());
        Scene.Ran check = run("verify", "check", "shop", "--all").expect(6);
        assertEquals(2, check.out().lines().filter(line -> line.contains("INTACT") && line.contains("near")).count(),
                check.out());
        assertEquals(1, check.err().lines().filter(line -> line.startsWith("error: store [far] cannot be read: "))
                .count(), check.err());
    }

    @Test
    void a_doctor_that_wrote_nothing_leaves_nothing_to_clean_up() {
        deny("PUT");
        Scene.Ran ran = run("verify", "doctor", "--store", "far").expect(7);
        assertTrue(ran.err().contains("denies to store [lifeboat-doctor-"), ran.err());
        assertFalse(ran.out().contains("clean up"), ran.out());
    }

    @Test
    void an_expired_token_is_said_to_be_expired() {
        rule = _ -> FaultProxy.refuse(400, "ExpiredToken");
        Scene.Ran ran = run("restore", "fetch", "shop", "--dir", folder.resolve("out")).expect(4);
        assertTrue(ran.err().contains("error: store [far]: [s3://") && ran.err().contains("ExpiredToken")
                && ran.err().contains("hint: they have expired: take new ones"), ran.err());
    }

    private void deny(String method) {
        rule = request -> request.method().equals(method) ? FaultProxy.refuse(403, "AccessDenied") : FaultProxy.PASS;
    }

    private Scene.Ran run(String script, Object... words) {
        Object[] all = Arrays.copyOf(words, words.length + 2);
        all[words.length] = "--config";
        all[words.length + 1] = config;
        return scene.run(script, all);
    }
}
