package lifeboat.workflows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Runs a workflow's jobs one after the other, as GitHub would: those that need others after them, a matrix leg by leg,
 * called workflows with the inputs and secrets that they were given. What it does not know is an error.
 */
public final class WorkflowRun {
    private final RunnerMachine machine;
    private final Settings settings;
    private final List<Step> steps = new ArrayList<>();
    private final Map<String, List<String>> artifacts = new TreeMap<>();

    /**
     * What the repository's owner has set, and what the person chose who started the run.
     *
     * @param environments the secrets of each environment
     */
    public record Settings(Map<String, String> inputs, Map<String, String> variables, Map<String, String> secrets,
            Map<String, Map<String, String>> environments) {}

    /** What a step saw, printed, and how it ended. */
    public record Step(String name, Map<String, String> environment, int code, String log) {}

    /**
     * How it went.
     *
     * @param outputs   of each job
     * @param artifacts the names of the files in each
     * @param summary   what was put on the run's page
     */
    public record Outcome(boolean green, Map<String, Map<String, String>> outputs, List<Step> steps,
            Map<String, List<String>> artifacts, String summary) {
        /** Everything that was printed. */
        public String log() {
            return steps.stream().map(step -> "== " + step.name() + " (" + step.code() + ")\n" + step.log() + "\n")
                    .collect(Collectors.joining());
        }
    }

    private WorkflowRun(RunnerMachine machine, Settings settings) {
        this.machine = machine;
        this.settings = settings;
    }

    /** Runs a workflow file. */
    public static Outcome of(Path file, RunnerMachine machine, Settings settings) {
        WorkflowRun run = new WorkflowRun(machine, settings);
        WorkflowFile workflow = WorkflowFile.read(file);
        Map<String, Object> inputs = Inputs.of(WorkflowFile.map(workflow.trigger("workflow_dispatch").get("inputs")),
                new LinkedHashMap<>(settings.inputs()), "the person who starts it");
        Map<String, JobRun.Result> results = run.jobs(workflow, new Call(inputs,
                new LinkedHashMap<>(settings.secrets()), true, null, "acme/app", "e".repeat(40)));
        Map<String, Map<String, String>> outputs = new LinkedHashMap<>();
        results.forEach((id, result) -> outputs.put(id, result.outputs()));
        return new Outcome(results.values().stream().noneMatch(JobRun.Result::failed), outputs, run.steps,
                run.artifacts, run.steps.stream().map(step -> step.environment().get("GITHUB_STEP_SUMMARY"))
                        .filter(java.util.Objects::nonNull).distinct().map(JobRun::read).collect(Collectors.joining()));
    }

    /**
     * How a workflow came to run.
     *
     * @param inherits    whether the secrets of environments reach its jobs
     * @param permissions what the caller allows at most; null for everything
     */
    record Call(Map<String, Object> inputs, Map<String, Object> secrets, boolean inherits,
            Map<String, Object> permissions, String repository, String commit) {}

    private Map<String, JobRun.Result> jobs(WorkflowFile workflow, Call call) {
        Known.workflow(workflow);
        Map<String, JobRun.Result> done = new LinkedHashMap<>();
        Map<String, Map<String, Object>> waiting = workflow.jobs();
        while (!waiting.isEmpty()) {
            String id = waiting.keySet().stream()
                    .filter(one -> done.keySet().containsAll(WorkflowFile.list(workflow.jobs().get(one).get("needs"))))
                    .findFirst().orElseThrow(() -> new IllegalArgumentException("jobs wait for each other"));
            done.put(id, job(workflow, id, waiting.remove(id), call, done));
        }
        return done;
    }

    private JobRun.Result job(WorkflowFile workflow, String id, Map<String, Object> job, Call call,
            Map<String, JobRun.Result> done) {
        Map<String, Object> needs = new LinkedHashMap<>();
        WorkflowFile.list(job.get("needs")).forEach(name -> needs.put(name.toString(), done.get(name).context()));
        boolean bad = done.entrySet().stream().anyMatch(one -> needs.containsKey(one.getKey())
                && !one.getValue().result().equals("success"));
        Contexts contexts = contexts(call).with("needs", needs).with("job",
                Map.of("status", bad ? "failure" : "success"));
        if (!contexts.holds(job.get("if"))) {
            return new JobRun.Result("skipped", Map.of());
        }
        List<JobRun.Result> legs = new ArrayList<>();
        for (Object leg : legs(contexts, WorkflowFile.map(job.get("strategy")))) {
            Contexts here = contexts.with("matrix", leg);
            legs.add(job.containsKey("uses") ? called(workflow, job, call, here)
                    : new JobRun(machine, workflow, id, job, call, here, settings, steps, artifacts).run());
        }
        return legs.stream().filter(JobRun.Result::failed).findFirst().orElse(legs.getLast());
    }

    /** What a matrix is made of; without one a single leg. */
    private static List<Object> legs(Contexts contexts, Map<String, Object> strategy) {
        if (!strategy.containsKey("matrix")) {
            return List.of(Map.of());
        }
        Map<String, Object> matrix = WorkflowFile.map(contexts.fill(strategy.get("matrix")));
        if (!matrix.keySet().equals(java.util.Set.of("include"))) {
            throw new IllegalArgumentException("only a matrix of [include] is known, not " + matrix.keySet());
        }
        return WorkflowFile.list(matrix.get("include"));
    }

    private Contexts contexts(Call call) {
        return new Contexts(Map.of("github", Map.of("repository", "acme/app", "run_id", "4711", "run_attempt", "1",
                "server_url", "https://github.com"), "inputs", call.inputs(), "secrets", call.secrets(), "vars",
                settings.variables()));
    }

    private JobRun.Result called(WorkflowFile caller, Map<String, Object> job, Call call, Contexts contexts) {
        String uses = job.get("uses").toString();
        String ours = RunnerMachine.OURS + "/";
        if (!uses.startsWith(ours) || !uses.contains("@")) {
            throw new IllegalArgumentException("unknown workflow [" + uses + "]");
        }
        String commit = uses.replaceFirst(".*@", "");
        WorkflowFile workflow = WorkflowFile.read(machine.downloaded(commit)
                .resolve(uses.substring(ours.length()).replaceFirst("@.*", "")));
        Map<String, Object> declared = workflow.trigger("workflow_call");
        Map<String, Object> inputs = Inputs.of(WorkflowFile.map(declared.get("inputs")),
                WorkflowFile.map(contexts.fill(job.get("with"))), caller.path().toString());
        boolean inherit = "inherit".equals(job.get("secrets"));
        Map<String, Object> secrets = inherit ? call.secrets()
                : Inputs.secrets(WorkflowFile.map(declared.get("secrets")), contexts.texts(job.get("secrets")));
        Map<String, JobRun.Result> results = jobs(workflow, new Call(inputs, secrets, inherit,
                Permissions.of(caller.content(), job, call), RunnerMachine.OURS, commit));
        Map<String, Object> jobs = new LinkedHashMap<>();
        results.forEach((id, result) -> jobs.put(id, result.context()));
        Contexts inside = contexts.with("jobs", jobs).with("inputs", inputs);
        Map<String, String> outputs = new LinkedHashMap<>();
        WorkflowFile.map(declared.get("outputs")).forEach((name, output) ->
                outputs.put(name, Expression.text(inside.fill(WorkflowFile.map(output).get("value")))));
        boolean failed = results.values().stream().anyMatch(JobRun.Result::failed);
        return new JobRun.Result(failed ? "failure" : "success", outputs);
    }
}
