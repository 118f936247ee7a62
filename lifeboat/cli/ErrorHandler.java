package lifeboat.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import lifeboat.base.Cleanup;
import lifeboat.base.Json;
import lifeboat.base.UserError;
import lifeboat.base.Version;
import lifeboat.report.Documents;
import lifeboat.report.StepSummary;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells errors to people and machines, and gives each its exit code. */
final class ErrorHandler {
    private final Session session;

    ErrorHandler(Session session) {
        this.session = session;
    }

    /** An error of a command that ran. */
    int ran(Exception e, Command command) {
        if (Cleanup.stopping()) {
            return ExitCode.INTERRUPTED.code();
        }
        if (e instanceof UserError error) {
            int code = ExitCode.of(error.orKind(command.fallback()).kind().orElseThrow()).code();
            if (command.debug()) {
                session.console().aside(trace(error));
            }
            return tell(command, code, error.getMessage(), error.hint().orElse(null));
        }
        session.console().aside(command.debug() ? trace(e) : List.of());
        return tell(command, ExitCode.INTERNAL.code(), "internal error: " + describe(e),
                "this is a bug of Lifeboat " + Version.TEXT + ": run it again with --debug and report what it prints");
    }

    /** A wrong command line. */
    int usage(ParameterException e, String command, boolean json) {
        if (json) {
            session.console().json();
        }
        String hint = suggestion(e).map(s -> "did you mean " + s + "? ").orElse("") + "see `" + command + " --help`";
        return tell(null, ExitCode.USAGE.code(), sentence(e), hint);
    }

    /** A bug in a few words. */
    static String describe(Throwable e) {
        return e.getMessage() == null ? e.getClass().getName() : e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    /** Its stack trace, a line each. */
    static List<String> trace(Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString().lines().toList();
    }

    private int tell(Command command, int code, String message, String hint) {
        Console console = session.console();
        console.error(command == null ? null : command.job(), message, hint);
        try {
            if (command != null) {
                command.failed(code, message, hint);
            }
            session.github().summary(StepSummary.error(message, hint));
        } catch (UserError e) {
            console.error(e.getMessage(), e.hint().orElse(null));
        }
        if (console.isJson()) {
            console.document(Json.pretty(Documents.error(code, message, hint)));
        }
        return code;
    }

    private static String sentence(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            String first = unmatched.getUnmatched().getFirst();
            return (unmatched.isUnknownOption() ? "unknown option [" : "too many arguments at [") + first + "]";
        }
        if (e instanceof MissingParameterException missing && !missing.getMissing().isEmpty()) {
            return "missing " + String.join(", ", missing.getMissing().stream().map(ErrorHandler::name).toList());
        }
        String text = e.getMessage() == null ? "wrong usage"
                : e.getMessage().replaceAll("'([^']*)'", "[$1]").replaceAll("\\.$", "");
        return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }

    private static String name(ArgSpec arg) {
        return "[" + (arg.isOption() ? ((CommandLine.Model.OptionSpec) arg).longestName() + " " : "")
                + arg.paramLabel() + "]";
    }

    private static Optional<String> suggestion(ParameterException e) {
        return e instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption()
                ? unmatched.getSuggestions().stream().findFirst().map(s -> "[" + s + "]") : Optional.empty();
    }
}
