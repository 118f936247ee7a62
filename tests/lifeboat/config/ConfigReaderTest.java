package lifeboat.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lifeboat.base.Environment;
import lifeboat.base.Secret;
import lifeboat.base.UserError;
import lifeboat.config.JobConfig.Compression;
import lifeboat.config.JobConfig.Encryption;
import lifeboat.retention.Period;
import lifeboat.retention.Policy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
    static final String RECIPIENT = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
    static final String OTHER = "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg";
    static final String IDENTITY = "AGE-SECRET-KEY-1" + "Q".repeat(58);
    private static final String SQLITE = "jobs: { shop: { source: 'sqlite:shop.db' } }\n";
    private static final String STORE = "stores: { local: { type: directory, path: backups } }\n";

    @TempDir
    Path folder;
    private Map<String, String> variables = Map.of();

    @Test
    void a_whole_configuration_is_read() throws IOException {
        variables = Map.of("DATABASE_URL", "postgres://app:pw@db/orders", "LIFEBOAT_IDENTITY", IDENTITY);
        Config config = read("""
                stores:
                  local:   { type: directory, path: ./backups }
                  second:  { type: directory, path: /mnt/backups }
                keys:
                  recipients: [%s, %s]
                  identity: ${LIFEBOAT_IDENTITY}
                jobs:
                  orders:
                    source:
                      type: postgres
                      url: "${DATABASE_URL}"
                      schemas: [config, customer]
                      exclude_tables: audit.log
                      lock_wait: 90s
                      globals: false
                    stores: [second]
                    compression: { method: gzip, level: 9 }
                    drill: { target: "server=postgres://drill@host/db" }
                  shop:
                    source: { type: sqlite, path: data/shop.db }
                    encryption: none
                    compression: zstd:19
                """.formatted(RECIPIENT, OTHER));
        assertEquals(List.of("local", "second"), List.copyOf(config.stores().keySet()));
        assertEquals(new StoreConfig.Directory("local", folder.resolve("backups")), config.stores().get("local"));
        assertEquals(new StoreConfig.Directory("second", Path.of("/mnt/backups")), config.stores().get("second"));
        assertEquals(new KeysConfig(List.of(RECIPIENT, OTHER), Optional.of(new Secret(IDENTITY)), Optional.empty()),
                config.keys());
        assertEquals(new JobConfig("orders", new SourceConfig.Postgres(new Secret("postgres://app:pw@db/orders"),
                List.of("config", "customer"), List.of(), List.of(), List.of("audit.log"), Duration.ofSeconds(90),
                false),
                List.of("second"), new Compression("gzip", 9), Encryption.AGE,
                Optional.of("server=postgres://drill@host/db")), config.jobs().get("orders"));
        assertEquals(new JobConfig("shop", new SourceConfig.Sqlite(folder.resolve("data/shop.db")),
                List.of("local", "second"), new Compression("zstd", 19), Encryption.NONE, Optional.empty()),
                config.jobs().get("shop"));
    }

    @Test
    void objectives_are_durations_and_one_is_enough() throws IOException {
        String job = STORE + "jobs: { a: { source: 'sqlite:a.db', objectives: %s } }";
        assertEquals(Optional.of(new Objectives(Optional.of(Duration.ofHours(1)), Optional.of(Duration.ofMinutes(30)),
                true)), read(job.formatted("{ rpo: 1h, rto: 30m, enforce: true }")).jobs().get("a").objectives());
        assertEquals(Optional.of(new Objectives(Optional.empty(), Optional.of(Duration.ofDays(1)), false)),
                read(job.formatted("{ rto: 1d }")).jobs().get("a").objectives());
        assertEquals(Optional.empty(), read(STORE + SQLITE).jobs().get("shop").objectives());
        refused(job.formatted("{ enforce: true }"), 2, "jobs.a.objectives", "names neither rpo nor rto");
        refused(job.formatted("{ rpo: 1x }"), 2, "jobs.a.objectives.rpo", "must be a duration");
        refused(job.formatted("{ rpo: 1h, rta: 1h }"), 2, "jobs.a.objectives.rta", "unknown key [rta]");
    }

    @Test
    void what_is_kept_is_read_for_the_job_and_for_a_store() throws IOException {
        String job = STORE + "jobs: { a: { source: 'sqlite:a.db', %s } }";
        Retention retention = read(job.formatted("keep: { last: 3, within: 36h, hourly: 48, yearly: 2 }, timezone: "
                + "Europe/Berlin, prune: { require_proof: true }, stores: [{ name: local, keep: { days: 30 } }]"))
                .jobs().get("a").retention();
        assertEquals(new Policy(3, Optional.of(Duration.ofHours(36)), 0, Map.of(Period.HOURLY, 48, Period.YEARLY, 2)),
                retention.keep());
        assertEquals(new Policy(0, Optional.empty(), 30, Map.of()), retention.of("local"));
        assertEquals(retention.keep(), retention.of("another"));
        assertTrue(retention.requireProof());
        assertEquals(ZoneId.of("Europe/Berlin"), retention.zone());
        refused(job.formatted("keep: { hourly: -1 }"), 2, "jobs.a.keep.hourly", "whole number");
        refused(job.formatted("keep: { dayly: 1 }"), 2, "jobs.a.keep.dayly", "unknown key [dayly]");
        refused(job.formatted("keep: { daily: 0 }"), 2, "jobs.a.keep", "keeps nothing");
        UserError odd = refused(job.formatted("keep: { within: 1d12h }"), 2, "jobs.a.keep.within", "duration");
        assertTrue(odd.hint().orElseThrow().contains("36h or 14d"), odd.hint()::toString);
        refused(job.formatted("timezone: Europe/Berlni"), 2, "jobs.a.timezone", "unknown time zone [Europe/Berlni]");
        refused(job.formatted("stores: [{ name: locl, keep: { days: 1 } }]"), 2, "jobs.a.stores",
                "unknown store [locl]");
    }

    @Test
    void floors_and_prices_are_read() throws IOException {
        String job = STORE + "prices: { aws: 0.5, local: 1 }\njobs: { a: { source: 'sqlite:a.db', %s } }";
        Config config = read(job.formatted("floors: { rows: 20%, bytes: 100% }, allow_empty: true"));
        assertEquals(new FloorsConfig(50, 20, 100, true), config.jobs().get("a").floors());
        assertEquals(Map.of("aws", 0.5, "local", 1.0), config.prices());
        assertEquals(FloorsConfig.DEFAULT, read(STORE + SQLITE).jobs().get("shop").floors());
        refused(job.formatted("floors: { rows: 0.5 }"), 3, "jobs.a.floors.rows", "must be a percentage");
        refused(job.formatted("floors: { rows: 101% }"), 3, "jobs.a.floors.rows", "must be a percentage");
        refused(STORE + "prices: { ibm: 1 }\n" + SQLITE, 2, "prices.ibm", "unknown price [ibm]");
        refused(STORE + "prices: { aws: cheap }\n" + SQLITE, 2, "prices.aws", "US dollars");
    }

    @Test
    void what_is_left_out_has_defaults() throws IOException {
        JobConfig job = read(STORE + SQLITE).jobs().get("shop");
        assertEquals(new JobConfig("shop", new SourceConfig.Sqlite(folder.resolve("shop.db")), List.of("local"),
                Compression.DEFAULT, Encryption.UNDECIDED, Optional.empty()), job);
        SourceConfig source = read(STORE + "jobs: { a: { source: 'postgresql://h/d' } }").jobs().get("a").source();
        assertEquals(new SourceConfig.Postgres(new Secret("postgresql://h/d"), List.of(), List.of(), List.of(),
                List.of(),
                Duration.ofMinutes(1), true), source);
    }

    @Test
    void variables_defaults_and_dollars_are_filled_in() throws IOException {
        variables = Map.of("DIR", "/srv", "EMPTY", "");
        Config config = read("stores:\n  a: ${DIR}/a$$b\n  b: \"${NONE:-/x}/${EMPTY:-y}\"\n  c: /plain$\n" + SQLITE);
        assertEquals(List.of(Path.of("/srv/a$b"), Path.of("/x/y"), Path.of("/plain$")),
                config.stores().values().stream().map(store -> ((StoreConfig.Directory) store).path()).toList());
    }

    @Test
    void a_value_of_a_variable_is_never_read_as_yaml_or_filled_in_again() throws IOException {
        variables = Map.of("DIR", "/a: {b: ${HOME}}");
        assertEquals(Path.of("/a: {b: ${HOME}}"),
                ((StoreConfig.Directory) read("stores: { a: \"${DIR}\" }\n" + SQLITE).stores().get("a")).path());
    }

    @Test
    void a_missing_variable_is_an_error_with_file_line_and_key() {
        refused("stores:\n  local:\n    type: directory\n    path: ${BACKUPS}\n" + SQLITE, 4, "stores.local.path",
                "variable [BACKUPS] is not set");
        refused("stores:\n  local: ${not a name}\n" + SQLITE, 2, "stores.local", "does not name a variable properly");
        refused("stores:\n  local: ${UNCLOSED\n" + SQLITE, 2, "stores.local", "does not name a variable properly");
    }

    @Test
    void a_job_lacks_its_variables_only_when_it_is_used() throws IOException {
        String text = STORE + "jobs:\n  a: { source: 'sqlite:a.db' }\n  b:\n"
                + "    source: { type: postgres, url: \"${B_URL}\" }\n"
                + "    drill: { target: \"server=${B_DRILL}\" }\n";
        Config config = read(text);
        assertEquals(new SourceConfig.Sqlite(folder.resolve("a.db")), config.jobs().get("a").source());
        UserError error = assertThrows(UserError.class, config.jobs().get("b")::source);
        assertEquals("[" + file() + ":5] jobs.b.source.url: variable [B_URL] is not set", error.getMessage());
        assertTrue(assertThrows(UserError.class, config.jobs().get("b")::drillTarget).getMessage()
                .contains("[B_DRILL]"));
        variables = Map.of("B_URL", "postgres://h/b", "B_DRILL", "postgres://h/d");
        assertEquals(Optional.of("server=postgres://h/d"), read(text).jobs().get("b").drillTarget());
    }

    @Test
    void keys_of_a_source_are_checked_even_if_its_variables_are_missing() {
        refused(STORE + "jobs:\n  b:\n    source: { type: postgres, url: \"${B_URL}\", schema: x }\n", 4, "schema",
                "unknown key [schema]");
    }

    @Test
    void a_missing_identity_is_no_error_because_backups_need_public_keys_only() throws IOException {
        Config config = read(STORE + "keys:\n  recipients: " + RECIPIENT + "\n  identity: ${LIFEBOAT_IDENTITY}\n"
                + "  identity_file: ${KEY_FILE}\n" + SQLITE);
        assertEquals(new KeysConfig(List.of(RECIPIENT), Optional.empty(), Optional.empty()), config.keys());
        assertEquals(Encryption.AGE, config.jobs().get("shop").encryption());
    }

    @Test
    void missing_recipients_are_an_error_because_backups_would_not_be_encrypted() {
        refused(STORE + "keys:\n  recipients: ${RECIPIENTS}\n" + SQLITE, 3, "keys.recipients",
                "[RECIPIENTS] is not set");
        refused(STORE + "keys:\n  recipients: []\n  identity: x\n" + SQLITE, 4, "keys.identity", "existing file");
    }

    @Test
    void recipients_come_as_list_text_or_file_or_else_from_the_variable() throws IOException {
        Files.writeString(folder.resolve("team.txt"), "# the team\n" + RECIPIENT + "\n\n" + OTHER + "\n");
        for (String keys : List.of("recipients: \"" + RECIPIENT + ", " + OTHER + "\"", "recipients_file: team.txt",
                "recipients: [" + RECIPIENT + "]\n  recipients_file: team.txt",
                "recipients: \"${LIFEBOAT_RECIPIENTS}\"", "")) {
            variables = Map.of("LIFEBOAT_RECIPIENTS", RECIPIENT + "\n" + OTHER);
            assertEquals(List.of(RECIPIENT, OTHER), read(STORE + "keys:\n  " + keys + "\n" + SQLITE).keys()
                    .recipients(), keys);
        }
    }

    @Test
    void an_identity_may_be_a_file_and_a_whole_key_file_may_be_a_variable() throws IOException {
        Path key = Files.writeString(folder.resolve("key.txt"), IDENTITY);
        assertEquals(Optional.of(key), read(STORE + "keys: { identity_file: key.txt }\n" + SQLITE).keys()
                .identityFile());
        variables = Map.of("LIFEBOAT_IDENTITY", key.toString());
        assertEquals(Optional.of(key), read(STORE + SQLITE).keys().identityFile());
        variables = Map.of("LIFEBOAT_IDENTITY", "# created\n# public key: " + RECIPIENT + "\n" + IDENTITY + "\n");
        assertTrue(read(STORE + SQLITE).keys().identity().orElseThrow().value().endsWith(IDENTITY));
    }

    @Test
    void wrong_keys_are_refused_and_secrets_not_shown() {
        refused(STORE + "keys:\n  recipients: [age1short]\n" + SQLITE, 3, "keys.recipients",
                "[age1short] is not a recipient");
        for (String text : List.of("recipients: " + IDENTITY, "identity: " + IDENTITY + "Q", "identity: hunter2")) {
            UserError error = assertThrows(UserError.class, () -> read(STORE + "keys:\n  " + text + "\n" + SQLITE));
            assertFalse((error.getMessage() + error.hint()).contains("QQQ") || error.getMessage().contains("hunter2"),
                    error.getMessage());
        }
    }

    @Test
    void a_url_with_a_password_is_never_shown() {
        for (String source : List.of("'mysql://u:hunter2@h/d'", "'postgres:u:hunter2@h/d'", "hunter2",
                "{ type: postgres, url: 'mysql://u:hunter2@h/d' }")) {
            UserError error = assertThrows(UserError.class, () -> read(STORE + "jobs: { a: { source: " + source
                    + " } }"));
            assertFalse((error.getMessage() + error.hint()).contains("hunter2"), error.getMessage());
        }
    }

    @Test
    void an_unknown_key_names_the_nearest_and_all_that_are_allowed() {
        UserError error = refused(STORE + "jobs:\n  shop:\n    sorce: 'sqlite:a.db'\n", 4, "jobs.shop.sorce",
                "unknown key [sorce]");
        assertEquals("did you mean [source]? allowed are: source, stores, compression, encryption, drill, objectives, "
                + "keep, prune, timezone, floors, allow_empty, restore, schedule, jobs",
                error.hint().orElseThrow());
        assertTrue(refused(STORE + SQLITE + "notify: {}\n", 3, "notify", "unknown key").hint().orElseThrow()
                .startsWith("allowed are"));
        refused("stores: { a: { type: directory, path: x, bucket: y } }\n" + SQLITE, 1, "stores.a.bucket",
                "unknown key");
        refused(STORE + "jobs: { a: { source: { type: sqlite, path: x, url: y } } }", 2, "url", "unknown key [url]");
        refused(STORE + "<<: {a: b}\n" + SQLITE, 2, "", "unknown key [a]");
    }

    @Test
    void wrong_values_say_what_is_allowed() {
        job("compression: lz4", "unknown compression [lz4]");
        job("compression: zstd:20", "[zstd] has no level [20]");
        job("compression: gzip:0", "[gzip] has no level [0]");
        job("compression: none:1", "[none] has no level [1]");
        job("compression: { method: zstd, level: best }", "unknown compression");
        job("compression: { level: 3 }", "[method] is missing");
        job("compression: [zstd]", "section of keys and values, is a list");
        job("encryption: gpg", "unknown encryption [gpg]");
        job("encryption: age", "no recipients");
        job("drill: { target: moon }", "unknown drill target");
        job("drill: { target: local, image: x }", "only a container has an image");
        job("drill: local", "section of keys and values, is one value");
        job("stores: [lokal]", "unknown store [lokal]");
        job("stores: []", "names no store");
        job("stores: [local, local]", "names a store twice");
        job("stores: { a: b }", "must be a list");
        source("lock_wait: 30", "must be a duration");
        source("lock_wait: 0s", "must be a duration");
        source("globals: yes", "must be true or false");
        source("schemas: { a: b }", "must be a list");
        refused(STORE + "jobs: { a: { source: { path: x } } }", 2, "source", "[type] is missing");
        refused(STORE + "jobs: { a: { source: { type: oracle } } }", 2, "type", "unknown type [oracle]");
        refused(STORE + "jobs: { a: { source: { type: sqlite } } }", 2, "source", "[path] is missing");
        refused(STORE + "jobs: { a: {} }", 2, "jobs.a", "[source] is missing");
        refused(STORE + "jobs: { Shop: { source: 'sqlite:a' } }", 2, "jobs.Shop", "cannot name a job");
        refused("stores: { a: { type: ftp, bucket: b } }\n" + SQLITE, 1, "stores.a.type", "unknown type [ftp]");
        refused("stores: { a: 'ftp://bucket' }\n" + SQLITE, 1, "stores.a", "cannot store in [ftp:]");
        refused("stores: { a/b: x }\n" + SQLITE, 1, "stores.a/b", "cannot name a store");
        refused(SQLITE, 1, "jobs.shop", "no store");
        refused(STORE + "jobs: {}\n", 2, "jobs", "no jobs");
        refused(STORE, 1, "", "[jobs] is missing");
    }

    @Test
    void containers_and_what_happens_around_a_restore_are_read() throws IOException {
        JobConfig job = read(STORE + "jobs: { a: { source: 'docker://c/postgres/d', drill: { image: 'x/y:1' },"
                + " restore: { stop: app, before: [b, c] } } }").jobs().get("a");
        assertEquals(new SourceConfig.PostgresInContainer("c", "d"), job.source());
        assertEquals(Optional.of("container=x/y:1"), job.drillTarget());
        assertEquals(new RestoreSteps(List.of("app"), List.of("b", "c"), List.of()), job.restore());
        assertEquals(new SourceConfig.SqliteInContainer("c", "/data/a.db"), read(STORE
                + "jobs: { a: { source: 'docker://c/sqlite/data/a.db' } }").jobs().get("a").source());
        refused(STORE + "jobs: { a: { source: 'docker://c/redis/0' } }", 2, "jobs.a.source", "is not complete");
        SourceConfig.PostgresInContainer odd = new SourceConfig.PostgresInContainer("c", "Die \"Ä\" / 100%+?");
        assertEquals("docker://c/postgres/Die%20%22%C3%84%22%20%2F%20100%25%2B%3F", odd.url());
        assertEquals(odd, read(STORE + "jobs: { a: { source: '" + odd.url() + "' } }").jobs().get("a").source());
        assertEquals(new SourceConfig.PostgresInContainer("c", "Die \"Ä\"+"),
                read(STORE + "jobs: { a: { source: 'docker://c/postgres/Die \"Ä\"+' } }").jobs().get("a").source());
        refused(STORE + "jobs: { a: { source: 'docker://c/postgres/d?ssl=1' } }", 2, "jobs.a.source",
                "holds one of [/?#]");
        refused(STORE + "jobs: { a: { source: 'docker://c/postgres/100%' } }", 2, "jobs.a.source",
                "a percent sign that begins no %XX");
    }

    @Test
    void what_is_twice_is_refused() {
        refused(STORE + STORE + SQLITE, 2, "stores", "is there twice");
        refused(STORE + "jobs:\n  a: { source: 'sqlite:a' }\n  a: { source: 'sqlite:b' }\n", 4, "jobs.a",
                "is there twice");
    }

    @Test
    void text_that_is_no_such_yaml_is_refused_with_its_line() {
        refused("stores: {\n  a: ${X}\n", 2, "", "expected");
        refused("a:\n\tb: c\n", 2, "", "TAB");
        refused("- a\n- b\n", 1, "", "section of keys and values, is a list");
        refused("just text\n", 1, "", "is one value");
        refused(STORE + SQLITE + "---\na: b\n", 3, "", "another document");
        refused("? [a]\n: b\n", 1, "", "a key must be one word");
        for (String empty : List.of("", "# nothing\n", "---\n", "~\n")) {
            assertTrue(error(empty).getMessage().contains("is empty"), empty);
        }
    }

    @Test
    void hostile_yaml_is_refused_quickly() {
        assertTrue(error("[".repeat(200_000)).getMessage().contains("nested deeper"));
        assertTrue(error("a: ".repeat(1) + "{a: ".repeat(50_000)).getMessage().contains("nested deeper"));
        StringBuilder laughs = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 30; i++) {
            laughs.append("a").append(i).append(": &a").append(i).append(" [*a").append(i - 1).append(", *a")
                    .append(i - 1).append("]\n");
        }
        assertTrue(error(laughs.toString()).getMessage().contains("anchor"));
        assertTrue(error("# " + "x".repeat(3 << 20)).getMessage().contains("longer than"));
        assertTrue(error("a: \u0001").getMessage().contains("special characters"));
    }

    @Test
    void an_alias_cannot_loop() {
        refused("stores: &a { b: *a }\n" + SQLITE, 1, "", "anchor");
        refused(STORE + "jobs: { a: { source: &s { type: sqlite, path: *s } } }\n", 2, "", "anchor");
    }

    @Test
    void a_single_value_may_have_an_alias() throws IOException {
        Config config = read("stores: { a: &dir x, b: *dir }\n" + SQLITE);
        assertEquals(new StoreConfig.Directory("b", folder.resolve("x")), config.stores().get("b"));
    }

    @Test
    void a_file_that_cannot_be_read_says_so() throws IOException {
        assertTrue(assertThrows(UserError.class, () -> ConfigReader.read(folder.resolve("none.yaml"), env()))
                .getMessage().contains("does not exist"));
        assertTrue(assertThrows(UserError.class, () -> ConfigReader.read(folder, env())).getMessage()
                .contains("cannot read"));
        Files.write(file(), new byte[] {(byte) 0xc3, 0x28});
        assertTrue(assertThrows(UserError.class, () -> ConfigReader.read(file(), env())).getMessage()
                .contains("UTF-8"));
    }

    @Test
    void what_a_drill_checks_is_read() throws IOException {
        Config config = read(STORE + """
                jobs:
                  shop:
                    source: 'sqlite:a.db'
                    drill: { check: SELECT 1, health: { command: ./healthy --now }, amcheck: true }
                  other:
                    source: 'sqlite:b.db'
                    drill: { check: [SELECT 1, 'SELECT 2'], health: { url: 'http://localhost:8080/health' } }
                  words:
                    source: 'sqlite:c.db'
                    drill: { health: { command: [./healthy, --now] } }
                """);
        assertEquals(new DrillChecks(true, List.of("SELECT 1"), List.of("sh", "-c", "./healthy --now"),
                Optional.empty()), config.jobs().get("shop").drillChecks());
        assertEquals(new DrillChecks(false, List.of("SELECT 1", "SELECT 2"), List.of(),
                Optional.of(URI.create("http://localhost:8080/health"))), config.jobs().get("other").drillChecks());
        assertEquals(List.of("./healthy", "--now"), config.jobs().get("words").drillChecks().command());
        assertEquals(Optional.empty(), config.jobs().get("words").drillTarget());
    }

    @Test
    void a_drills_checks_do_not_need_its_targets_variable() throws IOException {
        JobConfig job = read(STORE + "jobs: { a: { source: 'sqlite:a.db',"
                + " drill: { target: 'server=${NOT_SET_HERE}', check: SELECT 1 } },"
                + " b: { source: 'sqlite:b.db', drill: { health: { url: 'http://${NOT_SET_HERE}/' } } } }").jobs()
                .get("a");
        assertEquals(List.of("SELECT 1"), job.drillChecks().statements());
        assertThrows(UserError.class, job::drillTarget);
        JobConfig other = read(STORE + "jobs: { b: { source: 'sqlite:b.db',"
                + " drill: { health: { url: 'http://${NOT_SET_HERE}/' } } } }").jobs().get("b");
        assertTrue(assertThrows(UserError.class, other::drillChecks).getMessage().contains("NOT_SET_HERE"));
    }

    @Test
    void wrong_checks_of_a_drill_are_refused() {
        job("drill: { health: {} }", "needs either a command or a url");
        job("drill: { health: { command: a, url: 'http://b/' } }", "needs either a command or a url");
        job("drill: { health: { url: 'ftp://b/' } }", "is not a web address");
        job("drill: { health: { url: 'http:// b' } }", "is not a web address");
        job("drill: { health: { command: '' } }", "");
        job("drill: { health: { shell: a } }", "unknown key [shell]");
        job("drill: { amcheck: maybe }", "must be true or false");
        job("drill: { check: { a: b } }", "must be a list");
    }

    private void job(String line, String problem) {
        refused(STORE + "jobs:\n  shop:\n    source: 'sqlite:a.db'\n    " + line + "\n", 5, "jobs.shop", problem);
    }

    private void source(String line, String problem) {
        refused(STORE + "jobs:\n  shop:\n    source:\n      type: postgres\n      url: 'postgres://h/d'\n      " + line
                + "\n",
                7, "jobs.shop.source", problem);
    }

    private UserError refused(String text, int line, String key, String problem) {
        UserError error = error(text);
        String message = error.getMessage();
        assertTrue(message.startsWith("[" + file() + ":" + line + "] "), message + " is not of line " + line);
        assertTrue(message.contains(key) && message.contains(problem), message);
        return error;
    }

    private UserError error(String text) {
        UserError error = assertThrows(UserError.class, () -> read(text));
        assertEquals(Optional.of(UserError.Kind.USAGE), error.kind());
        return error;
    }

    private Config read(String text) throws IOException {
        Files.writeString(file(), text);
        return ConfigReader.read(file(), env());
    }

    private Environment env() {
        return new Environment(variables);
    }

    private Path file() {
        return folder.resolve("lifeboat.yaml");
    }
}
