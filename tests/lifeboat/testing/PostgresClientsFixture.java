package lifeboat.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lifeboat.base.Environment;
import lifeboat.base.Tool;

/**
 * Client programs of other major versions than the system has: Debian's packages and all their libraries, unpacked into
 * a cache folder and started by their own loader. The system's packages are not touched.
 */
public final class PostgresClientsFixture {
    private static final Path SOURCES = Path.of("/etc/apt/sources.list.d/debian.sources");
    private static final Path KEYS = Path.of("/usr/share/keyrings/debian-archive-keyring.gpg");
    private static final Map<Integer, String> SUITES = new TreeMap<>(Map.of(13, "bullseye", 17, "trixie", 18, "forky"));
    private static final int NEWEST = 18;
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final List<String> PROGRAMS = List.of("pg_dump", "pg_restore", "pg_dumpall", "psql");

    private PostgresClientsFixture() {}

    /** The folder with that major version's programs: installed or unpacked; empty where neither can be had. */
    public static synchronized Optional<Path> of(int major) {
        Path local = Path.of("/usr/lib/postgresql/" + major + "/bin");
        if (Files.isExecutable(local.resolve("pg_dump"))) {
            return Optional.of(local);
        }
        if (!SUITES.containsKey(major) || !Files.isReadable(SOURCES) || !Files.isReadable(KEYS)) {
            return Optional.empty();
        }
        Path target = PostgresBinaries.cache().resolve("client-" + major + "-" + SUITES.get(major));
        try {
            if (!Files.isDirectory(target)) {
                unpack(major, target);
            }
            return Optional.of(bin(target, major));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The major versions whose programs can be had, from that one on. */
    public static List<Integer> from(int major) {
        return IntStream.rangeClosed(major, NEWEST).filter(m -> of(m).isPresent()).boxed().toList();
    }

    /** This process's environment, with the clients of these major versions found first. */
    public static Environment environment(int... majors) {
        Map<String, String> variables = new TreeMap<>(System.getenv());
        StringBuilder folders = new StringBuilder();
        for (int major : majors) {
            of(major).ifPresent(folder -> folders.append(folders.isEmpty() ? "" : ":").append(folder));
        }
        variables.put("LIFEBOAT_PG_BIN", folders.toString());
        return new Environment(variables);
    }

    private static void unpack(int major, Path target) throws IOException {
        Files.createDirectories(PostgresBinaries.cache());
        Path work = Files.createTempDirectory(PostgresBinaries.cache(), "client-");
        try {
            download(major, work);
            Path tree = Files.createDirectory(work.resolve("tree"));
            PostgresBinaries.run(work, List.of("sh", "-c", "for deb in archives/*.deb; do case $deb in */perl*) ;;"
                    + " *) dpkg-deb -x \"$deb\" tree ;; esac; done"));
            wrap(major, tree, target);
            PostgresBinaries.moveUnlessThere(tree, target);
        } finally {
            PostgresBinaries.run(PostgresBinaries.cache(), List.of("rm", "-rf", work.toString()));
        }
    }

    /** apt with folders of its own, an empty list of installed packages and the mirror of the system's own sources. */
    private static void download(int major, Path work) throws IOException {
        String mirror = Files.readAllLines(SOURCES).stream().filter(line -> line.startsWith("URIs:")).findFirst()
                .orElseThrow().substring("URIs:".length()).strip();
        for (String folder : List.of("state/lists/partial", "archives/partial", "etc")) {
            Files.createDirectories(work.resolve(folder));
        }
        Files.writeString(work.resolve("status"), "");
        Files.writeString(work.resolve("sources.list"),
                "deb [signed-by=" + KEYS + "] " + mirror + " " + SUITES.get(major) + " main\n");
        Files.writeString(work.resolve("apt.conf"), """
                Dir::State "%1$s/state";
                Dir::State::status "%1$s/status";
                Dir::Cache "%1$s";
                Dir::Cache::archives "%1$s/archives";
                Dir::Etc "%1$s/etc";
                Dir::Etc::sourcelist "%1$s/sources.list";
                Dir::Etc::sourceparts "-";
                APT::Sandbox::User "%2$s";
                Acquire::Languages "none";
                Acquire::Check-Valid-Until "false";
                """.formatted(work, System.getProperty("user.name")));
        apt(work, List.of("apt-get", "-q", "update"));
        apt(work, List.of("apt-get", "-q", "-y", "--no-install-recommends", "--download-only", "install",
                "postgresql-client-" + major, "libc6"));
    }

    private static void apt(Path work, List<String> command) {
        Tool.Result result = Tool.of(command).env("APT_CONFIG", work.resolve("apt.conf").toString()).run(LIMIT);
        if (!result.ok()) {
            throw new IllegalStateException(String.join(" ", command) + " failed: " + result.errors());
        }
    }

    private static Path bin(Path root, int major) {
        return root.resolve("usr/lib/postgresql/" + major + "/bin");
    }

    /** In the same folder, where pg_dumpall looks for pg_dump. */
    private static void wrap(int major, Path tree, Path target) throws IOException {
        Path loader;
        try (Stream<Path> files = Files.walk(tree, FileVisitOption.FOLLOW_LINKS)) {
            loader = files.filter(f -> f.getFileName().toString().matches("ld-linux-x86-64\\.so\\.2|ld-2\\.\\d+\\.so"))
                    .findFirst().orElseThrow();
        }
        String at = target.resolve(tree.relativize(loader)).toString();
        String libraries = Stream.of("usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu", "usr/lib", "lib")
                .map(folder -> target.resolve(folder).toString()).reduce((a, b) -> a + ":" + b).orElseThrow();
        for (String program : PROGRAMS) {
            Path script = bin(tree, major).resolve(program);
            Files.move(script, bin(tree, major).resolve(program + ".real"));
            Files.writeString(script, "#!/bin/sh\nexec " + at + " --library-path " + libraries + " "
                    + bin(target, major).resolve(program + ".real") + " \"$@\"\n");
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
