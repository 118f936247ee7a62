package lifeboat.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lifeboat.base.Json;
import lifeboat.report.BackupEntry;
import lifeboat.report.Documents;
import lifeboat.report.DrillReport;
import lifeboat.report.JobStatus;
import lifeboat.report.Samples;
import lifeboat.report.SetEntry;
import lifeboat.report.SetReport;
import org.junit.jupiter.api.Test;

/** docs/commands.md is what the commands say of themselves; {@code -Dlifeboat.docs.write=true} writes it anew. */
class CommandsDocumentTest {
    private static final Path DOCUMENT = Path.of("docs", "commands.md");
    private static final String INTRO = """
            # Commands

            Three scripts, run as `./jbang backup …` in a checkout or `jbang backup@OWNER/REPO …` from anywhere. This
            page is made of `--help` and of documents that the code itself renders; a test keeps it that way.

            """;
    private static final String OUTPUT = """
            ## Output

            Results go to standard output; warnings, errors, questions and progress to standard error. With `--json`
            standard output holds one JSON document and nothing else, also when the command fails. Progress is a bar
            on a terminal and elsewhere a line every ten seconds. There is color on a terminal only, and none with
            `NO_COLOR` or in CI. `COLUMNS` says how wide tables may be (100 if it does not). An error is one sentence
            with a hint:

            ```text
            error: no such job [orderz]
            hint: the jobs are [orders, users]; the commands are [run, demo, init, list, status, prune, estimate]
            ```

            Passwords in URLs and secret keys are replaced by stars in everything that is printed or written.

            Under GitHub Actions (`GITHUB_ACTIONS=true`) errors and warnings are annotations too. The step's outputs
            are `verdict`, `backup-id` (one a line) and for backups `bytes`; the step's summary gets a table of the
            jobs, the drills table by table, the checks or the restore.

            """;
    private static final String DOCUMENTS = """
            ## JSON documents

            Field names are stable: later versions add fields, they do not rename or remove them. Values that do not
            exist are left out. Times are UTC, sizes are bytes, durations are milliseconds.

            """;

    @Test
    void the_page_says_what_help_and_reports_say() throws IOException {
        String page = page();
        if (Boolean.getBoolean("lifeboat.docs.write")) {
            Files.writeString(DOCUMENT, page);
        }
        assertEquals(page, Files.readString(DOCUMENT),
                "docs/commands.md differs from --help; run this test with -Dlifeboat.docs.write=true to write it anew");
    }

    private static String page() {
        StringBuilder page = new StringBuilder(INTRO).append("## Exit codes\n\n| code | meaning |\n|---:|---|\n");
        for (ExitCode code : ExitCode.values()) {
            page.append("| ").append(code.code()).append(" | ").append(code.meaning()).append(" |\n");
        }
        page.append("\nOf several jobs the worst decides.\n\n").append(OUTPUT);
        for (List<String> command : HelpTest.commands()) {
            page.append("## ").append(String.join(" ", command)).append("\n\n```text\n").append(HelpTest.help(command))
                    .append("```\n\n");
        }
        page.append(DOCUMENTS);
        example(page, "backup --json, backup --output FILE",
                "`verdict` is `ok`, `partial` (some store failed) or `failed`; that "
                + "of a job may also be `suspect` (stored, but it holds less than it may).",
                Documents.backup(List.of(Samples.partial(), Samples.failed()), List.of(new SetReport("shop", Samples.ID,
                        false, List.of("orders", "users"), List.of("users"), 210)), 3));
        example(page, "backup list --json", "`proven` is when a drill last passed, `failed` when a drill or check "
                + "failed after that. `problems` are stores and manifests that could not be read, one sentence "
                + "each; `exitCode` is 8 then.",
                Documents.list(List.of(Samples.entry("orders", Samples.NOW, null)), null, List.of(), 0));
        example(page, "backup list SET --json", "The runs of a set, beside the backups that they consist of (left out "
                + "here). `backup status --json` has `sets` with each set's `latest`, `whole` and `proven` run.",
                Documents.list(List.of(), SetEntry.of("shop", List.of(Samples.entry("orders", Samples.NOW, null).in(
                        new BackupEntry.InSet("shop", List.of("orders", "uploads"))))), List.of(), 0));
        example(page, "backup prune --json", "`verdict` is `ok`, `dry-run` or `failed`.",
                Documents.prune(List.of(Samples.prune()), 0));
        example(page, "backup bucket --json",
                "`verdict` is `ok`, `differs` or `failed`; `state` of a setting is `SAME`, `DIFFERS`, "
                + "`SET` (by this run), `LEFT` (nothing is wanted) or `LACKING` (not to be had here).",
                Documents.buckets(List.of(Samples.bucket()), 7));
        example(page, "backup estimate --json",
                "Sizes are stored bytes, `every` is milliseconds, prices and costs are US "
                + "dollars. `problems` as in a list.", Documents.estimate(List.of(Samples.estimate()), List.of(), 0));
        example(page, "backup status --json", "`problems` are stores that could not be read.",
                Documents.status(List.of(Samples.status(), new JobStatus("users", null, 0, 0, List.of("local"), null,
                        "cannot connect to [db.internal:5432]: connection refused", List.of())), List.of(), 0));
        example(page, "restore --json, restore rollback --json", "`verdict` is `restored`, `dry-run` or `failed`.",
                Documents.restore(Samples.restore(false, List.of()), 0));
        example(page, "restore fetch --json", "The files that were written.",
                Documents.fetch(List.of("fetched/orders-" + Samples.ID + ".dump")));
        example(page, "verify --json",
                "`verdict` is `passed`, `failed` or `unable`; `missed` if all passed but an enforced objective "
                + "was missed.",
                Documents.drill(List.of(Samples.passed(), Samples.drill(
                        DrillReport.Verdict.FAILED, Samples.differingCopy(0), null, null, null)), 5));
        example(page, "verify check --json", "`verdict` is `passed`, `failed` or `unable`; `problems` says why what is "
                + "not among `backups` could not be checked.", Documents.check(List.of(Samples.check(false)),
                List.of("store [offsite] cannot be read: cannot reach [s3.eu-central-1.amazonaws.com] (3 attempts)"),
                5));
        example(page, "verify plan --json", "`totalMillis` and what was measured are left out where nothing was; "
                + "`neverProven` names each job and store that no drill ever passed from.",
                Documents.plan(Samples.plan(), 0));
        example(page, "any command that fails before it has a result", "`verdict` is `error`.",
                Documents.error(2, "no such job [orderz]", "the jobs are [orders, users]"));
        return page.toString().stripTrailing() + "\n";
    }

    private static void example(StringBuilder page, String title, String text, Object document) {
        page.append("### ").append(title).append("\n\n").append(text).append("\n\n```json\n")
                .append(Json.pretty(document)).append("\n```\n\n");
    }
}
