package lifeboat.postgres;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lifeboat.base.Environment;
import lifeboat.base.Tool;
import lifeboat.base.UserError;

/**
 * One installed set of PostgreSQL's server programs.
 *
 * @param folder  holds {@code initdb}, {@code postgres} and {@code pg_ctl}
 * @param major   their major version: 15
 * @param version their whole version: {@code 15.20}
 */
public record ServerPrograms(Path folder, int major, String version) {
    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) ((\\d+)\\S*)");

    /**
     * The set of that major version, else the newest of a later one. They are looked for where
     * {@link PostgresClients} looks.
     *
     * @throws UserError of kind DRILL_UNABLE if there is none; says what to install
     */
    public static ServerPrograms find(int major, Environment env) {
        List<ServerPrograms> all = PostgresClients.folders(env).stream().map(ServerPrograms::probe)
                .flatMap(Optional::stream).toList();
        return all.stream().filter(p -> p.major == major).findFirst()
                .or(() -> all.stream().filter(p -> p.major > major).max(Comparator.comparingInt(ServerPrograms::major)))
                .orElseThrow(() -> UserError.of(UserError.Kind.DRILL_UNABLE,
                        "no PostgreSQL server programs of version [" + major + "] or later are installed"
                                + (all.isEmpty() ? "" : ", only " + all.stream().map(p -> "[" + p.version
                                + "]").toList()),
                        "on Debian and Ubuntu: apt-get install postgresql-" + major
                                + " (or postgresql); or set LIFEBOAT_PG_BIN to the folder that holds initdb"));
    }

    /** The path of one of the programs. */
    Path program(String name) {
        return folder.resolve(name);
    }

    private static Optional<ServerPrograms> probe(Path folder) {
        if (!Stream.of("initdb", "postgres", "pg_ctl").allMatch(p -> Files.isExecutable(folder.resolve(p)))) {
            return Optional.empty();
        }
        Tool.Result result = Tool.of(folder.resolve("postgres").toString(), "--version").run(Duration.ofSeconds(20));
        Matcher matcher = VERSION.matcher(result.out());
        return result.ok() && matcher.find()
                ? Optional.of(new ServerPrograms(folder, Integer.parseInt(matcher.group(2)), matcher.group(1)))
                : Optional.empty();
    }
}
