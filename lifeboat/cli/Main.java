package lifeboat.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lifeboat.base.Cleanup;
import lifeboat.base.Environment;
import lifeboat.base.Version;
import lifeboat.report.Paint;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;

/** Where the three scripts come in. */
public final class Main {
    private static final int HELP_WIDTH = 100;

    /** A main without state; {@link #execute} may be called often. */
    public Main() {}

    /**
     * Runs a script's command in this process.
     *
     * @param command {@code backup}, {@code restore} or {@code verify}
     * @return the exit code
     */
    public static int run(String command, String[] args) {
        PrintStream out = stream(FileDescriptor.out);
        PrintStream err = stream(FileDescriptor.err);
        Environment env = Environment.system();
        Cleanup.Handle interrupted = Cleanup.onExit(() -> err.println("\nerror: interrupted\n"
                + "hint: nothing unfinished is listed; run it again"));
        try {
            int code = new Main().execute(command, List.of(args), env, System.in, out, err,
                    Look.of(env, Look.isTerminal(0), Look.isTerminal(1), Look.isTerminal(2)));
            if (code != ExitCode.DONE.code()) {
                env.get("LIFEBOAT_RECORD").ifPresent(Main::spoil);
            }
            return code;
        } finally {
            if (!Cleanup.stopping()) {
                interrupted.dismiss();
            }
        }
    }

    /** Tells the launcher that the record which the JVM makes of this run is of one that failed. */
    private static void spoil(String record) {
        try {
            Files.createFile(Path.of(record + ".failed"));
        } catch (IOException _) {
            // the archive made of it will only be of less use
        }
    }

    /**
     * Runs a script's command with the given streams.
     *
     * @param terminal whether a person sits behind all three of them
     * @return the exit code
     */
    public int execute(String command, List<String> args, Environment env, InputStream in, PrintStream out,
            PrintStream err, boolean terminal) {
        return execute(command, args, env, in, out, err, Look.of(env, terminal, terminal, terminal));
    }

    private int execute(String script, List<String> args, Environment env, InputStream in, PrintStream out,
            PrintStream err, Look look) {
        Mask mask = new Mask();
        GitHub github = new GitHub(env, mask);
        Session session = new Session(env, new Console(in, out, err, look, github, mask), github, Clock.systemUTC());
        session.console().hide(KnownSecrets.of(env, args));
        Commands.Script commands = Commands.of(script);
        List<String> rest = new ArrayList<>(args);
        boolean help = !rest.isEmpty() && rest.getFirst().equals("help");
        if (help) {
            rest.removeFirst();
        }
        boolean named = !rest.isEmpty() && commands.commands().containsKey(rest.getFirst());
        String name = named ? rest.removeFirst() : commands.main();
        if (help) {
            rest = List.of("--help");
        }
        CommandLine line = line(script, name, named, session, look);
        line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        return line.execute(rest.toArray(String[]::new));
    }

    /** The command line of one command; a script's main command also shows the others in its help. */
    static CommandLine line(String script, String name, boolean named, Session session, Look look) {
        Commands.Script commands = Commands.of(script);
        Command command = commands.commands().get(name).apply(session);
        String title = named ? script + " " + name : script;
        CommandLine line = new CommandLine(command);
        line.setCommandName(title);
        line.getCommandSpec().version("lifeboat " + Version.TEXT);
        line.getCommandSpec().usageMessage().width(HELP_WIDTH).abbreviateSynopsis(true).sortOptions(false)
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(exitCodes(command)).footerHeading("%nExamples:%n").descriptionHeading("%n")
                .parameterListHeading("%n").optionListHeading("%n");
        line.setColorScheme(CommandLine.Help.defaultColorScheme(look.out() == Paint.ANSI ? Ansi.ON : Ansi.OFF));
        line.setExitCodeExceptionMapper(_ -> ExitCode.INTERNAL.code());
        ErrorHandler errors = new ErrorHandler(session);
        line.setExecutionExceptionHandler((e, _, _) -> errors.ran(e, command));
        line.setParameterExceptionHandler((e, given) -> errors.usage(e, title, List.of(given).contains("--json")));
        line.setExecutionStrategy(parsed -> {
            Integer shown = CommandLine.executeHelpRequest(parsed);
            return shown != null ? shown : call(command, line);
        });
        if (name.equals(commands.main())) {
            line.setHelpFactory((spec, scheme) -> new RootHelp(spec, scheme, others(script, session)));
        }
        return line;
    }

    private static int call(Command command, CommandLine line) {
        try {
            int code = command.call().code();
            return Cleanup.stopping() ? ExitCode.INTERRUPTED.code() : code;
        } catch (ParameterException e) {
            throw e;
        } catch (Exception e) {
            throw new CommandLine.ExecutionException(line, "command failed", e);
        }
    }

    private static Map<String, String> exitCodes(Command command) {
        Map<String, String> codes = new LinkedHashMap<>();
        for (ExitCode code : ExitCode.values()) {
            boolean everywhere = code == ExitCode.DONE || code == ExitCode.INTERNAL || code == ExitCode.USAGE
                    || code == ExitCode.INTERRUPTED;
            if (everywhere || command.codes().contains(code)) {
                codes.put(String.format("%3d", code.code()), code.meaning());
            }
        }
        return codes;
    }

    private static Map<String, String> others(String script, Session session) {
        Map<String, String> others = new LinkedHashMap<>();
        Commands.Script commands = Commands.of(script);
        commands.commands().forEach((name, make) -> {
            String[] description = new CommandLine(make.apply(session)).getCommandSpec().usageMessage().description();
            others.put(name, name.equals(commands.main()) ? "the same as " + script + " alone;"
                    + " also where a job is named like a command"
                    : description[0]);
        });
        return others;
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
