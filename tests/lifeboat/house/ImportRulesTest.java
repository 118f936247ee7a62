package lifeboat.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may know whom. Names in comments and texts do not count. */
class ImportRulesTest {
    private static final Set<String> RESTORE =
            Set.of("base", "fingerprint", "catalog", "container", "postgres", "sqlite");
    private static final Map<String, Set<String>> MAY_KNOW = Map.ofEntries(
            Map.entry("base", Set.of()),
            Map.entry("fingerprint", Set.of("base")),
            Map.entry("container", Set.of("base")),
            Map.entry("postgres", Set.of("base", "container", "fingerprint")),
            Map.entry("sqlite", Set.of("base", "fingerprint")),
            Map.entry("source", Set.of("base", "container", "fingerprint", "postgres", "sqlite")),
            Map.entry("pipeline", Set.of("base")),
            Map.entry("store", Set.of("base")),
            Map.entry("catalog", Set.of("base", "fingerprint", "store")),
            Map.entry("retention", Set.of("base")),
            Map.entry("schedule", Set.of("base")),
            Map.entry("config", Set.of("base", "retention", "schedule")),
            Map.entry("restore", RESTORE),
            Map.entry("drill", Set.of("base", "container", "fingerprint", "catalog", "postgres", "sqlite",
                    "restore")),
            Map.entry("report", Set.of("base", "fingerprint")),
            Map.entry("demo", Set.of("base", "sqlite")),
            Map.entry("run", Set.of("base", "container", "fingerprint", "postgres", "sqlite", "source", "pipeline",
                    "store", "catalog", "config", "retention", "restore", "drill", "report", "demo", "schedule")),
            Map.entry("cli", Set.of("base", "config", "report", "run")),
            Map.entry("", Set.of("cli")));
    private static final Set<String> SEAMS = Set.of("Source", "Store", "Layer", "Restorer", "Target");

    private static List<SourceTree> main;

    @BeforeAll
    static void parse() throws IOException {
        List<Path> files = new ArrayList<>(Checkout.java("lifeboat"));
        files.remove(Checkout.ROOT.resolve("lifeboat/sources.java"));
        files.addAll(Checkout.scripts());
        main = SourceTree.parse(files);
        assertTrue(main.size() > 40, "found only " + main.size() + " sources");
    }

    @Test
    void packages_know_only_those_they_may() {
        List<String> wrong = new ArrayList<>();
        for (SourceTree source : main) {
            String own = packageOf(source.packageName() + ".");
            Set<String> allowed = MAY_KNOW.get(own);
            assertTrue(allowed != null, "say in this test what the package [" + own + "] may know");
            source.names().stream().filter(name -> name.startsWith("lifeboat.")).map(ImportRulesTest::packageOf)
                    .filter(known -> !known.isEmpty() && !known.equals(own) && !allowed.contains(known)).distinct()
                    .forEach(known -> wrong.add(Checkout.name(source.file()) + " must not know " + known));
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void only_the_wiring_names_implementations() {
        Set<String> seams = new HashSet<>(SEAMS);
        main.forEach(source -> source.bases().forEach((base, types) -> {
            if (types.stream().anyMatch(SEAMS::contains)) {
                seams.add(base);
            }
        }));
        Map<String, SourceTree> implementations = new HashMap<>();
        for (SourceTree source : main) {
            source.implementing().forEach((type, types) -> {
                if (!type.isEmpty() && types.stream().anyMatch(seams::contains)) {
                    implementations.put(source.packageName() + "." + type, source);
                }
            });
        }
        assertTrue(implementations.size() >= SEAMS.size(), "found only " + implementations.keySet());
        assertEquals(List.of(), offenders((source, name) -> implementations.containsKey(name)
                && !source.packageName().equals(implementations.get(name).packageName()), "lifeboat/run/Wiring.java"));
    }

    @Test
    void only_the_tool_starts_processes() {
        assertEquals(List.of(), offenders((_, name) -> name.matches("(.*\\.)?(ProcessBuilder|exec)"),
                "lifeboat/base/Tool.java"));
    }

    @Test
    void only_the_environment_reads_variables() {
        assertEquals(List.of(), offenders((_, name) -> name.endsWith("System.getenv"),
                "lifeboat/base/Environment.java"));
    }

    @Test
    void only_the_scripts_exit() {
        assertEquals(List.of(), offenders((_, name) -> name.matches("(.*\\.)?(System\\.exit|halt)"),
                "backup.java", "restore.java", "verify.java"));
    }

    @Test
    void nothing_is_swallowed_by_printing_it() {
        assertEquals(List.of(), offenders((_, name) -> name.endsWith(".printStackTrace"),
                "lifeboat/cli/ErrorHandler.java"));
    }

    @Test
    void no_file_names_the_host_of_a_package_registry() throws IOException {
        List<String> hosts = Stream.of("repo1.maven", "repo.maven", "registry.npmjs", "deb.debian", "archive.ubuntu",
                "pypi", "proxy.golang").map(host -> host + ".").toList();
        List<String> wrong = new ArrayList<>();
        for (String name : TopLevelTest.tracked()) {
            String text = Files.readString(Checkout.ROOT.resolve(name), StandardCharsets.ISO_8859_1);
            hosts.stream().filter(text::contains).forEach(host -> wrong.add(name + " names " + host));
        }
        assertEquals(List.of(), wrong);
    }

    /** Each use of a name in the sources of which the test is true, outside the allowed files. */
    private static List<String> offenders(BiPredicate<SourceTree, String> test, String... allowed) {
        return main.stream().filter(source -> !Set.of(allowed).contains(Checkout.name(source.file())))
                .flatMap(source -> source.names().stream().filter(name -> test.test(source, name))
                        .map(name -> Checkout.name(source.file()) + " uses " + name)).toList();
    }

    private static String packageOf(String name) {
        String[] words = name.split("\\.");
        return words.length > 1 ? words[1] : "";
    }
}
