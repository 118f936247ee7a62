package lifeboat.postgres;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lifeboat.base.Environment;
import lifeboat.base.Tool;
import lifeboat.base.UserError;
import lifeboat.container.Engine;

/**
 * One set of PostgreSQL's client programs: installed here, or in a container's image.
 *
 * @param folder  holds at least {@code pg_dump} and {@code pg_restore}
 * @param major   their major version: 15
 * @param version their whole version: {@code 15.20}
 * @param image   the image that has them instead; the folder means nothing then
 */
public record PostgresClients(Path folder, int major, String version, Optional<ClientImage> image) {
    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) ((\\d+)\\S*)");
    private static final Duration START = Duration.ofSeconds(20);
    private static final List<String> USUAL = List.of("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin",
            "/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin",
            "/opt/homebrew/opt/libpq/bin", "/usr/local/opt/libpq/bin");

    /** An installed set. */
    public PostgresClients(Path folder, int major, String version) {
        this(folder, major, version, Optional.empty());
    }

    /**
     * The set to use with a server: the one of its own major version, else the newest of a later one.
     * Where {@code LIFEBOAT_PG_BIN} (folders, separated by colons) has one that fits it is taken from there; otherwise
     * from PATH and the usual places; otherwise from the image {@code postgres:MAJOR}, if a container engine answers.
     *
     * @throws UserError if none fits; says what is there and what to install
     */
    public static PostgresClients find(int serverMajor, Environment env) {
        Optional<PostgresClients> chosen = best(serverMajor, sets(listed(env.get("LIFEBOAT_PG_BIN"))));
        if (chosen.isPresent()) {
            return chosen.get();
        }
        List<PostgresClients> all = installed(env);
        return best(serverMajor, all).orElseGet(() -> ofImage(serverMajor, all, env));
    }

    private static PostgresClients ofImage(int serverMajor, List<PostgresClients> all, Environment env) {
        UserError none = none(serverMajor, all);
        Engine engine = Engine.answering(env).orElseThrow(() -> none);
        try {
            return ClientImage.find(engine, serverMajor);
        } catch (UserError e) {
            throw UserError.of(none.getMessage() + "; and " + e.getMessage(), none.hint().orElseThrow()).because(e);
        }
    }

    private static UserError none(int serverMajor, List<PostgresClients> all) {
        return UserError.of("no client programs for a PostgreSQL [" + serverMajor + "] server: "
                + (all.isEmpty() ? "there is no pg_dump here" : "found only " + all.stream()
                        .map(c -> "[" + c.version + " in " + c.folder + "]").collect(Collectors.joining(", "))),
                "install version " + serverMajor + " or later, on Debian and Ubuntu: apt-get install postgresql-client-"
                        + serverMajor + "; or set LIFEBOAT_PG_BIN to the folder that holds pg_dump; or start a "
                        + "container engine, which has them in the image postgres:" + serverMajor);
    }

    /** Every set found, in the order of the search. */
    public static List<PostgresClients> installed(Environment env) {
        return sets(folders(env));
    }

    /** Every folder that may hold programs, in the order of the search. */
    static Set<Path> folders(Environment env) {
        Set<Path> folders = new LinkedHashSet<>(listed(env.get("LIFEBOAT_PG_BIN")));
        folders.addAll(listed(env.get("PATH")));
        USUAL.forEach(pattern -> folders.addAll(matching(pattern)));
        return folders;
    }

    private static Optional<PostgresClients> best(int serverMajor, List<PostgresClients> sets) {
        return sets.stream().filter(c -> c.major == serverMajor).findFirst()
                .or(() -> sets.stream().filter(c -> c.major > serverMajor).max(Comparator.comparingInt(c -> c.major)));
    }

    private static List<Path> listed(Optional<String> list) {
        return list.map(text -> Stream.of(text.split(":")).filter(f -> !f.isEmpty()).map(Path::of).toList())
                .orElse(List.of());
    }

    private static List<PostgresClients> sets(Collection<Path> folders) {
        return folders.stream().flatMap(folder -> probe(folder).stream()).toList();
    }

    /**
     * One of the programs, to be run against a database.
     *
     * @param files files of this machine that the arguments name
     */
    public Tool tool(PostgresUrl url, String program, List<String> arguments, Path... files) {
        if (image.isPresent()) {
            return url.configure(image.get().tool(url, program, arguments, List.of(files)));
        }
        return url.configure(Tool.of(command(List.of(), program, arguments)));
    }

    /**
     * pg_dump to standard output. The C library writes 4 KiB at a time into a pipe; where coreutils' {@code stdbuf} is
     * installed and works with this pg_dump, it writes 256 KiB, which saves both sides much of their time.
     */
    public Tool dump(PostgresUrl url, List<String> arguments, Environment env) {
        List<String> writing = image.isPresent() ? List.of() : Tool.find("stdbuf", env)
                .map(stdbuf -> List.of(stdbuf.toString(), "--output=256K")).filter(this::works).orElse(List.of());
        if (writing.isEmpty()) {
            return tool(url, "pg_dump", arguments);
        }
        return url.configure(Tool.of(command(writing, "pg_dump", arguments)));
    }

    /** Whether pg_dump runs behind that prefix as it does without. */
    private boolean works(List<String> prefix) {
        Tool.Result result = Tool.of(command(prefix, "pg_dump", List.of("--version"))).run(START);
        return result.ok() && result.errors().isEmpty() && result.out().contains("(PostgreSQL) " + version);
    }

    private List<String> command(List<String> prefix, String program, List<String> arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(folder.resolve(program).toString());
        command.addAll(arguments);
        return command;
    }

    /** Whether it has that program; {@code psql} and {@code pg_dumpall} may be missing. */
    public boolean has(String program) {
        return image.isPresent() || Files.isExecutable(folder.resolve(program));
    }

    /** {@code pg_restore} of an installed set. */
    public Path pgRestore() {
        return folder.resolve("pg_restore");
    }

    private static Optional<PostgresClients> probe(Path folder) {
        Path dump = folder.resolve("pg_dump");
        if (!Files.isExecutable(dump) || !Files.isExecutable(folder.resolve("pg_restore")) || wrapper(dump)) {
            return Optional.empty();
        }
        Tool.Result result = Tool.of(dump.toString(), "--version").run(START);
        Matcher matcher = VERSION.matcher(result.out());
        return result.ok() && matcher.find()
                ? Optional.of(new PostgresClients(folder, Integer.parseInt(matcher.group(2)), matcher.group(1)))
                : Optional.empty();
    }

    /** Debian's dispatcher, which only starts one of the sets that are found anyway. */
    private static boolean wrapper(Path program) {
        try {
            return program.toRealPath().endsWith("pg_wrapper");
        } catch (IOException _) {
            return true; // gone meanwhile: not usable either
        }
    }

    /** The folders that a pattern with at most one star names, newest version first. */
    private static List<Path> matching(String pattern) {
        int star = pattern.indexOf('*');
        if (star < 0) {
            return List.of(Path.of(pattern));
        }
        Path parent = Path.of(pattern.substring(0, pattern.lastIndexOf('/', star)));
        String rest = pattern.substring(parent.toString().length() + 1);
        String glob = rest.substring(0, rest.indexOf('/'));
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent, glob)) {
            entries.forEach(entry -> found.add(entry.resolve(rest.substring(rest.indexOf('/') + 1))));
        } catch (IOException _) {
            return List.of(); // not readable for us: nothing to use there
        }
        found.sort(Comparator.comparing(Path::toString).reversed());
        return found;
    }
}
