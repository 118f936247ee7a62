package lifeboat.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import lifeboat.base.UserError;

/** The test classes in a folder: each file whose name ends in {@code Test.java}. */
record TestClasses(Path folder) {
    private static final String SUFFIX = "Test.java";

    /** The names of all of them, sorted. */
    List<String> all() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .map(file -> folder.relativize(file).toString())
                    .map(file -> file.substring(0, file.length() - ".java".length()).replace('/', '.'))
                    .sorted().toList();
        }
    }

    /**
     * Those that any of the names means, or all if there are no names.
     *
     * @throws UserError if a name means none
     */
    List<String> matching(List<String> names) throws IOException {
        List<String> all = all();
        for (String name : names) {
            if (all.stream().noneMatch(type -> means(name, type))) {
                throw UserError.usage("no test class is named [" + name + "]",
                        "see [./jbang test --list]; a name is a class or a package");
            }
        }
        return all.stream()
                .filter(type -> names.isEmpty() || names.stream().anyMatch(name -> means(name, type))).toList();
    }

    private static boolean means(String name, String type) {
        String simple = type.substring(type.lastIndexOf('.') + 1);
        String full = name.startsWith("lifeboat.") ? name : "lifeboat." + name;
        return name.equals(simple) || (name + "Test").equals(simple)
                || type.equals(full) || type.equals(full + "Test") || type.startsWith(full + ".");
    }
}
