package lifeboat.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import lifeboat.base.Tool;
import lifeboat.testing.Shell;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real launcher in a checkout whose path has a space, with an empty home. */
class LauncherTest {
    private static final String SCRIPT = """
            //JAVA 25+
            void main(String[] args) throws Exception {
                if (args[0].equals("wait")) {
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> IO.println("cleaned up")));
                    IO.println("ready");
                    Thread.currentThread().join();
                }
                IO.println(String.join("|", args) + "|" + IO.readln() + "|" + System.getProperty("user.dir"));
                System.exit(7);
            }
            """;
    private static final String OPTIONS = """
            //JAVA 25+
            void main(String[] args) throws Exception {
                if (args.length > 0 && args[0].equals("fail")) {
                    java.nio.file.Files.createFile(java.nio.file.Path.of(System.getenv("LIFEBOAT_RECORD") + ".failed"));
                }
                IO.println(String.join(" ", java.lang.management.ManagementFactory.getRuntimeMXBean()
                        .getInputArguments().stream().filter(option -> option.startsWith("-XX:AOT")).toList()));
            }
            """;
    private static final String CATALOG = """
            {
              "aliases": {
                "hello": { "script-ref": "scripts/hello.java", "description": "Says hello" },
                "options": { "script-ref": "scripts/options.java", "description": "Prints its options" },
                "failing": { "script-ref": "scripts/failing.java", "description": "The same" },
                "once": { "script-ref": "scripts/once.java", "description": "The same" },
                "own": { "script-ref": "own.java", "description": "One of our own" }
              }
            }
            """;

    @TempDir
    private static Path folder;
    private static Path launcher;

    @BeforeAll
    static void make_a_checkout() throws IOException {
        Path checkout = Files.createDirectories(folder.resolve("a checkout"));
        Files.createDirectories(checkout.resolve("scripts"));
        launcher = checkout.resolve("jbang");
        Files.copy(Checkout.ROOT.resolve("jbang"), launcher);
        executable(launcher);
        Files.writeString(checkout.resolve("jbang-catalog.json"), CATALOG);
        Files.writeString(checkout.resolve("scripts/hello.java"), SCRIPT);
        Files.writeString(checkout.resolve("scripts/options.java"), OPTIONS);
        Files.writeString(checkout.resolve("scripts/once.java"), OPTIONS);
        Files.writeString(checkout.resolve("scripts/failing.java"), OPTIONS);
        Files.createDirectories(folder.resolve("home"));
        Files.createDirectories(folder.resolve("elsewhere/hello"));
    }

    @Test
    void arguments_input_folder_and_exit_code_pass_through() throws IOException {
        Path input = Files.writeString(folder.resolve("input"), "some input\n");
        Tool.Result result = shell("elsewhere").tool("\"$@\"", launcher.toString(), "hello", "a  b", "$c'd\"", "*")
                .input(input).run(Duration.ofMinutes(2));
        assertEquals(7, result.code(), result.errors());
        assertEquals("a  b|$c'd\"|*|some input|" + folder.resolve("elsewhere").toRealPath(), result.out());
        assertTrue(Files.exists(folder.resolve("home/.cache/lifeboat")), "JBang is cached in the home");
    }

    @Test
    void other_arguments_go_to_jbang() {
        assertEquals("0.132.1", shell("elsewhere").must("\"$1\" version 2>/dev/null", launcher.toString()).strip());
    }

    @Test
    void the_third_run_that_does_something_makes_an_archive_for_the_next() throws Exception {
        assertEquals("", options());
        assertEquals("", options("--version"));
        String recording = options();
        assertTrue(recording.startsWith("-XX:AOTMode=record -XX:AOTConfiguration="), recording);
        assertEquals("", options());
        Path archive = awaited(recording.replaceFirst(".*AOTConfiguration=", "")
                .replaceFirst("\\.\\d+\\.record$", ".aot"));
        assertEquals("-XX:AOTCache=" + archive, options());
        assertEquals("-XX:AOTCache=" + archive, options("--version"));
        Files.write(archive, new byte[4096]);
        assertEquals("-XX:AOTCache=" + archive, options(), "a broken archive is passed over");
        Files.setLastModifiedTime(archive, FileTime.fromMillis(0));
        assertEquals("", options("--version"), "an archive older than the program is not used");
    }

    @Test
    void no_archive_is_made_of_a_run_that_failed() {
        assertEquals("", optionsOf("failing"));
        String failed = optionsOf("failing", "fail").replaceFirst(".*AOTConfiguration=", "");
        assertTrue(Files.exists(Path.of(failed)), failed);
        assertTrue(optionsOf("failing").startsWith("-XX:AOTMode=record"), "the next run records again");
        assertFalse(Files.exists(Path.of(failed)) || Files.exists(Path.of(failed + ".failed")), failed);
    }

    @Test
    void a_ci_runner_which_forgets_records_nothing() {
        for (int run = 1; run <= 3; run++) {
            assertEquals("", shell("elsewhere").env("CI", "true").must("\"$1\" once 2>/dev/null", launcher.toString())
                    .strip(), "run " + run);
        }
    }

    private static String options(String... arguments) {
        return optionsOf("options", arguments);
    }

