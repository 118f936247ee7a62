package lifeboat.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The interpreter that the examples are run by: it does what GitHub does, or fails. */
class WorkflowRunTest {
    @TempDir
    Path folder;

    private WorkflowRun.Outcome run(String jobs) throws IOException {
        Path file = Files.writeString(folder.resolve("workflow.yml"), """
                on: { workflow_dispatch: { inputs: { word: { type: string, default: hello } } } }
                permissions: { contents: read }
                jobs:
                """ + jobs.indent(2));
        return WorkflowRun.of(file, new RunnerMachine(folder.resolve("machine")),
                new WorkflowRun.Settings(Map.of(), Map.of(), Map.of("KEY", "secret"), Map.of()));
    }

    @Test
    void outputs_environment_and_paths_pass_from_step_to_step_and_from_job_to_job() throws IOException {
        WorkflowRun.Outcome outcome = run("""
                one:
                  outputs: { list: "${{ steps.a.outputs.list }}", said: "${{ steps.b.outputs.said }}" }
                  steps:
                    - id: a
                      run: |
                        printf 'list<<END\\n{"include":[{"n":"x"},{"n":"y"}]}\\nEND\\n' >> "$GITHUB_OUTPUT"
                        echo "WORD=late" >> "$GITHUB_ENV"
                        mkdir "$RUNNER_TEMP/bin"
                        echo 'echo tool' > "$RUNNER_TEMP/bin/tool"
                        chmod +x "$RUNNER_TEMP/bin/tool"
                        echo "$RUNNER_TEMP/bin" >> "$GITHUB_PATH"
                    - id: b
                      env: { INPUT: "${{ inputs.word }}", KEY: "${{ secrets.KEY || 'none' }}" }
                      run: echo "said=$(tool) $WORD $INPUT $KEY $GITHUB_ACTIONS" >> "$GITHUB_OUTPUT"
                two:
                  needs: one
                  strategy: { matrix: "${{ fromJSON(needs.one.outputs.list) }}" }
                  steps:
                    - env: { N: "${{ matrix.n }}" }
                      run: echo "leg $N" && echo "summary of $N" >> "$GITHUB_STEP_SUMMARY"
                """);
        assertTrue(outcome.green(), outcome::log);
        assertEquals("tool late hello secret true", outcome.outputs().get("one").get("said"));
        assertTrue(outcome.log().contains("leg x") && outcome.log().contains("leg y"), outcome::log);
        assertEquals("summary of x\nsummary of y\n", outcome.summary());
    }

    @Test
    void after_a_failed_step_only_those_run_that_say_so_and_what_needs_the_job_does_not() throws IOException {
        WorkflowRun.Outcome outcome = run("""
                one:
                  steps:
                    - run: "false"
                    - run: echo skipped-step
                    - { if: always(), run: echo always-step }
                    - { if: "inputs.word == 'hello' && failure()", run: echo failure-step }
                two:
                  needs: one
                  steps: [{ run: echo second-job }]
                """);
        assertFalse(outcome.green());
        assertEquals(List.of("false", "echo always-step", "echo failure-step"),
                outcome.steps().stream().map(WorkflowRun.Step::name).toList());
    }

    @Test
    void a_pipe_fails_as_the_named_shell_says() throws IOException {
        assertTrue(run("one: { steps: [{ run: 'false | cat' }] }").green());
        assertFalse(run("one: { steps: [{ shell: bash, run: 'false | cat' }] }").green());
    }

    @Test
    void what_it_does_not_know_is_an_error() {
        String pin = "@" + "0".repeat(40);
        for (String job : List.of(
                "one: { steps: [{ uses: somebody/action" + pin + " }] }",
                "one: { steps: [{ uses: actions/checkout" + pin + ", with: { submodules: 'true' } }] }",
                "one: { uses: somebody/repository/.github/workflows/x.yml" + pin + " }",
                "one: { container: debian, steps: [] }",
                "one: { steps: [{ run: 'true', working-directory: x }] }",
                "one: { steps: [{ run: 'echo ${{ inputs.word }}' }] }",
                "one: { steps: [{ if: hashFiles('x') == '', run: 'true' }] }",
                "one: { steps: [{ env: { X: '${{ vers.X }}' }, run: 'true' }] }",
                "one: { permissions: {}, steps: [{ uses: actions/checkout" + pin
                        + ", with: { persist-credentials: false } }] }",
                "one: { uses: OWNER/lifeboat/.github/workflows/backup.yml" + pin + " }",
                "one: { uses: OWNER/lifeboat/.github/workflows/restore.yml" + pin + ", with: { jobb: x } }")) {
            assertThrows(IllegalArgumentException.class, () -> run(job), job);
        }
    }
}
