package lifeboat.workflows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lifeboat.base.Tool;

/** One job on a machine: its steps in order, each with the variables that GitHub sets. */
final class JobRun {
    private static final Duration LIMIT = Duration.ofMinutes(4);

    private final RunnerMachine machine;
    private final Map<String, Object> job;
    private final Map<String, Object> permissions;
    private final Path folder;
    private final List<WorkflowRun.Step> log;
    private final Map<String, List<String>> artifacts;
    private final Contexts start;
    private final Map<String, String> exported = new LinkedHashMap<>();
    private final Map<String, Object> section = new LinkedHashMap<>();
    private String path;
    private boolean failed;

    /** How a job ended: {@code success}, {@code failure} or {@code skipped}. */
    record Result(String result, Map<String, String> outputs) {
        boolean failed() {
            return result.equals("failure");
        }

        Map<String, Object> context() {
            return Map.of("result", result, "outputs", outputs);
        }
    }

    JobRun(RunnerMachine machine, WorkflowFile workflow, String id, Map<String, Object> job, WorkflowRun.Call call,
            Contexts contexts, WorkflowRun.Settings settings, List<WorkflowRun.Step> log,
            Map<String, List<String>> artifacts) {
        this.machine = machine;
        this.job = job;
        this.permissions = Permissions.of(workflow.content(), job, call);
        this.folder = machine.newJob();
        this.log = log;
        this.artifacts = artifacts;
        this.path = machine.variables().get("PATH");
        section.putAll(Map.of("workflow_repository", call.repository(), "workflow_sha", call.commit()));
        Contexts own = contexts.with("secrets", secrets(contexts, call, settings)).with("runner", Map.of("os", "Linux",
                "arch", "X64", "temp", folder.resolve("temp").toString()));
        section.put("services", services(own));
        exported.put("GITHUB_JOB", id);
        this.start = own;
    }

    private Map<String, Object> secrets(Contexts contexts, WorkflowRun.Call call, WorkflowRun.Settings settings) {
        Map<String, Object> secrets = new LinkedHashMap<>(call.secrets());
        String environment = Expression.text(contexts.fill(job.get("environment")));
        if (!environment.isEmpty() && call.inherits()) {
            secrets.putAll(settings.environments().getOrDefault(environment, Map.of()));
        }
        return secrets;
    }

    private Map<String, Object> services(Contexts contexts) {
        Map<String, Object> services = new LinkedHashMap<>();
        WorkflowFile.map(job.get("services")).forEach((name, service) -> {
            Map<String, Object> filled = WorkflowFile.map(contexts.fill(service));
            Map<String, Object> ports = new LinkedHashMap<>();
            WorkflowFile.list(filled.get("ports")).forEach(port ->
                    ports.put(port.toString(), machine.service(filled.get("image").toString())));
            services.put(name, Map.of("ports", ports));
        });
        return services;
    }

    Result run() {
        try {
            Files.createDirectories(workspace());
            Files.createDirectories(folder.resolve("temp"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, Object> done = new LinkedHashMap<>();
        steps(WorkflowFile.list(job.get("steps")), start, Map.of(), done);
        Contexts end = start.with("steps", done).with("job", status());
        return new Result(failed ? "failure" : "success", end.texts(job.get("outputs")));
    }

    Path workspace() {
        return folder.resolve("workspace");
    }

    RunnerMachine machine() {
        return machine;
    }

    Map<String, List<String>> artifacts() {
        return artifacts;
    }

    boolean may(String permission, String level) {
        return level.equals(permissions.get(permission));
    }

    /** Sets a variable for the steps that follow. */
    void export(String name, String value) {
        exported.put(name, value);
    }

    /** Puts a folder first on the PATH of the steps that follow. */
    void addPath(String first) {
        path = first + ":" + path;
    }

    private Map<String, Object> status() {
        Map<String, Object> status = new LinkedHashMap<>(section);
        status.put("status", failed ? "failure" : "success");
        return status;
    }

    /** Runs steps, of the job or of an action; their results go into {@code done} by their ids. */
    void steps(List<Object> steps, Contexts contexts, Map<String, String> above, Map<String, Object> done) {
        for (Object one : steps) {
            Map<String, Object> step = WorkflowFile.map(one);
            Contexts here = contexts.with("steps", done).with("job", status());
            Known.step(step);
            if (!here.holds(step.get("if"))) {
                continue;
            }
            Map<String, String> environment = RunnerMachine.over(above, here.texts(step.get("env")));
            Map<String, String> outputs = step.containsKey("uses")
                    ? new Actions(this, here, environment).run(step.get("uses").toString(), step)
                    : shell(step, here, environment);
            if (step.containsKey("id")) {
                done.put(step.get("id").toString(), Map.of("outputs", outputs));
            }
        }
    }

    private Map<String, String> shell(Map<String, Object> step, Contexts contexts, Map<String, String> environment) {
        String source = step.get("run").toString();
        if (source.contains("${{")) {
            throw new IllegalArgumentException("a script with an expression in it: " + source);
        }
        int number = log.size();
        Map<String, String> all = environment(environment, number);
        try {
            Path script = Files.writeString(folder.resolve("script-" + number + ".sh"), source);
            List<String> command = "bash".equals(step.get("shell"))
                    ? List.of("bash", "--noprofile", "--norc", "-eo", "pipefail", script.toString())
                    : List.of("bash", "-e", script.toString());
            Tool.Result result = machine.command(workspace(), all, command).run(LIMIT);
            failed |= !result.ok();
            log.add(new WorkflowRun.Step(step.getOrDefault("name", source).toString(), all, result.code(),
                    FileCommands.shown(result.out() + "\n" + result.errors())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        FileCommands.entries(Path.of(all.get("GITHUB_ENV"))).forEach(this::export);
        RunnerMachine.lines(read(all.get("GITHUB_PATH"))).forEach(this::addPath);
        return FileCommands.entries(Path.of(all.get("GITHUB_OUTPUT")));
    }

    private Map<String, String> environment(Map<String, String> own, int number) {
        Map<String, String> all = RunnerMachine.over(machine.variables(), exported);
        all.put("PATH", path);
        all.put("GITHUB_WORKSPACE", workspace().toString());
        all.put("GITHUB_REPOSITORY", "acme/app");
        all.put("GITHUB_SERVER_URL", "https://github.com");
        all.put("RUNNER_TEMP", folder.resolve("temp").toString());
        for (String file : List.of("ENV", "PATH", "OUTPUT", "STEP_SUMMARY")) {
            all.put("GITHUB_" + file, folder.resolve("file-" + file + "-" + number).toString());
        }
        all.putAll(own);
        return all;
    }

    /** The text of a file, empty if it is not there. */
    static String read(String file) {
        try {
            return Files.exists(Path.of(file)) ? Files.readString(Path.of(file)) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
