package lifeboat.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands from end to end on a small SQLite database, as far as their messages, files and exit codes go. */
class SqliteCommandsTest {
    @TempDir
    private Path dir;

    private final Cli cli = new Cli();
    private Path shop;
    private Path store;

    @BeforeEach
    void make() throws SQLException {
        shop = dir.resolve("shop.db");
        store = dir.resolve("store");
        sql("CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT)",
                "INSERT INTO item VALUES (1, 'a'), (2, 'b'), (3, 'c')");
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                "jdbc:sqlite:" + shop); Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        }
    }

    private long items() throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                "jdbc:sqlite:" + shop); Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM item")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void backUp() {
        assertEquals(0, cli.run("backup", "--source", "sqlite:" + shop, "--to", store.toString()), cli.err());
    }

    private JsonObject json() {
        return JsonParser.parseString(cli.out()).getAsJsonObject();
    }

    private List<Path> parts() throws Exception {
        try (var files = Files.walk(store)) {
            return files.filter(file -> file.getFileName().toString().contains(".db")).toList();
        }
    }

    @Test
    void a_backup_is_told_in_two_lines_and_warns_of_missing_encryption() {
        backUp();
        List<String> lines = cli.out().lines().toList();
        assertEquals(2, lines.size(), cli.out());
        assertTrue(lines.getFirst().matches("✓ shop {2}\\d{8}T\\d{6}Z-[0-9a-f]{4} {2}.* \\(zstd, not encrypted\\) "
                + ".*"), cli.out());
        assertTrue(lines.getLast().contains("1 table, 3 rows"), cli.out());
        assertTrue(cli.err().contains("warning: ") && cli.err().contains("encrypt"), cli.err());
    }

    @Test
    void the_report_is_the_same_document_in_a_file_and_on_standard_output() throws Exception {
        Path report = dir.resolve("report.json");
        assertEquals(0, cli.run("backup", "--source", "sqlite:" + shop, "--to", store.toString(), "--output",
                report.toString(), "--json"),
                cli.err());
        assertEquals(JsonParser.parseString(Files.readString(report)), json());
        JsonObject job = json().getAsJsonArray("jobs").get(0).getAsJsonObject();
        assertEquals("ok", json().get("verdict").getAsString());
        assertEquals(3, job.get("rows").getAsLong());
        assertEquals("shop", job.get("job").getAsString());
    }

    @Test
    void a_failed_backup_ends_with_3_and_its_report_says_why() throws Exception {
        Path report = dir.resolve("report.json");
        Files.writeString(shop, "this is no database, but long enough to be looked at as one, and then some more of "
                + "the same text");
        assertEquals(3, cli.run("backup", "--source", "sqlite:" + shop, "--to", store.toString(), "--output",
                report.toString()));
        assertTrue(cli.out().startsWith("✗ shop  FAILED"), cli.out());
        assertTrue(cli.err().contains("error: backup of [shop] failed: ") && cli.err().contains("hint: "), cli.err());
        JsonObject document = JsonParser.parseString(Files.readString(report)).getAsJsonObject();
        assertEquals("failed", document.get("verdict").getAsString());
        assertEquals(3, document.get("exitCode").getAsInt());
        assertTrue(document.getAsJsonArray("jobs").get(0).getAsJsonObject().has("error"));
    }

    @Test
    void one_job_that_fails_does_not_keep_the_others_from_their_backup() throws Exception {
        Path config = Files.writeString(dir.resolve("lifeboat.yaml"), """
                stores:
                  local: { type: directory, path: ./store }
                jobs:
                  gone: { source: "sqlite:missing.db", stores: [local] }
                  shop: { source: "sqlite:shop.db", stores: [local] }
                """);
        assertEquals(3, cli.run("backup", "--config", config.toString()), cli.err());
        assertTrue(cli.out().contains("✗ gone  FAILED") && cli.out().contains("✓ shop"), cli.out());
        assertTrue(cli.out().endsWith("1 of 2 jobs backed up without trouble\n"), cli.out());
        assertEquals(2, cli.run("backup", "shopp", "--config", config.toString()));
        assertTrue(cli.err().startsWith("error: no such job [shopp]\nhint: the jobs are [gone, shop]; the commands are "
                + "[run, demo,"), cli.err());
        assertEquals(2, cli.run("backup", "list", "shopp", "--config", config.toString()));
        assertEquals("error: no such job [shopp]\nhint: the jobs are [gone, shop]\n", cli.err());
    }

    @Test
    void list_and_status_need_nothing_but_the_store() {
        backUp();
        assertEquals(0, cli.run("backup", "list", "--store", store.toString()), cli.err());
        assertTrue(cli.out().startsWith("shop  1 backup, ") && cli.out().contains("never"), cli.out());
        assertEquals(0, cli.run("backup", "list", "--store", store.toString(), "--json"), cli.err());
        JsonArray backups = json().getAsJsonArray("backups");
        assertEquals(3, backups.get(0).getAsJsonObject().get("rows").getAsLong());
        assertEquals(0, cli.run("backup", "status", "--store", store.toString()), cli.err());
        assertTrue(cli.out().contains("3 rows in 1 table") && cli.out().contains("never: run verify shop"), cli.out());
        assertEquals(0, cli.run("backup", "status", "--store", store.toString(), "--json"), cli.err());
        assertEquals(1, json().getAsJsonArray("jobs").size());
    }

    @Test
    void a_check_ends_with_0_for_a_whole_backup_and_with_5_for_a_damaged_one() throws Exception {
        backUp();
        assertEquals(0, cli.run("verify", "check", "--store", store.toString()), cli.err());
        assertTrue(cli.out().startsWith("✓ INTACT"), cli.out());
        byte[] bytes = Files.readAllBytes(parts().getFirst());
        bytes[bytes.length / 2] ^= 1;
        Files.write(parts().getFirst(), bytes);
        assertEquals(5, cli.run("verify", "check", "--store", store.toString()));
        assertTrue(cli.out().startsWith("✗ DAMAGED"), cli.out());
        assertTrue(cli.err().contains("error: backup ["), cli.err());
        assertEquals(5, cli.run("verify", "check", "--all", "--json", "--store", store.toString()));
        assertEquals("failed", json().get("verdict").getAsString());
    }

    @Test
    void a_store_without_backups_is_no_success() throws Exception {
        Files.createDirectories(store);
        assertEquals(6, cli.run("verify", "--store", store.toString()));
        assertEquals(6, cli.run("verify", "check", "--store", store.toString()));
        assertTrue(cli.err().startsWith("error: "), cli.err());
        assertFalse(cli.out().contains("PASSED") || cli.out().contains("INTACT"), cli.out());
    }

    @Test
    void under_github_actions_the_step_gets_outputs_and_a_summary() throws Exception {
        Path output = dir.resolve("output");
        Path summary = dir.resolve("summary");
        cli.with("GITHUB_ACTIONS", "true").with("GITHUB_OUTPUT", output.toString())
                .with("GITHUB_STEP_SUMMARY", summary.toString());
        backUp();
        assertTrue(cli.err().contains("\n::warning title=Lifeboat::"), cli.err());
        assertTrue(
                Files.readString(output)
                .matches("(?s)verdict<<(\\S+)\nok\n\\1\nbackup-id<<(\\S+)\n\\S+\n\\2\nbytes<<(\\S+)\n\\d+\n\\3\n"),
                Files.readString(output));
        assertTrue(Files.readString(summary).contains("| ✅ | shop | "), Files.readString(summary));
    }

    @Test
    void a_drill_passes_in_every_format() throws Exception {
        backUp();
        Path junit = dir.resolve("drill.xml");
        assertEquals(0, cli.run("verify", "--store", store.toString(), "--junit", junit.toString()), cli.err());
        assertTrue(cli.out().contains("\n  PASSED  3 rows in 1 table equal"), cli.out());
        assertTrue(Files.readString(junit).contains("failures=\"0\" errors=\"0\""), Files.readString(junit));
        assertEquals(0, cli.run("verify", "drill", "shop", "--store", store.toString(), "--json"), cli.err());
        assertEquals("passed", json().get("verdict").getAsString());
        assertEquals(0, cli.run("backup", "list", "--store", store.toString()));
        assertFalse(cli.out().contains("never"), cli.out());
    }

    @Test
    void a_drill_of_a_damaged_backup_fails_in_every_format() throws Exception {
        backUp();
        byte[] bytes = Files.readAllBytes(parts().getFirst());
        bytes[bytes.length / 2] ^= 1;
        Files.write(parts().getFirst(), bytes);
        Path junit = dir.resolve("drill.xml");
        assertEquals(5, cli.run("verify", "--store", store.toString(), "--junit", junit.toString()));
        assertTrue(cli.out().contains("  FAILED  ") && !cli.out().contains("PASSED"), cli.out());
        assertTrue(Files.readString(junit).contains("failures=\"1\""), Files.readString(junit));
    }

    @Test
    void a_person_chooses_the_backup_by_number_and_types_what_is_replaced() throws Exception {
        backUp();
        sql("DELETE FROM item");
        assertEquals(10, cli.typing("1\nsqlite:" + shop + "\nno\n").run("restore", "--store", store.toString()),
                cli.err());
        assertEquals(0, items());
        assertEquals(0, cli.typing("7\n1\nsqlite:" + shop + "\nshop.db\n")
                .run("restore", "--store", store.toString()), cli.err());
        assertTrue(cli.err().contains("a number from 1 to 1, please") && cli.err()
                .contains("type shop.db to go on: "), cli.err());
        assertTrue(cli.out().contains("RESTORED"), cli.out());
        assertEquals(3, items());
    }

    @Test
    void input_that_ends_confirms_nothing() {
        backUp();
        assertEquals(10, cli.typing("1\n").run("restore", "--store", store.toString()));
        assertTrue(cli.err().contains("the input ended before the question was answered, nothing was changed"),
                cli.err());
    }

    @Test
    void a_script_must_say_yes_and_can_take_the_restore_back() throws Exception {
        backUp();
        sql("DELETE FROM item WHERE id > 1");
        String to = "sqlite:" + shop;
        assertEquals(10, cli.run("restore", "shop", "--to", to, "--store", store.toString()));
        assertTrue(cli.err().contains("hint: nobody can be asked here: pass --yes"), cli.err());
        assertEquals(1, items());
        assertEquals(0, cli.run("restore", "shop", "--to", to, "--store", store.toString(), "--dry-run"), cli.err());
        assertTrue(cli.out().contains("DRY RUN  nothing was changed"), cli.out());
        assertEquals(0, cli.run("restore", "shop", "--to", to, "--store", store.toString(), "--yes", "--json"),
                cli.err());
        assertEquals("restored", json().get("verdict").getAsString());
        assertEquals(3, items());
        assertEquals(0, cli.run("restore", "rollback", "shop", "--to", to, "--store", store.toString(), "--yes"),
                cli.err());
        assertEquals(1, items());
    }

    @Test
    void fetched_files_are_named_one_a_line() {
        backUp();
        assertEquals(0, cli.run("restore", "fetch", "shop", "--dir", dir.resolve("out").toString(), "--store",
                store.toString()), cli.err());
        cli.out().lines().forEach(file -> assertTrue(Files.isRegularFile(Path.of(file)), file));
        assertTrue(cli.out().contains("shop-"), cli.out());
    }
}