    private static String optionsOf(String alias, String... arguments) {
        List<String> words = new ArrayList<>(List.of(launcher.toString(), alias));
        words.addAll(List.of(arguments));
        return shell("elsewhere").must("\"$@\" 2>/dev/null", words.toArray(String[]::new)).strip();
    }

    private static Path awaited(String file) throws Exception {
        Path path = Path.of(file);
        try (WatchService watch = path.getFileSystem().newWatchService()) {
            path.getParent().register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            while (!Files.exists(path)) {
                assertNotNull(watch.poll(1, TimeUnit.MINUTES), "no archive was made");
            }
        }
        return path;
    }

    @Test
    void an_own_script_that_has_not_changed_runs_without_jbang() throws Exception {
        Path more = Files.createDirectories(launcher.resolveSibling("lifeboat")).resolve("More.java");
        String text = "package lifeboat; public class More { public static final String TEXT = \"%s\"; }";
        Files.writeString(launcher.resolveSibling("own.java"), """
                //JAVA 25+
                //SOURCES lifeboat/More.java
                void main(String[] args) {
                    IO.println(lifeboat.More.TEXT + "|" + String.join("|", args));
                }
                """);
        Files.writeString(more, text.formatted("one"));
        assertEquals("one|a  b|$c'd\"|*", own("", "a  b", "$c'd\"", "*"));
        assertEquals("one|x  y|$z'", own("--stops-jbang", "x  y", "$z'"));
        Files.writeString(more, text.formatted("two"));
        assertEquals("two|z", own("", "z"));
        assertEquals("two|", own("--stops-jbang"));
    }

    private static String own(String jbangOptions, String... arguments) {
        List<String> words = new ArrayList<>(List.of(launcher.toString(), "own"));
        words.addAll(List.of(arguments));
        return shell("elsewhere").env("JBANG_JAVA_OPTIONS", jbangOptions)
                .must("\"$@\" 2>/dev/null", words.toArray(String[]::new)).strip();
    }

    @Test
    void a_signal_reaches_the_program() throws Exception {
        Tool tool = shell("elsewhere").tool("exec \"$1\" hello wait", launcher.toString());
        try (Tool.Running running = tool.start();
                var out = new BufferedReader(new InputStreamReader(running.stdout(), StandardCharsets.UTF_8))) {
            assertEquals("ready", out.readLine(), running::errors);
            assertTrue(ProcessHandle.of(running.pid()).orElseThrow().destroy());
            assertEquals("cleaned up", out.readLine());
            assertEquals(143, running.waitFor(Duration.ofSeconds(20)));
        }
    }

    @Test
    void an_installed_jbang_is_used_with_a_new_enough_jdk() throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path fake = Files.writeString(bin.resolve("jbang"), "#!/bin/sh\nprintf '%s|' \"$JAVA_HOME\" \"$@\"\nexit 9\n");
        executable(fake);
        String path = bin + ":" + Shell.pathWithout("jbang");
        Path old = jdk("17.0.15");
        Path recent = jdk("26");

        Tool.Result result = shell("elsewhere").env("PATH", path).env("JAVA_HOME", recent.toString())
                .run("\"$1\" --verbose 'x y'", launcher.toString());
        assertEquals(9, result.code());
        assertEquals(recent + "|--verbose|x y|", result.out());

        String chosen = shell("elsewhere").env("PATH", path).env("JAVA_HOME", old.toString())
                .run("\"$1\" version", launcher.toString()).out();
        assertFalse(chosen.startsWith(old + "|"), "a JDK 17 was chosen");
    }

    @Test
    void a_launcher_on_the_path_does_not_take_itself_for_jbang() {
        String path = launcher.getParent() + ":" + Shell.pathWithout("jbang");
        assertEquals("0.132.1", shell("elsewhere").env("PATH", path).must("jbang version 2>/dev/null").strip());
    }

    @Test
    void without_jbang_and_maven_it_says_what_to_install() throws IOException {
        Path bin = Files.createDirectories(folder.resolve("few"));
        for (String program : List.of("dirname", "readlink", "id")) {
            String real = shell("home").must("command -v \"$1\"", program);
            executable(Files.writeString(bin.resolve(program), "#!/bin/sh\nexec " + real + " \"$@\"\n"));
        }
        Tool.Result result = shell("elsewhere").env("PATH", bin.toString())
                .env("HOME", folder.resolve("new").toString()).env("JAVA_HOME", jdk("25.0.1").toString())
                .run("\"$1\" version", launcher.toString());
        assertEquals(2, result.code());
        assertEquals("""
                error: neither [jbang] nor [mvn] is on PATH
                hint: install Maven, which fetches JBang, or install JBang itself""", result.errors());
    }

    private static Shell shell(String where) {
        return Shell.in(folder.resolve(where)).env("HOME", folder.resolve("home").toString())
                .env("XDG_CACHE_HOME", "").env("JBANG_DIR", "").env("CI", "")
                .env("PATH", Shell.pathWithout("jbang"));
    }

    /** A folder that looks like a JDK of that version. */
    private static Path jdk(String version) throws IOException {
        Path home = folder.resolve("jdk " + version);
        Files.createDirectories(home.resolve("bin"));
        for (String program : List.of("java", "javac")) {
            executable(Files.writeString(home.resolve("bin").resolve(program), "#!/bin/sh\n"));
        }
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
