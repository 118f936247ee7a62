package lifeboat.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lifeboat.base.Environment;
import lifeboat.base.Secret;
import lifeboat.base.UserError;

/**
 * What the URLs of sources and stores mean. Errors show no more of a URL than its scheme: the rest may be secret.
 *
 * @param folder what relative paths are relative to
 */
public record Urls(Path folder, Environment env) {
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(.*)", Pattern.DOTALL);
    private static final Pattern CONTAINER =
            Pattern.compile("//([A-Za-z0-9][A-Za-z0-9_.-]*)/(postgres|sqlite)/(.+)", Pattern.DOTALL);
    private static final String DATABASES = "s are postgres://USER@HOST/DATABASE, sqlite:PATH, "
            + "docker://CONTAINER/postgres/DATABASE and docker://CONTAINER/sqlite/PATH";
    private static final String STORES = "stores are DIR, file:DIR, s3://BUCKET/PREFIX and gs://BUCKET/PREFIX";

    /**
     * The source of a URL.
     *
     * @throws UserError of kind USAGE if there is no such source
     */
    public SourceConfig source(String url) {
        return database(url, "source");
    }

    /**
     * The target of a URL.
     *
     * @throws UserError of kind USAGE if there is no such target
     */
    public SourceConfig target(String url) {
        return database(url, "target");
    }

    /** @param what errors call it */
    private SourceConfig database(String url, String what) {
        Matcher matcher = SCHEME.matcher(url.strip());
        if (!matcher.matches()) {
            throw UserError.usage("the " + what + " is not a URL", what + DATABASES);
        }
        String rest = matcher.group(2);
        return switch (matcher.group(1)) {
            case "postgres", "postgresql" -> postgres(url.strip(), rest, what);
            case "sqlite" -> new SourceConfig.Sqlite(path(withoutSlashes(rest)));
            case "docker" -> container(rest, what);
            default -> throw UserError.usage("unknown " + what + " [" + matcher.group(1) + ":]", what + DATABASES);
        };
    }

    private static SourceConfig container(String rest, String what) {
        Matcher matcher = CONTAINER.matcher(rest);
        if (!matcher.matches()) {
            throw UserError.usage("the " + what + " in a container is not complete", what + DATABASES);
        }
        if (matcher.group(2).equals("postgres") && matcher.group(3).matches("(?s).*[/?#].*")) {
            throw UserError.usage("the database's name of a " + what + " in a container holds one of [/?#]",
                    "write them as %2F, %3F and %23; such a URL has no options");
        }
        return matcher.group(2).equals("postgres")
                ? new SourceConfig.PostgresInContainer(matcher.group(1), decoded(matcher.group(3)))
                : new SourceConfig.SqliteInContainer(matcher.group(1), "/" + matcher.group(3).replaceFirst("^/+", ""));
    }

    /** A database's name as a URL has it; other characters than in a URL are taken as they are. */
    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw UserError.usage("the database's name has a percent sign that begins no %XX", "write it as %25")
                    .because(e);
        }
    }

    private static SourceConfig postgres(String url, String rest, String what) {
        if (!rest.startsWith("//")) {
            throw UserError.usage("a PostgreSQL URL begins with [postgres://]", what + DATABASES);
        }
        return new SourceConfig.Postgres(new Secret(url), List.of(), List.of(), List.of(), List.of(),
                SourceConfig.Postgres.LOCK_WAIT, true);
    }

    /**
     * The store of that name, else of that directory or URL.
     *
     * @throws UserError of kind USAGE if there is no such store
     */
    public StoreConfig store(String text, Map<String, StoreConfig> known) {
        if (known.containsKey(text)) {
            return known.get(text);
        }
        Matcher matcher = SCHEME.matcher(text);
        if (!matcher.matches()) {
            return new StoreConfig.Directory(text, path(text));
        }
        return switch (matcher.group(1)) {
            case "file" -> new StoreConfig.Directory(text, path(withoutSlashes(matcher.group(2))));
            case "s3", "gs" -> new S3Reader(this).url(text, matcher.group(1), matcher.group(2));
            default -> throw UserError.usage("cannot store in [" + matcher.group(1) + ":]", STORES);
        };
    }

    /**
     * A path: relative ones to the folder, {@code ~/} to the home folder.
     *
     * @throws UserError of kind USAGE if it is empty or no path
     */
    public Path path(String text) {
        if (text.isBlank()) {
            throw UserError.usage("a path is empty", null);
        }
        try {
            Path path = text.startsWith("~/") ? env.home().resolve(text.substring(2)) : folder.resolve(text);
            return path.normalize();
        } catch (InvalidPathException e) {
            throw UserError.usage("[" + text.replaceAll("\\p{Cntrl}", "?") + "] is not a path", null).because(e);
        }
    }

    private static String withoutSlashes(String rest) {
        return rest.startsWith("//") ? rest.substring(2) : rest;
    }
}
