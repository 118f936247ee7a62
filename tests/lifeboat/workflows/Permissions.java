package lifeboat.workflows;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the token of a job may do. */
final class Permissions {

    private Permissions() {}

    /**
     * The permissions of a job: its own, else those of the workflow.
     *
     * @throws IllegalArgumentException if a called workflow wants more than its caller has: GitHub does not
     *                                  start it then
     */
    static Map<String, Object> of(Map<String, Object> workflow, Map<String, Object> job, WorkflowRun.Call call) {
        Object own = job.containsKey("permissions") ? job.get("permissions") : workflow.get("permissions");
        if (own == null) {
            throw new IllegalArgumentException("a job without permissions");
        }
        Map<String, Object> permissions = new LinkedHashMap<>(WorkflowFile.map(own));
        if (call.permissions() != null) {
            permissions.forEach((name, level) -> {
                if (!level.equals(call.permissions().get(name))) {
                    throw new IllegalArgumentException("the called workflow wants [" + name + ": " + level
                            + "], its caller has " + call.permissions());
                }
            });
        }
        return permissions;
    }
}
