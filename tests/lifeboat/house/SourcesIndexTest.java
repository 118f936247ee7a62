package lifeboat.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lifeboat.index.SourcesIndex;
import org.junit.jupiter.api.Test;

class SourcesIndexTest {
    private final SourcesIndex index = new SourcesIndex(Checkout.ROOT);

    @Test
    void the_index_lists_exactly_the_sources_on_the_disk() throws IOException {
        List<String> missing = new ArrayList<>(index.expected());
        missing.removeAll(index.actual());
        List<String> gone = new ArrayList<>(index.actual());
        gone.removeAll(index.expected());
        String hint = "run [./jbang tests/index.java]";
        assertEquals(List.of(), missing, hint);
        assertEquals(List.of(), gone, hint);
        assertEquals(index.expected(), index.actual(), hint);
    }

    @Test
    void the_index_holds_only_dependencies_and_sources() throws IOException {
        for (String line : index.actual()) {
            assertTrue(line.isEmpty() || line.startsWith("//DEPS ") || line.startsWith("//SOURCES "), line);
        }
    }

    @Test
    void no_other_source_declares_dependencies_or_sources() throws IOException {
        for (Path file : Checkout.java("lifeboat")) {
            if (!file.equals(index.file())) {
                assertTrue(Files.readAllLines(file).stream().noneMatch(line -> line.startsWith("//DEPS")
                        || line.startsWith("//SOURCES")), Checkout.name(file));
            }
        }
    }
}
