package lifeboat.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import lifeboat.testing.Shell;
import org.junit.jupiter.api.Test;

class TopLevelTest {
    private static final Set<String> ALLOWED = Set.of("backup.java", "restore.java", "verify.java", "jbang",
            "jbang-catalog.json", "lifeboat", "tests", "bench", "docs", "workflows-examples", "README.md",
            "CHANGELOG.md", "LICENSE");

    @Test
    void the_top_holds_nothing_unexpected() {
        Set<String> unexpected = tracked().stream().map(name -> name.split("/")[0])
                .filter(name -> !name.startsWith(".") && !ALLOWED.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), unexpected);
    }

    @Test
    void the_scripts_are_executable() {
        for (String name : List.of("jbang", "backup.java", "restore.java", "verify.java", ".ci/run")) {
            assertTrue(Files.isExecutable(Checkout.ROOT.resolve(name)), name);
        }
    }

    /** The files of the checkout that git tracks or would. */
    static List<String> tracked() {
        String names = Shell.in(Checkout.ROOT).must("git ls-files --cached --others --exclude-standard");
        return names.lines().filter(name -> Files.exists(Checkout.ROOT.resolve(name))).toList();
    }
}
