package lifeboat.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The file that lists the sources of the scripts, because JBang takes no globs from a script that it runs from a URL.
 * Its {@code //DEPS} lines are kept by hand; its {@code //SOURCES} lines follow from the disk.
 */
public record SourcesIndex(Path root) {
    private static final String PREFIX = "//SOURCES ";

    /** The index itself. */
    public Path file() {
        return root.resolve("lifeboat/sources.java");
    }

    /** The lines the index should have: what stands before the first source, then each source on the disk. */
    public List<String> expected() throws IOException {
        return Stream.concat(actual().stream().takeWhile(line -> !line.startsWith(PREFIX)),
                sources().stream().map(PREFIX::concat)).toList();
    }

    /** The lines the index has. */
    public List<String> actual() throws IOException {
        return Files.readAllLines(file());
    }

    /** Writes the sources found on the disk into the index and returns how many there are. */
    public int rewrite() throws IOException {
        Files.write(file(), expected());
        return sources().size();
    }

    private List<String> sources() throws IOException {
        Path folder = file().getParent();
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(path -> path.toString().endsWith(".java") && !path.equals(file()))
                    .map(path -> folder.relativize(path).toString().replace('\\', '/'))
                    .sorted().toList();
        }
    }
}
