package lifeboat.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class UsageTest {

    private static DynamicTest wrong(String error, String hint, String... command) {
        return DynamicTest.dynamicTest(String.join(" ", command), () -> {
            Cli cli = new Cli();
            assertEquals(2, cli.run(command[0], Arrays.copyOfRange(command, 1, command.length)));
            assertEquals("error: " + error + "\nhint: " + hint + "\n", cli.err());
            assertEquals("", cli.out());
        });
    }

    @TestFactory
    Stream<DynamicTest> a_wrong_command_line_gets_one_sentence_and_a_hint() {
        return Stream.of(
                wrong("unknown option [--jsn]", "did you mean [--json]? see `backup list --help`", "backup", "list",
                        "--jsn"),
                wrong("unknown option [-x]", "see `verify --help`", "verify", "-x"),
                wrong("too many arguments at [c]", "see `verify check --help`", "verify", "check", "a", "b", "c"),
                wrong("missing [JOB]", "see `restore fetch --help`", "restore", "fetch", "--dir", "x"),
                wrong("missing [--dir DIR]", "see `restore fetch --help`", "restore", "fetch", "orders"),
                wrong("missing [JOB]", "see `restore rollback --help`", "restore", "rollback"),
                wrong("nothing says where to restore to", "pass JOB, SELECTOR and --to TARGET, such as "
                        + "`restore orders latest --to source`; in scripts also --yes", "restore"),
                wrong("nothing says where to restore to", "pass JOB, SELECTOR and --to TARGET, such as "
                        + "`restore orders latest --to source`; in scripts also --yes", "restore", "orders"),
                wrong("--source says what to back up, but not where to", "add --to DIR", "backup", "--source",
                        "sqlite:a.db"),
                wrong("--to says where to back up to, but not what", "add --source URL", "backup", "--to", "x"),
                wrong("nothing says what to back up",
                        "write a configuration with `backup init`, pass --source URL --to DIR, "
                        + "or set DATABASE_URL (or DB_PATH) and BACKUP_DIR, S3_BUCKET or GCS_BUCKET", "backup"),
                wrong("with --source there is just one job, but [orders] is named too",
                        "name that job with --job, or leave --source out",
                        "backup", "orders", "--source", "sqlite:a.db", "--to", "x"),
                wrong("--all means each backup, but [proven] names one", "leave one of them out", "verify", "orders",
                        "proven", "--all"),
                wrong("--all means each backup, but [proven] names one", "leave one of them out",
                        "verify", "check", "orders", "proven", "--all"),
                wrong("[--all] and [--pick] each say which backups to drill", "leave one of them out",
                        "verify", "--all", "--pick", "rotate"),
                wrong("[--all-latest] and [proven] each say which backups to drill", "leave one of them out",
                        "verify", "orders", "proven", "--all-latest"),
                wrong("unknown --pick [random]", "allowed is rotate", "verify", "--pick", "random"),
                wrong("--count is for --pick", "write --pick rotate --count 2", "verify", "--count", "2"),
                wrong("--count [0] is not positive", "write --pick rotate --count 2", "verify", "--pick", "rotate",
                        "--count", "0"));
    }

    @Test
    void with_json_an_error_is_a_document_too() {
        Cli cli = new Cli();
        for (List<String> args : List.of(List.of("--jsn", "--json"), List.of("proven", "orders", "--all", "--json"))) {
            assertEquals(2, cli.run("verify", args.toArray(String[]::new)));
            var document = JsonParser.parseString(cli.out()).getAsJsonObject();
            assertEquals("error", document.get("verdict").getAsString());
            assertEquals(2, document.get("exitCode").getAsInt());
            assertTrue(cli.err().startsWith("error: " + document.get("error").getAsString()), cli.err());
        }
    }

    @Test
    void a_report_that_cannot_be_written_is_found_before_anything_is_done() {
        Cli cli = new Cli();
        assertEquals(2, cli.run("backup", "--source", "sqlite:a.db", "--to", "x", "--output",
                "/no/such/folder/report.json"));
        assertEquals("error: cannot write [/no/such/folder/report.json]: there is no such folder\n"
                + "hint: choose a file in a folder you can write to\n", cli.err());
        assertEquals(2, cli.run("verify", "--junit", "/no/such/folder/drill.xml"));
        assertTrue(cli.err().startsWith("error: cannot write [/no/such/folder/drill.xml]: there is no such folder\n"),
                cli.err());
    }

    @Test
    void an_old_report_does_not_outlive_a_run_that_failed(@TempDir Path dir) throws Exception {
        Path report = Files.writeString(dir.resolve("report.json"), "{\"verdict\":\"ok\"}");
        assertEquals(2, new Cli().run("backup", "--source", "sqlite:a.db", "--output", report.toString()));
        String text = Files.readString(report);
        assertTrue(text.contains("but not where to") && text.contains("\"verdict\": \"error\""), text);
    }

    @Test
    void a_password_on_the_command_line_is_not_repeated() {
        Cli cli = new Cli();
        cli.run("verify", "a", "b", "postgres://u:geheim@h/d");
        assertTrue(cli.err().contains("[postgres://u:***@h/d]"), cli.err());
        assertFalse(cli.err().contains("geheim"));
        cli.run("restore", "--tx", "--to=postgres://u:geheim@h/d");
        assertFalse((cli.err() + cli.out()).contains("geheim"), cli.err());
    }

    @Test
    void errors_are_red_on_a_terminal_only() {
        Cli cli = new Cli().typing("");
        cli.run("verify", "-x");
        assertTrue(cli.err().startsWith("\u001b[1;31merror:\u001b[0m unknown option"), cli.err());
        cli.with("CI", "true").run("verify", "-x");
        assertTrue(cli.err().startsWith("error: unknown option"), cli.err());
    }
}
