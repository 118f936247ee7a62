package lifeboat.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lifeboat.base.Environment;
import lifeboat.base.JobName;
import lifeboat.base.UserError;
import lifeboat.config.JobConfig.Compression;
import lifeboat.config.JobConfig.Encryption;
import lifeboat.retention.Policy;

/**
 * Finds the configuration: explicit options first, then the file of {@code --config} or {@code LIFEBOAT_CONFIG}, then
 * {@code lifeboat.yaml} in the working folder, then the environment's variables.
 *
 * @param config a file
 * @param source URL of the one job's source, instead of a file's jobs
 * @param to     its stores: directories or URLs, or names from the file of {@code --config}
 * @param job    the name of the one job, else that of its database or file
 */
public record Options(Optional<String> config, Optional<String> source, List<String> to, Optional<String> job) {
    /** The file that is read without being asked for. */
    public static final String FILE = "lifeboat.yaml";

    private static final String CONFIG = "LIFEBOAT_CONFIG";
    private static final String DATABASE_URL = "DATABASE_URL";
    private static final String DB_PATH = "DB_PATH";
    private static final String BACKUP_DIR = "BACKUP_DIR";
    private static final String S3_BUCKET = "S3_BUCKET";
    private static final String BACKUP_S3_BUCKET = "BACKUP_S3_BUCKET";
    private static final String BACKUP_S3_REGION = "BACKUP_S3_REGION";
    private static final String GCS_BUCKET = "GCS_BUCKET";
    private static final Map<String, String> NOT_YET = Map.of(
            "BACKUP_SLACK_WEBHOOK", "does not notify anybody", "CONTAINER_NAME", "does not reach into containers");
    private static final Pattern DATABASE = Pattern.compile("//[^/?#]*/([^/?#]+)");

    /** Copies. */
    public Options {
        to = List.copyOf(to);
    }

    /** No options at all. */
    public static final Options NONE = new Options(Optional.empty(), Optional.empty(), List.of(), Optional.empty());

    /**
     * The configuration for a run that makes backups.
     *
     * @param folder the working folder
     * @throws UserError of kind USAGE if there is none, or something in it is wrong
     */
    public Config load(Environment env, Path folder) {
        Urls urls = new Urls(folder, env);
        if (source.isPresent()) {
            return ofSource(urls);
        }
        refuseIncomplete();
        Optional<Path> file = file(urls);
        if (file.isPresent()) {
            refuseJob(file.get());
            return ConfigReader.read(file.get(), env);
        }
        return ofVariables(urls);
    }

    /**
     * The configuration for a command that opens neither sources nor stores: as {@link #load}, but of a file's
     * variables those of sources, stores and keys may be missing.
     */
    public Config loadToPlan(Environment env, Path folder) {
        Optional<Path> file = source.isPresent() ? Optional.empty() : file(new Urls(folder, env));
        return file.isPresent() ? ConfigReader.readToPlan(file.get(), env) : load(env, folder);
    }

    /**
     * The configuration for a command that reads stores: as {@link #load}, but what only a backup needs may be missing.
     * Without any configuration the result has keys at most.
     */
    public Config loadToRead(Environment env, Path folder) {
        Urls urls = new Urls(folder, env);
        boolean variables = source.isEmpty() && to.isEmpty() && file(urls).isEmpty();
        Map<String, StoreConfig> stores = variables ? stores(urls) : Map.of();
        boolean complete = !stores.isEmpty()
                && env.get(DATABASE_URL).isPresent() != env.get(DB_PATH).isPresent();
        if (!variables || complete) {
            return load(env, folder);
        }
        return new Config(Optional.empty(), stores, new KeysReader(urls).fromEnvironment(), Map.of());
    }

    private Config ofSource(Urls urls) {
        if (to.isEmpty()) {
            throw UserError.usage("--source says what to back up, but not where to", "add --to DIR");
        }
        Optional<Config> named = config.map(path ->
                ConfigReader.read(at("--config", () -> urls.path(path)), urls.env()));
        Map<String, StoreConfig> known = named.map(Config::stores).orElse(Map.of());
        Map<String, StoreConfig> stores = new LinkedHashMap<>();
        to.forEach(text -> add(stores, store(urls, "--to", text, known)));
        KeysConfig keys = named.map(Config::keys).orElseGet(() -> new KeysReader(urls).fromEnvironment());
        return oneJob(source(urls, "--source", source.get()), stores, keys);
    }

    private Config ofVariables(Urls urls) {
        Environment env = urls.env();
        Optional<String> url = env.get(DATABASE_URL);
        Optional<String> path = env.get(DB_PATH);
        if (url.isEmpty() && path.isEmpty()) {
            throw UserError.usage("nothing says what to back up",
                    "write a configuration with `backup init`, pass --source URL --to DIR,"
                            + " or set DATABASE_URL (or DB_PATH) and BACKUP_DIR, S3_BUCKET or GCS_BUCKET");
        }
        if (url.isPresent() && path.isPresent()) {
            throw UserError.usage("[DATABASE_URL] and [DB_PATH] are both set",
                    "unset one of them, or write a configuration with `backup init`");
        }
        NOT_YET.keySet().stream().sorted().filter(name -> env.get(name).isPresent()).findFirst().ifPresent(name -> {
            throw UserError.usage("variable [" + name + "] is set, but this version " + NOT_YET.get(name),
                    "unset it, or say with --source and --to, or in a " + FILE + ", what you want");
        });
        Map<String, StoreConfig> stores = stores(urls);
        if (stores.isEmpty()) {
            throw UserError.usage("[" + (url.isPresent() ? DATABASE_URL : DB_PATH)
                    + "] says what to back up, but nothing says where to", "set BACKUP_DIR, S3_BUCKET or GCS_BUCKET");
        }
        SourceConfig database = url.map(text -> source(urls, DATABASE_URL, text))
                .orElseGet(() -> new SourceConfig.Sqlite(urls.path(path.get())));
        Config one = oneJob(database, stores, new KeysReader(urls).fromEnvironment());
        return retentionDays(env).map(one::with).orElse(one);
    }

