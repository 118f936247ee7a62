package lifeboat.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lifeboat.base.Environment;
import lifeboat.base.Secret;
import lifeboat.base.UserError;
import lifeboat.catalog.Manifest;
import lifeboat.catalog.ManifestCache;
import lifeboat.config.DrillChecks;
import lifeboat.config.JobConfig;
import lifeboat.config.KeysConfig;
import lifeboat.config.SourceConfig;
import lifeboat.config.StoreConfig;
import lifeboat.config.Template;
import lifeboat.config.Urls;
import lifeboat.container.Engine;
import lifeboat.container.RunningContainer;
import lifeboat.drill.ContainerTarget;
import lifeboat.drill.Demands;
import lifeboat.drill.PostgresLocalTarget;
import lifeboat.drill.PostgresServerTarget;
import lifeboat.drill.SqliteContainerTarget;
import lifeboat.drill.SqliteTarget;
import lifeboat.drill.Target;
import lifeboat.pipeline.Layer;
import lifeboat.pipeline.Layers;
import lifeboat.postgres.ContainerDatabase;
import lifeboat.postgres.PostgresUrl;
import lifeboat.postgres.Scope;
import lifeboat.restore.PostgresRestorer;
import lifeboat.restore.Restorer;
import lifeboat.restore.SqliteRestorer;
import lifeboat.source.PostgresSource;
import lifeboat.source.Source;
import lifeboat.source.SqliteSource;
import lifeboat.store.DirectoryStore;
import lifeboat.store.Impatient;
import lifeboat.store.S3Bucket;
import lifeboat.store.S3Settings;
import lifeboat.store.S3Store;
import lifeboat.store.Store;
import lifeboat.store.ThrottledStore;

/** Which class does what: the only place that names implementations. */
final class Wiring {
    private static final String POSTGRES = "postgres";
    private static final String SQLITE = "sqlite";
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    private Wiring() {}

    /** A store that gives up operations that do not move. */
    static Store store(Context context, StoreConfig config) {
        return new Impatient(plainStore(context, config));
    }

    private static Store plainStore(Context context, StoreConfig config) {
        return switch (config) {
            case StoreConfig.Directory directory -> new DirectoryStore(directory.path());
            case StoreConfig.Unset unset -> throw unset.why();
            case StoreConfig.S3 s3 -> {
                Store store = new S3Store(settings(context, s3).sharedBy(context.parallel()), context.env(),
                        StoreLocks.of(context, s3));
                yield s3.bandwidth().isPresent() ? new ThrottledStore(store, s3.bandwidth().getAsLong()) : store;
            }
        };
    }

    /** Everything about a store in a bucket; nothing is opened. */
    static S3Settings settings(Context context, StoreConfig.S3 s3) {
        return S3Settings.of(s3.bucket(), s3.prefix(), s3.options(), s3.secretKey(), context.env());
    }

    /** How its bucket is set. */
    static S3Bucket bucket(Context context, S3Settings settings) {
        return new S3Bucket(settings, context.env());
    }

    /** A store for lists and states alone: with local copies of what never changes, if it is far away. */
    static Store toLookAt(Context context, Store store) {
        return ManifestCache.over(store, context.env(), context.clock().instant());
    }

    /** A store whose folders nobody else adds to: listed once, everything else is read from it. */
    static Store listedOnce(Context context, Store store) {
        return ManifestCache.without(store, context.clock().instant());
    }

    /** A store by its name in the configuration, else by its URL. */
    static StoreConfig storeNamed(Context context, String text) {
        return new Urls(Setup.workingFolder(), context.env()).store(text, context.config().stores());
    }

    /** @param encrypted whether what it writes will be encrypted: only then may it hold the roles' passwords */
    static Source source(Context context, SourceConfig config, boolean encrypted) {
        return source(context, config, encrypted, 1);
    }

