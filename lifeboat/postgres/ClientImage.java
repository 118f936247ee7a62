package lifeboat.postgres;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lifeboat.base.Output;
import lifeboat.base.Tool;
import lifeboat.base.UserError;
import lifeboat.container.Engine;
import lifeboat.container.Errand;
import lifeboat.container.Image;

/** PostgreSQL's client programs in the official image of a major version, run by a container engine. */
record ClientImage(Engine engine, Image image) {
    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) ((\\d+)\\S*)");
    private static final Duration START = Duration.ofMinutes(2);

    /**
     * The programs of that major version.
     *
     * @throws UserError if the image is not to be had or holds other programs
     */
    static PostgresClients find(Engine engine, int major) {
        Image image = Image.require(engine, "postgres:" + major, Output.SILENT);
        Tool.Result result = Errand.alone(engine, image).tool("pg_dump", List.of("--version")).run(START);
        Matcher matcher = VERSION.matcher(result.out());
        if (!result.ok() || !matcher.find()) {
            throw UserError.of("the image [" + image.name() + "] does not run pg_dump: " + result.errors(), null);
        }
        return new PostgresClients(Path.of("/"), Integer.parseInt(matcher.group(2)), matcher.group(1),
                Optional.of(new ClientImage(engine, image)));
    }

    /** A program, to be run against a database; the files are those of this machine that it is to read. */
    Tool tool(PostgresUrl url, String program, List<String> arguments, List<Path> files) {
        Set<String> variables = new TreeSet<>(url.libpqEnvironment().keySet());
        variables.addAll(List.of("PGOPTIONS", "LC_ALL"));
        Errand errand = new Errand(engine, image, !url.socket(), Set.of(), variables).reading(files)
                .reading(secrets(url));
        return (url.socket() ? errand.reading(List.of(Path.of(url.host()))) : errand).tool(program, arguments);
    }

    /** The files that the connection's options name. */
    private static List<Path> secrets(PostgresUrl url) {
        return Stream.of("sslrootcert", "sslcert", "sslkey").map(url.options()::get).filter(Objects::nonNull)
                .map(Path::of).filter(Files::isRegularFile).toList();
    }
}