    private static Optional<Retention> retentionDays(Environment env) {
        String name = env.get("RETENTION_DAYS").isPresent() ? "RETENTION_DAYS" : "BACKUP_RETENTION_DAYS";
        return env.get(name).map(text -> {
            if (!text.matches("[1-9]\\d{0,4}")) {
                throw UserError.usage("[" + name + "] must be a number of days, is [" + text + "]",
                        "write one such as 30");
            }
            return new Retention(new Policy(0, Optional.empty(), Integer.parseInt(text), Map.of()), Map.of(), false,
                    ZoneOffset.UTC);
        });
    }

    /** The stores that variables name. */
    private static Map<String, StoreConfig> stores(Urls urls) {
        Environment env = urls.env();
        Map<String, StoreConfig> stores = new LinkedHashMap<>();
        env.get(BACKUP_DIR).ifPresent(text -> add(stores, store(urls, BACKUP_DIR, text, Map.of())));
        Optional<String> bucket = env.get(S3_BUCKET);
        Optional<String> other = env.get(BACKUP_S3_BUCKET);
        if (bucket.isPresent() && other.isPresent() && !bucket.equals(other)) {
            throw UserError.usage("[S3_BUCKET] and [BACKUP_S3_BUCKET] name different buckets", "unset one of them");
        }
        String region = env.get(BACKUP_S3_REGION).map(text -> "?region=" + text).orElse("");
        other.ifPresentOrElse(text -> add(stores, bucket(urls, BACKUP_S3_BUCKET, "s3://", text, region)),
                () -> bucket.ifPresent(text -> add(stores, bucket(urls, S3_BUCKET, "s3://", text, region))));
        env.get(GCS_BUCKET).ifPresent(text -> add(stores, bucket(urls, GCS_BUCKET, "gs://", text, "")));
        return stores;
    }

    /** A bucket by its name, or by a URL. */
    private static StoreConfig bucket(Urls urls, String from, String scheme, String text, String more) {
        return store(urls, from, text.contains("://") ? text : scheme + text + more, Map.of());
    }

    private Config oneJob(SourceConfig database, Map<String, StoreConfig> stores, KeysConfig keys) {
        String name = job.map(JobName::require).orElseGet(() -> nameOf(database));
        JobConfig only = new JobConfig(name, database, List.copyOf(stores.keySet()), Compression.DEFAULT,
                keys.recipients().isEmpty() ? Encryption.UNDECIDED : Encryption.AGE, Optional.empty());
        return new Config(Optional.empty(), stores, keys, Map.of(name, only));
    }

    /** The job's name where nobody gave one: that of the database, or of the file without its suffix. */
    static String nameOf(SourceConfig source) {
        return switch (source) {
            case SourceConfig.Sqlite(Path path) -> nameOf(path);
            case SourceConfig.SqliteInContainer(_, String path) -> nameOf(Path.of(path));
            case SourceConfig.PostgresInContainer(_, String database) -> JobName.from(database, "database");
            case SourceConfig.Postgres postgres -> {
                Matcher matcher = DATABASE.matcher(postgres.url().value());
                yield matcher.find() ? JobName.from(decoded(matcher.group(1)), "database") : "database";
            }
        };
    }

    private static String nameOf(Path file) {
        return JobName.from(file.getFileName().toString().replaceFirst("\\.[A-Za-z0-9]{1,8}$", ""), "database");
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return text; // a wrong escape: whoever connects will say so
        }
    }

    private Optional<Path> file(Urls urls) {
        Optional<Path> named = config.map(text -> at("--config", () -> urls.path(text)))
                .or(() -> urls.env().get(CONFIG).map(text -> at(CONFIG, () -> urls.path(text))));
        if (named.isPresent()) {
            return named;
        }
        Path usual = urls.folder().resolve(FILE);
        return Files.exists(usual) ? Optional.of(usual) : Optional.empty();
    }

    private void refuseIncomplete() {
        if (!to.isEmpty()) {
            throw UserError.usage("--to says where to back up to, but not what", "add --source URL");
        }
    }

    private void refuseJob(Path file) {
        if (job.isPresent()) {
            throw UserError.usage("--job names the job of --source, but the jobs are those of [" + file + "]",
                    "write the job's name without --job");
        }
    }

    private static void add(Map<String, StoreConfig> stores, StoreConfig store) {
        if (stores.put(store.name(), store) != null) {
            throw UserError.usage("store [" + store.name() + "] is named twice", null);
        }
    }

    private static SourceConfig source(Urls urls, String from, String text) {
        return at(from, () -> urls.source(text));
    }

    private static StoreConfig store(Urls urls, String from, String text, Map<String, StoreConfig> known) {
        return at(from, () -> urls.store(text, known));
    }

    private static <T> T at(String from, Supplier<T> meaning) {
        try {
            return meaning.get();
        } catch (UserError e) {
            throw UserError.usage(from + ": " + e.getMessage(), e.hint().orElse(null)).because(e);
        }
    }
}