    /** @param jobs by how many connections, where the source can be read by several */
    static Source source(Context context, SourceConfig config, boolean encrypted, int jobs) {
        return switch (config) {
            case SourceConfig.Postgres postgres -> new PostgresSource(url(context, postgres), scope(postgres),
                    postgres.lockWait(), postgres.globals(), encrypted, jobs, context.env());
            case SourceConfig.Sqlite sqlite -> new SqliteSource(sqlite.path(), context.env(), context.out());
            case SourceConfig.PostgresInContainer in -> new PostgresSource(url(context, in), Scope.ALL,
                    SourceConfig.Postgres.LOCK_WAIT, true, encrypted, jobs, context.env());
            case SourceConfig.SqliteInContainer in -> new SqliteSource(file(context, in), context.env(), context.out());
        };
    }

    /** A source or target as people may see it. */
    static String describe(Context context, SourceConfig config) {
        return switch (config) {
            case SourceConfig.Postgres postgres -> url(context, postgres).describe();
            case SourceConfig.Sqlite sqlite -> "sqlite:" + sqlite.path().toAbsolutePath().normalize();
            case SourceConfig.PostgresInContainer in -> in.url();
            case SourceConfig.SqliteInContainer in -> "docker://" + in.container() + "/sqlite" + in.path();
        };
    }

    /** Where a store is, as people may see it; nothing is opened. */
    static String place(StoreConfig config) {
        return switch (config) {
            case StoreConfig.Directory directory -> directory.path().toAbsolutePath().normalize().toString();
            case StoreConfig.S3 s3 -> "s3://" + s3.bucket() + (s3.prefix().isEmpty() ? "" : "/" + s3.prefix());
            case StoreConfig.Unset unset -> throw unset.why();
        };
    }

    /** What a target URL says. */
    static SourceConfig address(Context context, String url) {
        return new Urls(Setup.workingFolder(), context.env()).target(url);
    }

    /** What brings data into a target. */
    static Restorer restorer(Context context, SourceConfig target) {
        return switch (target) {
            case SourceConfig.Postgres postgres -> new PostgresRestorer(url(context, postgres), context.env(), CORES);
            case SourceConfig.Sqlite sqlite -> new SqliteRestorer(sqlite.path());
            case SourceConfig.PostgresInContainer in ->
                new PostgresRestorer(url(context, in), context.env(), CORES);
            case SourceConfig.SqliteInContainer in -> new SqliteRestorer(file(context, in));
        };
    }

    /** The type of a source or target, as manifests say it. */
    static String type(SourceConfig config) {
        return switch (config) {
            case SourceConfig.Postgres _, SourceConfig.PostgresInContainer _ -> POSTGRES;
            case SourceConfig.Sqlite _, SourceConfig.SqliteInContainer _ -> SQLITE;
        };
    }

    /** The name of a database or file alone. */
    static String name(Context context, SourceConfig config) {
        return switch (config) {
            case SourceConfig.Postgres postgres -> url(context, postgres).database();
            case SourceConfig.Sqlite sqlite -> sqlite.path().getFileName().toString();
            case SourceConfig.PostgresInContainer in -> in.database();
            case SourceConfig.SqliteInContainer in -> Path.of(in.path()).getFileName().toString();
        };
    }

    /** Where drills run if nobody says: in containers if an engine answers, else on this machine. */
    static String defaultTarget(Context context) {
        return Engine.answering(context.env()).isPresent() ? "container" : "local";
    }

    /**
     * The drill target that {@code container}, {@code container=IMAGE}, {@code local} or {@code server=URL} means for a
     * backup. SQLite needs no container unless an image is named: a temporary file is as good.
     */
    static Target target(Context context, String text, Manifest manifest) {
        boolean postgres = manifest.source().type().equals(POSTGRES);
        if (text.matches("(?s)container(=.+)?")) {
            Optional<String> image = Optional.of(text.replaceFirst("(?s)^container=?", "")).filter(i -> !i.isEmpty());
            if (postgres) {
                return new ContainerTarget(image, context.out(), context.env(), CORES);
            }
            if (image.isPresent()) {
                return new SqliteContainerTarget(image.get(), context.out(), context.env());
            }
        }
        if (text.equals("local") || text.equals("container")) {
            return postgres ? new PostgresLocalTarget(context.env(), CORES) : new SqliteTarget(context.env());
        }
        if (text.startsWith("server=") && postgres) {
            return new PostgresServerTarget(PostgresUrl.parse(text.substring("server=".length()), context.env()),
                    context.env(), CORES);
        }
        throw UserError.usage("a backup of type [" + manifest.source().type() + "] cannot be drilled in ["
                + text.replaceFirst("=.*", "=…") + "]", "use --target local or --target container" + (postgres
                ? ", or --target server=URL" : ""));
    }

