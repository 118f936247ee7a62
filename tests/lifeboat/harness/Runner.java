package lifeboat.harness;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import lifeboat.base.Environment;
import lifeboat.base.UserError;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.reporting.legacy.xml.LegacyXmlReportGeneratingListener;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code test}. */
@Command(name = "test", description = "Runs Lifeboat's tests against real databases and tools.",
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:all passed", "1:some failed", "2:could not run"})
public final class Runner implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int UNABLE = 2;

    @Parameters(paramLabel = "NAME", arity = "0..*",
            description = "A class ([Tool] or [ToolTest]) or a package ([base] or [lifeboat.base]); default: all.")
    private List<String> names = List.of();

    @Option(names = "--list", description = "Print the names of the classes and run nothing.")
    private boolean list;

    @Option(names = "--xml", paramLabel = "DIR", description = "Write a JUnit XML report there.")
    private Path xml;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this help.")
    private boolean help;

    private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    private final Environment env = Environment.system();

    private Runner() {}

    /** Runs the tests named by the arguments in the checkout that is the current folder; returns the exit code. */
    public static int run(String[] args) {
        return new CommandLine(new Runner()).setExecutionExceptionHandler((e, line, _) -> {
            if (!(e instanceof UserError error)) {
                throw e;
            }
            line.getErr().println("error: " + error.getMessage());
            error.hint().ifPresent(hint -> line.getErr().println("hint: " + hint));
            return UNABLE;
        }).execute(args);
    }

    @Override
    public Integer call() throws IOException {
        Path root = Path.of("").toAbsolutePath();
        if (!Files.isRegularFile(root.resolve("tests/test.java"))) {
            throw UserError.usage("[" + root + "] is not a checkout of Lifeboat", "change to the checkout's folder");
        }
        List<String> classes = new TestClasses(root.resolve("tests")).matching(names);
        if (list) {
            classes.forEach(out::println);
            return 0;
        }
        new Machine(env, out::println).prepare();
        return execute(classes);
    }

    private int execute(List<String> classes) throws IOException {
        Progress progress = new Progress(out, env.ci());
        List<TestExecutionListener> listeners = new ArrayList<>(List.of(progress));
        if (xml != null) {
            Files.createDirectories(xml);
            listeners.add(new LegacyXmlReportGeneratingListener(xml, out));
        }
        LauncherFactory.create().execute(request(classes), listeners.toArray(TestExecutionListener[]::new));
        return progress.summarize() ? 0 : FAILED;
    }

    private static LauncherDiscoveryRequest request(List<String> classes) {
        return LauncherDiscoveryRequestBuilder.request()
                .selectors(classes.stream().map(DiscoverySelectors::selectClass).toList())
                .configurationParameter("junit.jupiter.execution.timeout.default", "120 s")
                .configurationParameter("junit.jupiter.execution.timeout.thread.mode.default", "SEPARATE_THREAD")
                .configurationParameter("junit.jupiter.execution.timeout.threaddump.enabled", "true")
                .build();
    }
}
