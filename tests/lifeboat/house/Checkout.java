package lifeboat.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The checkout under test: the current folder. */
final class Checkout {
    static final Path ROOT = Path.of("").toAbsolutePath();

    private Checkout() {}

    /** The Java files below a folder of the checkout, sorted. */
    static List<Path> java(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
    }

    /** The Java files in the checkout's top folder. */
    static List<Path> scripts() throws IOException {
        try (Stream<Path> files = Files.list(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
    }

    /** The path below the root, for messages. */
    static String name(Path file) {
        return ROOT.relativize(file).toString();
    }
}
