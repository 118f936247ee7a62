package lifeboat.harness;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lifeboat.base.Human;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Tells about each class as it ends and about each failure as it happens; counts. */
final class Progress implements TestExecutionListener {
    private final PrintWriter out;
    private final boolean strict;
    private final Map<String, Long> started = new HashMap<>();
    private final List<String> failed = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();
    private TestPlan plan;
    private int passed;
    private int passedBefore;
    private int failedBefore;

    /** @param strict whether a skipped test counts as a failed one */
    Progress(PrintWriter out, boolean strict) {
        this.out = out;
        this.strict = strict;
    }

    /**
     * Prints what failed and was skipped, then {@code N passed, N failed}.
     *
     * @return whether tests ran and none failed
     */
    boolean summarize() {
        skipped.forEach(name -> out.println("skipped: " + name));
        failed.forEach(name -> out.println("failed: " + name));
        int failures = failed.size() + (strict ? skipped.size() : 0);
        if (passed + failures == 0) {
            out.println("error: no test ran");
        }
        out.println(passed + " passed, " + failures + " failed");
        return failures == 0 && passed > 0;
    }

    @Override
    public void testPlanExecutionStarted(TestPlan testPlan) {
        plan = testPlan;
    }

    @Override
    public synchronized void executionStarted(TestIdentifier test) {
        started.put(test.getUniqueId(), System.nanoTime());
    }

    @Override
    public synchronized void executionSkipped(TestIdentifier test, String reason) {
        skipped.add(name(test) + ": " + reason);
    }

    @Override
    public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
        switch (result.getStatus()) {
            case FAILED -> fail(test, result);
            case ABORTED -> skipped.add(name(test) + result.getThrowable().map(e -> ": " + e.getMessage()).orElse(""));
            case SUCCESSFUL -> passed += test.isTest() ? 1 : 0;
        }
        if (isTopClass(test)) {
            Duration time = Duration.ofNanos(System.nanoTime() - started.get(test.getUniqueId()));
            int failures = failed.size() - failedBefore;
            out.println(name(test) + ": " + (passed - passedBefore) + " passed"
                    + (failures > 0 ? ", " + failures + " FAILED" : "") + " in " + Human.duration(time));
            passedBefore = passed;
            failedBefore = failed.size();
        }
    }

    private void fail(TestIdentifier test, TestExecutionResult result) {
        failed.add(name(test));
        out.println("FAILED " + name(test));
        result.getThrowable().ifPresent(e -> out.print(Trace.of(e).indent(4)));
        out.flush();
    }

    private boolean isTopClass(TestIdentifier test) {
        return test.getSource().filter(ClassSource.class::isInstance).isPresent()
                && plan.getParent(test).filter(parent -> plan.getParent(parent).isEmpty()).isPresent();
    }

    private String name(TestIdentifier test) {
        String display = test.getDisplayName().replaceAll("\\([A-Za-z, ]*\\)$", "");
        return plan.getParent(test).filter(parent -> plan.getParent(parent).isPresent())
                .map(parent -> name(parent) + "." + display).orElse(display);
    }
}