    /** What a backup's drill checks beyond equality, by its job's configuration and {@code LIFEBOAT_AMCHECK}. */
    static Demands demands(Context context, Manifest manifest) {
        DrillChecks checks = Optional.ofNullable(context.config().jobs().get(manifest.job()))
                .map(JobConfig::drillChecks).orElse(DrillChecks.NONE);
        Optional<Demands.Health> health = checks.url().map(Demands.Address::new);
        return new Demands(checks.amcheck() || context.env().get("LIFEBOAT_AMCHECK").filter("true"::equals).isPresent(),
                checks.statements(), checks.command().isEmpty() ? health : Optional
                        .of(new Demands.Program(checks.command())));
    }

    /** The layers to write by, innermost first. */
    static List<Layer> layers(Context context, JobConfig.Compression compression, List<String> recipients) {
        List<String> names = new ArrayList<>();
        if (!compression.method().equals("none")) {
            names.add(compression.method());
        }
        if (!recipients.isEmpty()) {
            names.add("age");
        }
        return Layers.of(names, Layers.Options.writing(compression.level(), recipients)
                .sharedBy(context.parallel()));
    }

    /** The layers to read a part by. */
    static List<Layer> readers(Context context, Manifest.Part part, Manifest manifest) {
        boolean encrypted = part.layers().contains("age");
        Optional<Secret> identity = encrypted ? Optional.of(identity(context, manifest)) : Optional.empty();
        return Layers.of(part.layers(), Layers.Options.reading(identity, manifest.recipients()));
    }

    /** What looks into the data without a server, one part after the other. */
    static ArchiveCheck archiveCheck(Context context, Manifest manifest) {
        return switch (manifest.source().type()) {
            case POSTGRES -> new PostgresArchiveCheck(manifest);
            case SQLITE -> new SqliteFileCheck(context.env());
            default -> throw UserError.of("backup [" + manifest.id() + "] is of the unknown type ["
                    + manifest.source().type() + "]", "a newer Lifeboat made it: update");
        };
    }

    /** The configuration that {@code backup init} writes. */
    static String template(Environment env, Path folder, String recipient) {
        return Template.render(List.of(recipient), Optional.of(InitRun.IDENTITY), env, folder);
    }

    /** What a layer adds to a file name. */
    static String suffix(String layer) {
        return switch (layer) {
            case "zstd" -> ".zst";
            case "gzip" -> ".gz";
            default -> "." + layer;
        };
    }

    private static Secret identity(Context context, Manifest manifest) {
        KeysConfig keys = context.config().keys();
        if (keys.identity().isPresent()) {
            return keys.identity().get();
        }
        Path file = keys.identityFile().orElseThrow(() -> UserError.of(
                "backup [" + manifest.id() + "] is encrypted and no identity is given",
                "set LIFEBOAT_IDENTITY to the secret key of one of " + manifest.recipients() + ", or to its file"));
        try {
            return new Secret(Files.readString(file));
        } catch (IOException e) {
            throw UserError.of("cannot read the identity file [" + file + "]: " + e.getMessage(),
                    "check keys.identity_file and the file's permissions").because(e);
        }
    }

    private static PostgresUrl url(Context context, SourceConfig.Postgres postgres) {
        return PostgresUrl.parse(postgres.url().value(), context.env());
    }

    private static PostgresUrl url(Context context, SourceConfig.PostgresInContainer in) {
        return ContainerDatabase.url(in.container(), in.database(), context.env());
    }

    private static Path file(Context context, SourceConfig.SqliteInContainer in) {
        return RunningContainer.find(Engine.find(context.env()), in.container()).file(in.path());
    }

    private static Scope scope(SourceConfig.Postgres postgres) {
        return new Scope(postgres.schemas(), postgres.excludeSchemas(), postgres.tables(), postgres.excludeTables());
    }
}
