package lifeboat.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lifeboat.base.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitHubTest {
    @TempDir
    private Path dir;

    private Cli github() {
        return new Cli().with("GITHUB_ACTIONS", "true").with("GITHUB_OUTPUT", dir.resolve("output").toString())
                .with("GITHUB_STEP_SUMMARY", dir.resolve("summary").toString());
    }

    @Test
    void errors_and_warnings_become_annotations_on_standard_error() {
        Cli cli = github();
        Console console = cli.session().console();
        console.error("100 % of [a,b:c] is gone", "look\ninto it");
        console.warn("careful");
        assertTrue(cli.err().contains("\n::error title=Lifeboat::100 %25 of [a,b:c] is gone%0Ahint: look%0Ainto "
                + "it\n"), cli.err());
        assertTrue(cli.err().contains("\n::warning title=Lifeboat::careful\n"), cli.err());
        assertEquals("", cli.out());
        assertFalse(cli.err().contains("\u001b"));
    }

    @Test
    void an_error_of_a_job_names_it_in_the_title() {
        Cli cli = github();
        cli.session().console().error("a,b:c", "gone", null);
        assertTrue(cli.err().contains("\n::error title=Lifeboat%3A a%2Cb%3Ac::gone\n"), cli.err());
    }

    @Test
    void an_error_of_the_configuration_is_shown_at_its_line() throws Exception {
        Path config = Files.writeString(Files.createDirectories(dir.resolve("repo/ops, eu")).resolve("lifeboat.yaml"),
                "stores: { local: ./b }\njobs:\n  shop: { sorce: x }\n");
        Cli cli = github().with("GITHUB_WORKSPACE", dir.resolve("repo").toString());
        assertEquals(2, cli.run("backup", "--config", config.toString()));
        assertTrue(cli.err().contains("\n::error file=ops%2C eu/lifeboat.yaml,line=3,title=Lifeboat::[" + config
                + ":3] "), cli.err());
        cli.session().console().error("cannot connect to [db.internal:5432]", null);
        assertTrue(cli.err().contains("::error title=Lifeboat::cannot connect to [db.internal:5432]"), cli.err());
    }

    @Test
    void a_variable_that_a_job_lacks_is_shown_at_its_line_with_the_name_of_the_job() throws Exception {
        Path config = Files.writeString(dir.resolve("lifeboat.yaml"),
                "stores: { local: ./b }\njobs:\n  shop:\n    source: ${SHOP}\n");
        Cli cli = github();
        assertEquals(2, cli.run("backup", "--config", config.toString()));
        assertTrue(cli.err().contains("::error file=" + config
                + ",line=4,title=Lifeboat%3A shop::backup of [shop] failed"),
                cli.err());
    }

    @Test
    void secrets_of_variables_are_masked_before_anything_else_is_said() {
        Cli cli = github().with("PGPASSWORD", "100%-canary").with("PGUSER", "canary-user")
                .with("ORDERS", "postgres://canary-user:p%40ss%2Fw0rd@db/canary-db")
                .with("MY_API_KEY", "one-two\nthree-four")
                .with("SHORT_TOKEN", "abc").with("LIFEBOAT_IDENTITY", "/run/identity-file")
                .with("GITHUB_TOKEN", "canary-user");
        assertEquals(2, cli.run("backup", "-x"));
        List<String> masks = cli.err().lines().takeWhile(line -> line.startsWith("::add-mask::"))
                .map(line -> line.substring("::add-mask::".length())).sorted().toList();
        assertEquals(List.of("100%25-canary", "one-two", "p%2540ss%252Fw0rd", "p@ss/w0rd", "three-four"), masks);
        assertEquals(1, cli.err().split("::error ", -1).length - 1, cli.err());
    }

    @Test
    void elsewhere_nothing_is_said_about_secrets() {
        Cli cli = new Cli().with("PGPASSWORD", "canary-of-libpq");
        cli.run("backup", "-x");
        assertFalse(cli.err().contains("canary"), cli.err());
    }

    @Test
    void a_summary_that_would_be_too_large_is_cut_with_a_note() throws Exception {
        Files.writeString(dir.resolve("summary"), "x".repeat(1_000_000) + "\n");
        github().session().github().summary("### Backup\n\n<details>\n" + "| ä |\n".repeat(20_000));
        String summary = Files.readString(dir.resolve("summary"));
        assertTrue(summary.getBytes(java.nio.charset.StandardCharsets.UTF_8).length <= 1 << 20);
        assertTrue(summary.endsWith(
                "| ä |\n\n</details>\n\n> The rest did not fit into this summary: the log and `--json` "
                + "have all of it.\n"), summary.substring(summary.length() - 200));
        github().session().github().summary("| more |\n".repeat(20_000));
        assertTrue(Files.size(dir.resolve("summary")) <= 1 << 20);
    }

    @Test
    void elsewhere_there_are_no_annotations() {
        Cli cli = new Cli();
        cli.session().console().error("gone", null);
        assertEquals("error: gone\n", cli.err());
    }

    @Test
    void what_a_database_says_cannot_give_orders_to_the_runner() {
        Cli cli = github();
        Console console = cli.session().console();
        console.line("::set-env name=PATH::/tmp");
        console.line("a\n::error::b ##[add-path]/tmp");
        assertTrue(cli.out().lines().noneMatch(line -> line.strip().startsWith("::") || line.contains("##[")),
                cli.out());
    }

    @Test
    void properties_and_data_are_escaped() {
        assertEquals("a%25%0D%0A:,", GitHub.data("a%\r\n:,"));
        assertEquals("a%25%0D%0A%3A%2C", GitHub.property("a%\r\n:,"));
    }

    @Test
    void outputs_keep_several_lines_and_cannot_be_ended_early() throws Exception {
        GitHub github = github().session().github();
        github.output("backup-id", "one\ntwo\nend\nEOF");
        github.output("bytes", "12");
        String[] lines = Files.readString(dir.resolve("output")).split("\n");
        String end = lines[0].substring("backup-id<<".length());
        assertEquals("one,two,end,EOF", String.join(",", lines[1], lines[2], lines[3], lines[4]));
        assertEquals(end, lines[5]);
        assertTrue(lines[6].startsWith("bytes<<") && !lines[6].endsWith(end));
    }

    @Test
    void the_summary_is_added_to_what_is_there() throws Exception {
        Files.writeString(dir.resolve("summary"), "before\n");
        github().session().github().summary("### Backup\n");
        assertEquals("before\n### Backup\n", Files.readString(dir.resolve("summary")));
    }

    @Test
    void an_output_file_that_cannot_be_written_is_an_error() {
        GitHub github = github().with("GITHUB_OUTPUT", dir.resolve("no/such/file").toString()).session().github();
        assertThrows(UserError.class, () -> github.output("a", "b"));
    }

    @Test
    void without_the_variables_nothing_is_written() throws Exception {
        GitHub github = new Cli().with("GITHUB_OUTPUT", dir.resolve("output").toString()).session().github();
        github.output("a", "b");
        github.summary("c");
        assertFalse(Files.exists(dir.resolve("output")));
    }

    @Test
    void a_command_that_ends_by_an_error_tells_the_summary() throws Exception {
        Cli cli = github();
        assertEquals(2, cli.run("verify", "-x"));
        assertTrue(Files.readString(dir.resolve("summary")).contains("unknown option \\[-x\\]"));
        assertTrue(cli.err().contains("::error title=Lifeboat::unknown option [-x]%0Ahint: "), cli.err());
    }
}
