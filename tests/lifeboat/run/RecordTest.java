package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import lifeboat.base.Tool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher is told of a run that the JVM records. */
class RecordTest {
    @TempDir
    private Path folder;

    private int run(String argument) {
        return Tool.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), CommandProcess.class.getName(), "backup", argument)
                .env("LIFEBOAT_RECORD", folder.resolve("some.record").toString()).run(Duration.ofMinutes(1)).code();
    }

    @Test
    void a_run_that_failed_says_so_beside_its_record() {
        assertEquals(0, run("--version"));
        assertFalse(Files.exists(folder.resolve("some.record.failed")));
        assertEquals(2, run("--nonsense"));
        assertTrue(Files.exists(folder.resolve("some.record.failed")));
        assertEquals(2, run("--nonsense"), "once more");
    }
}
