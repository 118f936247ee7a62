package lifeboat.base;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ToolThreadsTest {

    @Test
    void programs_that_run_leave_virtual_threads_their_turn() throws Exception {
        List<Tool.Running> running = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors() + 2; i++) {
                running.add(Tool.of(List.of("sleep", "60")).start());
            }
            CountDownLatch turn = new CountDownLatch(1);
            Thread.ofVirtual().start(turn::countDown);
            assertTrue(turn.await(20, TimeUnit.SECONDS), "no virtual thread ran beside programs");
        } finally {
            running.forEach(Tool.Running::close);
        }
    }
}
