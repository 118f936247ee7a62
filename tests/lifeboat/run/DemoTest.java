package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
    @TempDir
    Path folder;

    @Test
    void the_demo_proves_a_backup_and_rescues_what_was_deleted() {
        Scene scene = new Scene(folder).without("LIFEBOAT_RECIPIENTS").without("LIFEBOAT_IDENTITY");
        Path dir = folder.resolve("demo");
        Scene.Ran ran = scene.run("backup", "demo", "--dir", dir).expect(0);
        assertTrue(ran.out().contains("PROVEN"), ran.out());
        assertTrue(ran.out().contains("noticed"), ran.out());
        assertTrue(ran.out().lines().count() <= 45, "more than a screenful: " + ran.out());
        assertEquals("0", scene.query(dir.resolve("shop.db"), "SELECT count(*) FROM order_items"));
        assertTrue(Long.parseLong(scene.query(dir.resolve("rescued.db"),
                "SELECT count(*) FROM order_items")) > 100_000);
        scene.run("backup", "demo", "--dir", dir).expect(2);
    }
}
