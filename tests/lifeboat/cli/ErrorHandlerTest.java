package lifeboat.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import lifeboat.base.UserError;
import lifeboat.report.BackupReport;
import lifeboat.report.Samples;
import org.junit.jupiter.api.Test;

class ErrorHandlerTest {
    private final Cli cli = new Cli();

    private int ran(String script, String name, Exception e) {
        Session session = cli.session();
        return new ErrorHandler(session).ran(e, Commands.of(script).commands().get(name).apply(session));
    }

    @Test
    void an_error_without_a_kind_takes_that_of_its_command() {
        UserError error = UserError.of("broke", null);
        assertEquals(3, ran("backup", "run", error));
        assertEquals(2, ran("backup", "init", error));
        assertEquals(8, ran("backup", "list", error));
        assertEquals(4, ran("restore", "run", error));
        assertEquals(4, ran("restore", "fetch", error));
        assertEquals(6, ran("verify", "drill", error));
        assertEquals(6, ran("verify", "check", error));
    }

    @Test
    void an_error_with_a_kind_keeps_it() {
        for (UserError.Kind kind : UserError.Kind.values()) {
            assertEquals(kind.exitCode(), ran("restore", "run", UserError.of(kind, "broke", null)));
        }
        assertEquals(5, ran("restore", "run", UserError.badBackup("damaged", null)));
    }

    @Test
    void an_error_is_a_sentence_and_a_hint() {
        ran("backup", "run", UserError.of("no such schema [x]", "the schemas are [a, b]"));
        assertEquals("error: no such schema [x]\nhint: the schemas are [a, b]\n", cli.err());
        assertEquals("", cli.out());
    }

    @Test
    void a_bug_is_told_as_one_and_its_trace_only_on_request() {
        assertEquals(1, ran("backup", "run", new IllegalStateException("no way")));
        assertTrue(cli.err().startsWith("error: internal error: IllegalStateException: no way\nhint: this is a bug of "
                + "Lifeboat 0.1.0"));
        assertFalse(cli.err().contains("\tat "));
        cli.with("LIFEBOAT_DEBUG", "1");
        assertEquals(1, ran("backup", "run", new NullPointerException()));
        assertTrue(cli.err().contains("\tat lifeboat.cli.ErrorHandlerTest"), cli.err());
    }

    @Test
    void the_worst_of_several_jobs_decides() {
        assertEquals(ExitCode.BACKUP_FAILED, ExitCode.worst(List.of(
                ExitCode.DONE, ExitCode.STORE_PARTIAL, ExitCode.BACKUP_FAILED)));
        assertEquals(ExitCode.BACKUP_FAILED, ExitCode.worst(List.of(ExitCode.BACKUP_FAILED, ExitCode.USAGE)));
        assertEquals(ExitCode.STORE_PARTIAL, ExitCode.worst(List.of(ExitCode.STORE_PARTIAL, ExitCode.DONE)));
        assertEquals(ExitCode.BAD_BACKUP, ExitCode.worst(List.of(
                ExitCode.DRILL_UNABLE, ExitCode.BAD_BACKUP, ExitCode.DONE)));
        assertEquals(ExitCode.INTERNAL, ExitCode.worst(List.of(ExitCode.INTERNAL, ExitCode.BACKUP_FAILED)));
        assertEquals(ExitCode.DONE, ExitCode.worst(List.of()));
    }

    @Test
    void a_report_that_is_not_ok_never_ends_with_zero() {
        BackupReport failed = Samples.failed();
        assertEquals(3, BackupCommand.code(failed).code());
        assertEquals(8, BackupCommand.code(Samples.partial()).code());
        BackupReport silent = new BackupReport("a", null, "failed", null, failed.started(), 1, 0, 0, null, 0, 0, null,
                false,
                "zstd", List.of(), "broke", null, 0);
        assertEquals(3, BackupCommand.code(silent).code());
        assertEquals(0, BackupCommand.code(Samples.backup()).code());
        assertEquals(6, DrillCommand.code(Samples.unable()).code());
        assertEquals(5, DrillCommand.code(Samples.differing()).code());
        assertEquals(0, DrillCommand.code(Samples.passed()).code());
    }

    @Test
    void a_restore_that_differs_is_a_failure() {
        Session session = cli.session();
        Command command = Commands.of("restore").main(session);
        assertEquals(ExitCode.RESTORE_FAILED,
                RestoreOutcome.show(command, Samples.restore(false, List.of("table [a] is missing"))));
        assertTrue(cli.err().startsWith("error: what was restored from [20260115T020000Z-7f3a] is not what was backed "
                + "up: table [a] is"));
        assertEquals(ExitCode.DONE, RestoreOutcome.show(command, Samples.restore(false, List.of())));
    }

    @Test
    void every_kind_of_error_has_its_exit_code_and_no_code_two_meanings() {
        for (UserError.Kind kind : UserError.Kind.values()) {
            assertEquals(kind.exitCode(), ExitCode.of(kind).code());
        }
        assertEquals(ExitCode.values().length, Arrays.stream(ExitCode.values()).mapToInt(ExitCode::code).distinct()
                .count());
        assertEquals(ExitCode.INTERNAL, ExitCode.of(99));
    }
}
