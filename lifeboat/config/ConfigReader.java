package lifeboat.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lifeboat.base.Environment;
import lifeboat.base.UserError;
import lifeboat.retention.Promise;

/**
 * Reads a configuration file. Every error is a {@link UserError} of kind USAGE that names file, line and key, and what
 * is allowed there; none shows a value that may be secret. Relative paths are relative to the file's folder.
 */
public final class ConfigReader {
    static final List<String> KEYS = List.of("stores", "keys", "jobs", "sets", "prices", "timezone",
            "schedule");
    static final List<String> DIRECTORY_KEYS = List.of("type", "path");
    private static final Pattern STORE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    private final Path file;
    private final Urls urls;
    private final boolean plan;

    private ConfigReader(Path file, Environment env, boolean plan) {
        this.file = file;
        this.plan = plan;
        Path parent = file.getParent();
        this.urls = new Urls(parent == null ? Path.of("") : parent, env);
    }

    /**
     * Reads a file. A variable that is not set is an error at once, except in a job's source and drill, see
     * {@link JobConfig}, and in the identity, which counts as absent then: a backup needs public keys only.
     */
    public static Config read(Path file, Environment env) {
        return new ConfigReader(file, env, false).config();
    }

    /**
     * Reads a file for a command that opens nothing: a store whose variable is not set is {@link StoreConfig.Unset},
     * and without the variable of the recipients there are no keys.
     */
    public static Config readToPlan(Path file, Environment env) {
        return new ConfigReader(file, env, true).config();
    }

    /** Every key that means something anywhere in the file, names of stores and jobs apart. */
    static Set<String> keys() {
        Set<String> keys = new TreeSet<>();
        Stream.of(KEYS, DIRECTORY_KEYS, S3Reader.KEYS, LockReader.KEYS, BucketReader.KEYS,
                BucketReader.TRANSITION_KEYS, KeysReader.KEYS, JobReader.KEYS, JobReader.POSTGRES_KEYS,
                JobReader.SQLITE_KEYS,
                JobReader.COMPRESSION_KEYS, JobReader.DRILL_KEYS, JobReader.OBJECTIVES_KEYS,
                JobReader.STORE_KEYS, JobReader.RESTORE_KEYS,
                RetentionReader.KEEP_KEYS, RetentionReader.PRUNE_KEYS, RetentionReader.FLOORS_KEYS,
                DrillChecksReader.HEALTH_KEYS)
                .forEach(keys::addAll);
        return keys;
    }

    private Config config() {
        Value root = Yaml.parse(file.toString(), text(), urls.env());
        if (root.isEmpty()) {
            throw UserError.usage("[" + file + "] is empty", "`backup init` writes one to begin with");
        }
        Value.Section all = root.section(KEYS);
        Map<String, StoreConfig> stores = new LinkedHashMap<>();
        all.get("stores").map(Value::section).ifPresent(section ->
                section.values().forEach((name, value) -> stores.put(name, store(name, value))));
        KeysReader keysReader = new KeysReader(urls);
        boolean unknown = plan && all.get("keys").flatMap(keys -> keys.section(KeysReader.KEYS).get("recipients"))
                .flatMap(Value::missing).isPresent();
        KeysConfig keys = unknown ? KeysConfig.NONE
                : all.get("keys").map(keysReader::read).orElseGet(keysReader::fromEnvironment);
        JobReader reader = new JobReader(urls, stores.keySet(), unknown || !keys.recipients().isEmpty(),
                new JobReader.Usual(all.get("timezone").map(RetentionReader::zone).orElse(ZoneOffset.UTC),
                        all.get("schedule").flatMap(JobReader::cron)));
        Map<String, JobConfig> jobs = new LinkedHashMap<>();
        Value.Section named = all.require("jobs").section();
        if (named.values().isEmpty()) {
            throw named.self().error("there are no jobs", "add one: orders: { source: \"sqlite:orders.db\" }");
        }
        named.values().forEach((name, value) -> {
            jobs.put(name, reader.read(name, value));
            jobs.get(name).stores().forEach(store -> requireTimes(value, jobs.get(name), stores.get(store)));
        });
        return new Config(Optional.of(file), stores, keys, jobs, prices(all, stores.keySet()),
                new SetsReader(jobs.keySet()).read(all.get("sets")));
    }

    /** A lock that goes by a policy needs one that speaks of time. */
    private static void requireTimes(Value value, JobConfig job, StoreConfig store) {
        if (store instanceof StoreConfig.S3 s3 && s3.lock().filter(StoreLock::fromKeep).isPresent()
                && !new Promise(job.retention().of(store.name()), job.retention().zone()).isTimed()) {
            throw value.error("store [" + store.name() + "] locks backups as long as keep will keep them, but keep"
                    + " promises no time", "add days, within, hourly, daily, weekly, monthly or yearly to keep, or give"
                    + " the store's lock days");
        }
    }

    private static Map<String, Double> prices(Value.Section all, Set<String> stores) {
        Map<String, Double> prices = new LinkedHashMap<>();
        all.get("prices").map(Value::section).ifPresent(section -> section.values().forEach((name, value) -> {
            if (!stores.contains(name) && !List.of("aws", "gcs").contains(name)) {
                throw value.error("unknown price [" + name + "]", "allowed are aws, gcs and the names of stores");
            }
            if (!value.text().matches("\\d{1,6}(\\.\\d{1,9})?")) {
                throw value.wrong("must be an amount of US dollars for a GB and month", "write one such as 0.023");
            }
            prices.put(name, Double.valueOf(value.text()));
        }));
        return prices;
    }

    private StoreConfig store(String name, Value value) {
        if (!STORE_NAME.matcher(name).matches()) {
            throw value.error("[" + name + "] cannot name a store",
                    "a store's name has 1 to 63 letters, digits, dots, underscores and hyphens");
        }
        if (plan && value.missing().isPresent()) {
            return new StoreConfig.Unset(name, value.missing().get());
        }
        if (value.isText()) {
            return value.as(text -> renamed(name, urls.store(text, Map.of())));
        }
        Value type = value.section().require("type");
        return switch (type.text()) {
            case "directory" -> new StoreConfig.Directory(name,
                    value.section(DIRECTORY_KEYS).require("path").as(urls::path));
            case "s3" -> new S3Reader(urls).read(name, value);
            default -> throw type.error("unknown type [" + type.text() + "]", "a store's type is directory or s3");
        };
    }

    private static StoreConfig renamed(String name, StoreConfig store) {
        return switch (store) {
            case StoreConfig.Directory(_, Path path) -> new StoreConfig.Directory(name, path);
            case StoreConfig.Unset(_, UserError why) -> new StoreConfig.Unset(name, why);
            case StoreConfig.S3 s3 -> new StoreConfig.S3(name, s3.bucket(), s3.prefix(), s3.options(), s3.secretKey(),
                    s3.bandwidth(), s3.lock(), s3.settings());
        };
    }

    private String text() {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(4 * Yaml.MAX_LENGTH);
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (NoSuchFileException e) {
            throw UserError.usage("configuration [" + file + "] does not exist", "`backup init` writes one").because(e);
        } catch (CharacterCodingException e) {
            throw UserError.usage("configuration [" + file + "] is not UTF-8 text", null).because(e);
        } catch (IOException e) {
            throw UserError.usage("cannot read configuration [" + file + "]: " + e.getMessage(), null).because(e);
        }
    }
}
