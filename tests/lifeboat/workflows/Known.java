package lifeboat.workflows;

import java.util.Map;
import java.util.Set;

/** The keys of workflows that are understood here. Any other is an error: it would be ignored, and GitHub would not. */
final class Known {
    private static final Set<String> WORKFLOW = Set.of("name", "on", "permissions", "concurrency", "jobs");
    private static final Set<String> JOB = Set.of("runs-on", "timeout-minutes", "permissions", "concurrency", "outputs",
            "steps", "needs", "strategy", "environment", "services", "uses", "with", "secrets");
    private static final Set<String> STEP = Set.of("name", "id", "if", "uses", "with", "env", "run", "shell");

    private Known() {}

    static void workflow(WorkflowFile workflow) {
        check(workflow.content(), WORKFLOW);
        workflow.jobs().values().forEach(job -> check(job, JOB));
    }

    static void step(Map<String, Object> step) {
        check(step, STEP);
    }

    private static void check(Map<String, Object> section, Set<String> known) {
        for (String key : section.keySet()) {
            if (!known.contains(key)) {
                throw new IllegalArgumentException("[" + key + "] is not understood here");
            }
        }
    }
}
