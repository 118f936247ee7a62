package lifeboat.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lifeboat.base.Environment;
import lifeboat.base.Secret;
import lifeboat.base.UserError;
import lifeboat.config.JobConfig.Compression;
import lifeboat.config.JobConfig.Encryption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionsTest {
    private static final String URL = "postgres://app:hunter2@db.example/Orders%20DB?sslmode=require";

    @TempDir
    Path folder;

    @Test
    void source_and_to_make_one_job_without_a_file() {
        Config config = source("sqlite:data/My Shop.db", "backups").load(env("LIFEBOAT_RECIPIENTS",
                ConfigReaderTest.RECIPIENT), folder);
        assertEquals(new JobConfig("my-shop", new SourceConfig.Sqlite(folder.resolve("data/My Shop.db")),
                List.of("backups"),
                Compression.DEFAULT, Encryption.AGE, Optional.empty()), config.jobs().get("my-shop"));
        assertEquals(Map.of("backups", new StoreConfig.Directory("backups", folder.resolve("backups"))),
                config.stores());
        assertEquals(Optional.empty(), config.file());
    }

    @Test
    void the_job_is_named_for_its_database_or_as_told() {
        assertEquals("orders-db", source(URL, "b").load(env(), folder).jobs().keySet().iterator().next());
        assertEquals("database", source("postgres:///", "b").load(env(), folder).jobs().keySet().iterator().next());
        Options told = new Options(Optional.empty(), Optional.of(URL), List.of("b", "file:c"), Optional.of("nightly"));
        Config config = told.load(env(), folder);
        assertEquals(List.of("b", "file:c"), config.jobs().get("nightly").stores());
        assertEquals(new StoreConfig.Directory("file:c", folder.resolve("c")), config.stores().get("file:c"));
        assertUsage(() -> new Options(Optional.empty(), Optional.of(URL), List.of("b"), Optional.of("No!"))
                .load(env(), folder),
                "cannot name a job");
    }

    @Test
    void halves_of_a_job_are_refused() {
        assertUsage(() -> new Options(Optional.empty(), Optional.of(URL), List.of(), Optional.empty())
                .load(env(), folder),
                "not where to");
        assertUsage(() -> new Options(Optional.empty(), Optional.empty(), List.of("b"), Optional.empty())
                .load(env(), folder),
                "but not what");
        assertUsage(() -> source(URL, "b", "b").load(env(), folder), "named twice");
    }

    @Test
    void what_cannot_be_stored_in_or_backed_up_is_refused_without_its_secrets() {
        assertUsage(() -> source(URL, "s3://key:hunter2@bucket").load(env(), folder), "--to: the URL of a store");
        assertUsage(() -> source(URL, "s3://bucket?secret_key=hunter2").load(env(), folder), "must not hold keys");
        assertUsage(() -> source(URL, "ftp://hunter2/b").load(env(), folder), "cannot store in [ftp:]");
        assertUsage(() -> source("redis://:hunter2@h", "b").load(env(), folder), "--source: unknown source [redis:]");
        assertUsage(() -> source("orders.db", "b").load(env(), folder), "is not a URL");
        assertUsage(() -> new Urls(folder, env()).target("orders.db"), "the target is not a URL");
        assertUsage(() -> new Options(Optional.of(""), Optional.empty(), List.of(), Optional.empty())
                .loadToRead(env(), folder), "--config: a path is empty");
    }

    @Test
    void stores_and_keys_of_a_named_file_can_be_used_with_source() throws IOException {
        file("other.yaml", "offsite", "a.db");
        Options options = new Options(Optional.of("other.yaml"), Optional.of("sqlite:b.db"), List.of("offsite"),
                Optional.empty());
        Config config = options.load(env(), folder);
        assertEquals(List.of("b"), List.copyOf(config.jobs().keySet()));
        assertEquals(folder.resolve("offsite-dir"), ((StoreConfig.Directory) config.stores().get("offsite")).path());
    }

    @Test
    void options_go_before_a_named_file_before_the_usual_file_before_variables() throws IOException {
        Environment both = env("DB_PATH", "v.db", "BACKUP_DIR", "v");
        assertEquals("v", job(Options.NONE.load(both, folder)));
        file("lifeboat.yaml", "s", "usual.db");
        assertEquals("usual", job(Options.NONE.load(both, folder)));
        file("env.yaml", "s", "env.db");
        Environment named = env("DB_PATH", "v.db", "BACKUP_DIR", "v", "LIFEBOAT_CONFIG", "env.yaml");
        assertEquals("env", job(Options.NONE.load(named, folder)));
        file("option.yaml", "s", "option.db");
        Options option = new Options(Optional.of("option.yaml"), Optional.empty(), List.of(), Optional.empty());
        assertEquals("option", job(option.load(named, folder)));
        assertEquals("x", job(source("sqlite:x.db", "b").load(named, folder)));
        assertUsage(() -> new Options(Optional.empty(), Optional.empty(), List.of(), Optional.of("j"))
                .load(both, folder), "--job");
        assertUsage(() -> Options.NONE.load(env("LIFEBOAT_CONFIG", "none.yaml", "DB_PATH", "v.db"), folder),
                "does not exist");
    }

    @Test
    void variables_alone_make_one_job() {
        Config config = Options.NONE.load(env("DATABASE_URL", URL, "BACKUP_DIR", "/srv/b", "LIFEBOAT_RECIPIENTS",
                ConfigReaderTest.RECIPIENT + ",\n" + ConfigReaderTest.OTHER, "LIFEBOAT_IDENTITY",
                ConfigReaderTest.IDENTITY), folder);
        assertEquals(List.of(ConfigReaderTest.RECIPIENT, ConfigReaderTest.OTHER), config.keys().recipients());
        assertEquals(Optional.of(new Secret(ConfigReaderTest.IDENTITY)), config.keys().identity());
        JobConfig job = config.jobs().get("orders-db");
        assertEquals(Encryption.AGE, job.encryption());
        assertTrue(job.source() instanceof SourceConfig.Postgres postgres && postgres.url().value().equals(URL));
        Config sqlite = Options.NONE.load(env("DB_PATH", "/data/app.sqlite3", "BACKUP_DIR", "~/b", "HOME", "/home/x"),
                folder);
        assertEquals(new SourceConfig.Sqlite(Path.of("/data/app.sqlite3")), sqlite.jobs().get("app").source());
        assertEquals(Encryption.UNDECIDED, sqlite.jobs().get("app").encryption());
        assertEquals(Path.of("/home/x/b"), ((StoreConfig.Directory) sqlite.stores().get("~/b")).path());
    }

    @Test
    void variables_name_buckets_beside_a_directory() {
        Environment env = env("DB_PATH", "v.db", "BACKUP_DIR", "b", "S3_BUCKET", "acme", "BACKUP_S3_REGION",
                "eu-west-1", "GCS_BUCKET", "gs://other/prod");
        Config config = Options.NONE.load(env, folder);
        assertEquals(List.of("b", "s3://acme?region=eu-west-1", "gs://other/prod"),
                List.copyOf(config.stores().keySet()));
        StoreConfig.S3 acme = (StoreConfig.S3) config.stores().get("s3://acme?region=eu-west-1");
        assertEquals("acme", acme.bucket());
        assertEquals(Map.of("region", "eu-west-1"), acme.options());
        StoreConfig.S3 google = (StoreConfig.S3) config.stores().get("gs://other/prod");
        assertEquals("prod", google.prefix());
        assertEquals(Map.of("provider", "gcs"), google.options());
        assertEquals(config.stores().keySet(), Options.NONE.loadToRead(env, folder).stores().keySet());
        assertUsage(() -> Options.NONE.load(env("DB_PATH", "v.db", "S3_BUCKET", "a1", "BACKUP_S3_BUCKET", "b2"),
                folder), "different buckets");
    }

    @Test
    void incomplete_ambiguous_or_unsupported_variables_are_refused() {
        UserError nothing = assertUsage(() -> Options.NONE.load(env(), folder), "nothing says what");
        for (String way : List.of("backup init", "--source", "--to", "DATABASE_URL", "DB_PATH", "BACKUP_DIR")) {
            assertTrue(nothing.hint().orElseThrow().contains(way), way);
        }
        assertUsage(() -> Options.NONE.load(env("DATABASE_URL", URL), folder), "nothing says where to");
        assertUsage(() -> Options.NONE.load(env("DATABASE_URL", URL, "DB_PATH", "x", "BACKUP_DIR", "b"), folder),
                "both set");
        for (String name : List.of("RETENTION_DAYS", "BACKUP_SLACK_WEBHOOK")) {
            assertUsage(() -> Options.NONE.load(env("DB_PATH", "x", "BACKUP_DIR", "b", name, "y"), folder), "[" + name
                    + "]");
        }
        assertUsage(() -> Options.NONE.load(env("DATABASE_URL", "mysql://h/d", "BACKUP_DIR", "b"), folder),
                "DATABASE_URL:");
        assertUsage(() -> Options.NONE.load(env("DB_PATH", "x", "BACKUP_DIR", "b", "LIFEBOAT_RECIPIENTS", "me"),
                folder),
                "LIFEBOAT_RECIPIENTS:");
    }

    @Test
    void a_variable_says_how_many_days_are_kept() {
        Config config = Options.NONE.load(env("DB_PATH", "x", "BACKUP_DIR", "b", "BACKUP_RETENTION_DAYS", "14"),
                folder);
        assertEquals(14, config.jobs().get("x").retention().of("b").days());
        assertUsage(() -> Options.NONE.load(env("DB_PATH", "x", "BACKUP_DIR", "b", "RETENTION_DAYS", "0"), folder),
                "number of days");
    }

    @Test
    void a_command_that_reads_needs_no_configuration() throws IOException {
        Config none = Options.NONE.loadToRead(env("LIFEBOAT_IDENTITY", ConfigReaderTest.IDENTITY), folder);
        assertTrue(none.jobs().isEmpty() && none.stores().isEmpty() && none.keys().identity().isPresent());
        Config store = Options.NONE.loadToRead(env("BACKUP_DIR", "b"), folder);
        assertEquals(List.of("b"), List.copyOf(store.stores().keySet()));
        assertEquals("v", job(Options.NONE.loadToRead(env("DB_PATH", "v.db", "BACKUP_DIR", "b"), folder)));
        file("lifeboat.yaml", "s", "usual.db");
        assertEquals("usual", job(Options.NONE.loadToRead(env("BACKUP_DIR", "b"), folder)));
    }

    @Test
    void the_template_parses_and_backs_up_what_is_there() throws IOException {
        Files.createFile(folder.resolve("it's $HOME.db"));
        Files.createFile(folder.resolve("shop.sqlite"));
        Files.createFile(folder.resolve("shop.sqlite3"));
        Files.createFile(folder.resolve("notes.txt"));
        Environment env = env("DATABASE_URL", URL);
        Config config = render(env);
        assertEquals(List.of("orders-db", "it-s-home", "shop", "shop-2"), List.copyOf(config.jobs().keySet()));
        assertEquals(new SourceConfig.Sqlite(folder.resolve("it's $HOME.db")), config.jobs().get("it-s-home").source());
        assertEquals(List.of(ConfigReaderTest.RECIPIENT), config.keys().recipients());
        assertEquals(Optional.of(folder.resolve("identity.key")), config.keys().identityFile());
        assertFalse(Files.readString(folder.resolve(Options.FILE)).contains("hunter2"));
    }

    @Test
    void the_template_of_an_empty_folder_has_an_example() throws IOException {
        Config config = render(env());
        assertEquals(List.of("database"), List.copyOf(config.jobs().keySet()));
        assertUsage(() -> config.jobs().get("database").source(), "[DATABASE_URL] is not set");
    }

    @Test
    void the_template_does_not_name_the_file_of_db_path_twice() throws IOException {
        Files.createFile(folder.resolve("app.db"));
        Config config = render(env("DB_PATH", "./app.db"));
        assertEquals(List.of("app"), List.copyOf(config.jobs().keySet()));
        assertEquals(new SourceConfig.Sqlite(folder.resolve("app.db")), config.jobs().get("app").source());
    }

    private Config render(Environment env) throws IOException {
        String text = Template.render(List.of(ConfigReaderTest.RECIPIENT), Optional.of("identity.key"), env, folder);
        Path file = Files.writeString(folder.resolve(Options.FILE), text);
        return ConfigReader.read(file, env);
    }

    private void file(String name, String store, String database) throws IOException {
        Files.writeString(folder.resolve(name), "stores: { " + store + ": { type: directory, path: " + store
                + "-dir } }\njobs: { "
                + database.replace(".db", "") + ": { source: 'sqlite:" + database + "' } }\n");
    }

    private static Options source(String url, String... to) {
        return new Options(Optional.empty(), Optional.of(url), List.of(to), Optional.empty());
    }

    private static String job(Config config) {
        return String.join(",", config.jobs().keySet());
    }

    private static Environment env(String... pairs) {
        Map<String, String> variables = new java.util.HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            variables.put(pairs[i], pairs[i + 1]);
        }
        return new Environment(variables);
    }

    private static UserError assertUsage(org.junit.jupiter.api.function.Executable action, String part) {
        UserError error = assertThrows(UserError.class, action);
        assertEquals(Optional.of(UserError.Kind.USAGE), error.kind());
        assertTrue(error.getMessage().contains(part), error.getMessage());
        assertFalse((error.getMessage() + error.hint()).contains("hunter2"), error.getMessage());
        return error;
    }
}
