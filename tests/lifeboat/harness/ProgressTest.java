package lifeboat.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.opentest4j.TestAbortedException;

class ProgressTest {
    private final StringWriter text = new StringWriter();

    @Test
    void passed_tests_are_counted_dynamic_ones_too() {
        assertTrue(run(true, Good.class));
        assertTrue(text.toString().startsWith("ProgressTest$Good: 3 passed in "), text::toString);
        assertEquals("3 passed, 0 failed", lastLine());
    }

    @Test
    void a_failure_shows_its_message_and_where_it_happened() {
        assertFalse(run(true, Bad.class));
        assertTrue(text.toString().contains("FAILED ProgressTest$Bad.fails"), text::toString);
        assertTrue(text.toString().contains("it broke ==> expected: <1> but was: <2>"), text::toString);
        assertTrue(text.toString().contains("at lifeboat.harness.ProgressTest$Bad.fails(ProgressTest.java:"));
        assertFalse(text.toString().contains("at org.junit"), text::toString);
        assertEquals("1 passed, 1 failed", lastLine());
    }

    @Test
    void a_class_that_cannot_start_is_a_failure() {
        assertFalse(run(true, Unable.class));
        assertEquals("0 passed, 1 failed", lastLine());
    }

    @Test
    void a_skipped_test_fails_in_ci_and_is_always_named() {
        assertTrue(run(false, Good.class, Skipping.class));
        assertEquals("3 passed, 0 failed", lastLine());
        assertTrue(text.toString().contains("skipped: ProgressTest$Skipping.skips"), text::toString);
        assertFalse(run(true, Good.class, Skipping.class));
        assertEquals("3 passed, 1 failed", lastLine());
    }

    @Test
    void no_test_is_an_error() {
        assertFalse(run(false));
        assertTrue(text.toString().contains("error: no test ran"), text::toString);
    }

    private boolean run(boolean strict, Class<?>... classes) {
        Progress progress = new Progress(new PrintWriter(text, true), strict);
        LauncherFactory.create().execute(LauncherDiscoveryRequestBuilder.request()
                .selectors(List.of(classes).stream().map(DiscoverySelectors::selectClass).toList()).build(), progress);
        return progress.summarize();
    }

    private String lastLine() {
        return text.toString().lines().toList().getLast();
    }

    static class Good {
        @Test
        void passes() {}

        @TestFactory
        List<DynamicTest> two() {
            return List.of(DynamicTest.dynamicTest("one", () -> {}), DynamicTest.dynamicTest("two", () -> {}));
        }
    }

    static class Bad {
        @Test
        void fails() {
            Assertions.assertEquals(1, 2, "it broke");
        }

        @Test
        void passes() {}
    }

    static class Unable {
        @BeforeAll
        static void start() {
            throw new IllegalStateException("no");
        }

        @Test
        void never_runs() {}
    }

    static class Skipping {
        @Test
        void skips() {
            throw new TestAbortedException("not here");
        }
    }
}
