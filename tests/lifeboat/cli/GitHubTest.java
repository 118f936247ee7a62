package lifeboat.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
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
