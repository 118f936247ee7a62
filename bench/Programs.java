package bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The programs on this machine. */
final class Programs {
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final List<String> SERVER = List.of("initdb", "postgres", "pg_ctl");

    private final List<Path> folders = new ArrayList<>();

    /** Those of PATH and of PostgreSQL's own folders, which come first: Debian's wrappers start slower. */
    Programs() {
        Optional.ofNullable(System.getenv("LIFEBOAT_PG_BIN")).map(Path::of).ifPresent(folders::add);
        folders.addAll(debian());
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).filter(f -> !f.isEmpty()).map(Path::of)
                .forEach(folders::add);
    }

    /** The value of PATH for what is measured. */
    String path() {
        return String.join(":", folders.stream().map(Path::toString).toList());
    }

    /** Whether there is a program of that name. */
    boolean has(String program) {
        return find(program).isPresent();
    }

    /** Where a program is. */
    Optional<Path> find(String program) {
        return folders.stream().map(folder -> folder.resolve(program)).filter(Files::isExecutable).findFirst();
    }

    /** The folder of PostgreSQL's server programs. */
    Optional<Path> server() {
        return folders.stream().filter(folder -> SERVER.stream().map(folder::resolve).allMatch(Files::isExecutable))
                .findFirst();
    }

    /** The versions of the measured programs, as they say it. */
    Map<String, String> versions(Shell shell) {
        Map<String, String> versions = new TreeMap<>();
        for (String program : List.of("age", "aws", "gpg", "gzip", "pg_dump", "restic", "sqlite3", "zstd")) {
            if (has(program)) {
                String option = program.equals("restic") ? "version" : "--version";
                versions.put(program, shell.must("\"$1\" \"$2\" | head -n 1", program, option));
            }
        }
        return versions;
    }

    private static List<Path> debian() {
        if (!Files.isDirectory(DEBIAN)) {
            return List.of();
        }
        try (Stream<Path> majors = Files.list(DEBIAN)) {
            return majors.filter(major -> major.getFileName().toString().matches("\\d+"))
                    .sorted(Comparator.comparing((Path major) -> Integer.valueOf(major.getFileName().toString()))
                            .reversed())
                    .map(major -> major.resolve("bin")).filter(Files::isDirectory).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
