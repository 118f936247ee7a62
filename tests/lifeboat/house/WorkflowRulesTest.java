package lifeboat.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lifeboat.workflows.WorkflowFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each workflow and action must have and must not have. */
class WorkflowRulesTest {
    private static final Pattern PINNED = Pattern.compile("uses: [\\w./-]+@[0-9a-f]{40} # v\\d+(\\.\\d+)*");
    private static final Pattern LOCAL = Pattern.compile("uses: \\./[\\w./-]+$");
    private static final Pattern OURS = Pattern.compile("uses: OWNER/lifeboat/([\\w./-]+)@([0-9a-f]{40})");
    private static final Map<String, Set<String>> HARMLESS = Map.of("contents", Set.of("read"), "id-token",
            Set.of("write"));

    @TempDir
    Path folder;

    @Test
    void our_workflows_keep_the_rules() throws IOException {
        List<Path> files = files();
        assertTrue(files.size() >= 14, files::toString);
        List<String> faults = new ArrayList<>();
        for (Path file : files) {
            faults.addAll(faults(file));
        }
        assertEquals(List.of(), faults);
    }

    @Test
    void a_workflow_that_breaks_them_is_noticed() throws IOException {
        Path file = Files.writeString(folder.resolve("bad.yml"), """
                name: Bad backup
                on: { workflow_dispatch: { inputs: { job: { type: string } } } }
                env: { TOKEN: "${{ secrets.TOKEN }}" }
                jobs:
                  one:
                    runs-on: ubuntu-24.04
                    permissions: { contents: write }
                    steps:
                      - uses: actions/checkout@v6
                      - run: backup "${{ inputs.job }}"
                """);
        List<String> faults = faults(file);
        for (String part : List.of("is not pinned", "job [one] has no timeout-minutes", "[contents: write]",
                "no concurrency", "an expression in a script", "a secret outside a step", "no head comment")) {
            assertTrue(faults.stream().anyMatch(fault -> fault.contains(part)), part + " in " + faults);
        }
    }

    @Test
    void workflows_that_back_up_never_name_the_identity() throws IOException {
        int seen = 0;
        for (Path file : files()) {
            String code = code(file);
            if (code.contains("run: backup") || code.contains(" backup run ") || code.contains("/backup.yml@")) {
                seen++;
                assertTrue(!code.contains("LIFEBOAT_IDENTITY"), Checkout.name(file));
            }
        }
        assertTrue(seen >= 5, seen + " workflows back up");
    }

    @Test
    void examples_use_our_own_action_and_workflows_at_one_commit() throws IOException {
        Set<String> commits = new TreeSet<>();
        for (Path file : files()) {
            for (MatchResult use : OURS.matcher(Files.readString(file)).results().toList()) {
                commits.add(use.group(2));
                assertTrue(Files.exists(Checkout.ROOT.resolve(use.group(1))), use.group());
            }
        }
        assertEquals(1, commits.size(), commits::toString);
        assertNotEquals("0".repeat(40), commits.iterator().next());
    }

    private static List<String> faults(Path file) throws IOException {
        List<String> faults = new ArrayList<>();
        String text = Files.readString(file);
        WorkflowFile workflow = WorkflowFile.read(file);
        text.lines().filter(line -> line.contains("uses:")).map(String::strip)
                .filter(line -> !PINNED.matcher(line).find() && !LOCAL.matcher(line).find())
                .forEach(line -> faults.add("[" + line + "] is not pinned"));
        if (!text.startsWith("# ") && !file.endsWith("ci.yml")) {
            faults.add("no head comment");
        }
        Set<String> steps = new TreeSet<>();
        if (workflow.content().containsKey("jobs")) {
            rules(workflow, faults);
            workflow.jobs().values().forEach(job -> steps.addAll(secretsOfSteps(job, faults)));
        } else {
            WorkflowFile.list(WorkflowFile.map(workflow.content().get("runs")).get("steps"))
                    .forEach(step -> script(WorkflowFile.map(step), faults));
        }
        long outside = code(file).lines().filter(line -> line.contains("secrets."))
                .filter(line -> steps.stream().noneMatch(line::contains)).count();
        if (outside > 0) {
            faults.add("a secret outside a step and the secrets of a called workflow");
        }
        return faults.stream().map(fault -> file.getFileName() + ": " + fault).toList();
    }

    private static void rules(WorkflowFile workflow, List<String> faults) {
        Map<String, Object> content = workflow.content();
        boolean concurrency = content.containsKey("concurrency");
        for (Map.Entry<String, Map<String, Object>> one : workflow.jobs().entrySet()) {
            Map<String, Object> job = one.getValue();
            concurrency |= job.containsKey("concurrency");
            if (!job.containsKey("uses") && !job.containsKey("timeout-minutes")) {
                faults.add("job [" + one.getKey() + "] has no timeout-minutes");
            }
            Object permissions = job.getOrDefault("permissions", content.get("permissions"));
            if (permissions == null) {
                faults.add("job [" + one.getKey() + "] has no permissions");
            }
            WorkflowFile.map(permissions).forEach((name, level) -> {
                if (!HARMLESS.getOrDefault(name, Set.of()).contains(level)) {
                    faults.add("job [" + one.getKey() + "] has the permission [" + name + ": " + level + "]");
                }
            });
            if ("inherit".equals(job.get("secrets")) && !WorkflowFile.map(job.get("with")).containsKey("environment")) {
                faults.add("job [" + one.getKey() + "] passes on all secrets");
            }
        }
        if (!concurrency) {
            faults.add("no concurrency");
        }
    }

    /** The values in which a job's steps, or its call of a workflow, use secrets. */
    private static Set<String> secretsOfSteps(Map<String, Object> job, List<String> faults) {
        Set<String> values = new TreeSet<>();
        if (job.get("secrets") instanceof Map<?, ?> secrets) {
            secrets.values().forEach(value -> values.add(value.toString()));
        }
        for (Object one : WorkflowFile.list(job.get("steps"))) {
            Map<String, Object> step = WorkflowFile.map(one);
            script(step, faults);
            WorkflowFile.map(step.get("env")).values().stream().map(String::valueOf)
                    .filter(value -> value.contains("secrets.") || value.contains("secrets[")).forEach(values::add);
        }
        return values;
    }

    private static void script(Map<String, Object> step, List<String> faults) {
        if (String.valueOf(step.get("run")).contains("${{")) {
            faults.add("an expression in a script: give it by env");
        }
    }

    /** The file without its comments. */
    private static String code(Path file) throws IOException {
        return Files.readString(file).replaceAll("(?m)^\\s*#.*\\R", "");
    }

    private static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String name : List.of(".github", "workflows-examples")) {
            try (Stream<Path> all = Files.walk(Checkout.ROOT.resolve(name))) {
                all.filter(file -> file.toString().endsWith(".yml")).sorted().forEach(files::add);
            }
        }
        return files;
    }
}
