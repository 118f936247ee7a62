package lifeboat.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lifeboat.base.UserError;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestClassesTest {
    private static final String TOOL = "lifeboat.base.ToolTest";
    private static final String SECRET = "lifeboat.base.SecretTest";
    private static final String STORE = "lifeboat.store.StoreTest";

    @TempDir
    private Path folder;
    private TestClasses classes;

    @BeforeEach
    void write_some() throws IOException {
        for (String name : List.of(TOOL, SECRET, STORE, "lifeboat.store.StoreContract")) {
            Path file = folder.resolve(name.replace('.', '/') + ".java");
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }
        classes = new TestClasses(folder);
    }

    @Test
    void without_names_all_run() throws IOException {
        assertEquals(List.of(SECRET, TOOL, STORE), classes.matching(List.of()));
    }

    @Test
    void a_name_is_a_class_with_or_without_its_ending_and_package() throws IOException {
        for (String name : List.of("Tool", "ToolTest", "base.Tool", TOOL)) {
            assertEquals(List.of(TOOL), classes.matching(List.of(name)), name);
        }
    }

    @Test
    void a_name_is_a_package() throws IOException {
        assertEquals(List.of(SECRET, TOOL), classes.matching(List.of("base")));
        assertEquals(List.of(SECRET, TOOL, STORE), classes.matching(List.of("Store", "lifeboat.base")));
    }

    @Test
    void an_unknown_name_is_an_error_beside_known_ones() {
        UserError error = assertThrows(UserError.class, () -> classes.matching(List.of("Tool", "Too")));
        assertEquals("no test class is named [Too]", error.getMessage());
    }
}
