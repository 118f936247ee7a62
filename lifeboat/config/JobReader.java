package lifeboat.config;

import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lifeboat.base.JobName;
import lifeboat.base.Secret;
import lifeboat.base.UserError;
import lifeboat.config.JobConfig.Compression;
import lifeboat.config.JobConfig.Encryption;
import lifeboat.retention.Policy;
import lifeboat.schedule.Cron;

/** Reads one job. */
final class JobReader {
    static final List<String> KEYS = List.of("source", "stores", "compression", "encryption", "drill",
            "objectives", "keep", "prune", "timezone", "floors", "allow_empty", "restore",
            "schedule", "jobs");
    static final List<String> RESTORE_KEYS = List.of("stop", "before", "after");
    static final List<String> STORE_KEYS = List.of("name", "keep");
    static final List<String> POSTGRES_KEYS = List.of("type", "url", "schemas", "exclude_schemas", "tables",
            "exclude_tables", "lock_wait", "globals");
    static final List<String> SQLITE_KEYS = List.of("type", "path");
    static final List<String> COMPRESSION_KEYS = List.of("method", "level");
    static final List<String> DRILL_KEYS = List.of("target", "image", "check", "health", "amcheck", "schedule");
    static final List<String> OBJECTIVES_KEYS = List.of("rpo", "rto", "enforce");

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Pattern COMPRESSION = Pattern.compile("(zstd|gzip|none)(?::(\\d{1,3}))?");
    private static final String COMPRESSIONS =
            "allowed are zstd, zstd:LEVEL (1 to 19), gzip, gzip:LEVEL (1 to 9) and none";

    private final Urls urls;
    private final Set<String> stores;
    private final boolean recipients;
    private final Usual usual;

    /**
     * What jobs have that say nothing else.
     *
     * @param zone     whose calendar counts
     * @param schedule when to back up
     */
    record Usual(ZoneId zone, Optional<Cron> schedule) {}

    /** Reads jobs that may use these stores; {@code recipients} says whether any are configured. */
    JobReader(Urls urls, Set<String> stores, boolean recipients, Usual usual) {
        this.usual = usual;
        this.urls = urls;
        this.stores = stores;
        this.recipients = recipients;
    }

    JobConfig read(String name, Value value) {
        if (!JobName.isName(name)) {
            throw value.error("[" + name + "] cannot name a job", "a job's name has " + JobName.RULE);
        }
        Value.Section job = value.section(KEYS);
        Map<String, UserError> unset = new HashMap<>();
        Value source = job.require("source");
        source.missing().ifPresent(error -> unset.put(JobConfig.SOURCE, error));
        job.get("drill").flatMap(Value::missing).ifPresent(error -> unset.put(JobConfig.DRILL, error));
        return new JobConfig(name,
                unset.containsKey(JobConfig.SOURCE) ? unset(source) : source(source),
                stores(job),
                job.get("compression").map(this::compression).orElse(Compression.DEFAULT),
                encryption(job),
                unset.containsKey(JobConfig.DRILL) ? Optional.empty() : job.get("drill").flatMap(this::drill),
                job.get("drill").map(drill -> drillChecks(drill, unset)).orElse(DrillChecks.NONE),
                job.get("objectives").map(JobReader::objectives),
                RetentionReader.retention(job, policies(job), usual.zone()),
                RetentionReader.floors(job),
                job.get("restore").map(JobReader::restore).orElse(RestoreSteps.NONE),
                schedule(job),
                job.get("jobs").map(number -> jobs(number, source)).orElse(1),
                unset);
    }

    private static int jobs(Value value, Value source) {
        if (!value.text().matches("[1-9]|1[0-6]")) {
            throw value.wrong("must be a number from 1 to " + JobConfig.MOST_JOBS,
                    "write 2: each is one connection more");
        }
        boolean sqlite = source.missing().isEmpty() && (source.isText() ? source.text().startsWith("sqlite:")
                : source.section().get("type").map(Value::text).filter("sqlite"::equals).isPresent());
        if (sqlite) {
            throw value.error("is for PostgreSQL sources, but the source is an SQLite file", "leave it out");
        }
        return Integer.parseInt(value.text());
    }

    private Schedule schedule(Value.Section job) {
        return new Schedule(job.get("schedule").map(JobReader::cron).orElse(usual.schedule()),
                job.get("drill").filter(drill -> !drill.isText())
                        .flatMap(drill -> drill.section().get("schedule")).flatMap(JobReader::cron));
    }

    /** A schedule; empty for the word {@code none}. */
    static Optional<Cron> cron(Value value) {
        return value.text().equals("none") ? Optional.empty() : Optional.of(value.as(Cron::parse));
    }

    private static RestoreSteps restore(Value value) {
        Value.Section restore = value.section(RESTORE_KEYS);
        return new RestoreSteps(restore.texts("stop"), restore.texts("before"), restore.texts("after"));
    }

    /** Checks the keys even of a source that cannot be read here. */
    private SourceConfig unset(Value source) {
        if (!source.isText() && source.section().get("type").flatMap(Value::missing).isEmpty()) {
            keysOf(source);
        }
        return null;
    }

    private SourceConfig source(Value value) {
        if (value.isText()) {
            return value.as(urls::source);
        }
        Value.Section source = keysOf(value);
        return source.require("type").text().equals("sqlite") ? sqlite(source) : postgres(source);
    }

    /** The section, its keys checked by its type. */
    private static Value.Section keysOf(Value value) {
        Value type = value.section().require("type");
        return switch (type.text()) {
            case "postgres" -> value.section(POSTGRES_KEYS);
            case "sqlite" -> value.section(SQLITE_KEYS);
            default -> throw type.error("unknown type [" + type.text() + "]", "allowed are postgres and sqlite");
        };
    }

    private SourceConfig sqlite(Value.Section source) {
        return new SourceConfig.Sqlite(source.require("path").as(urls::path));
    }

    private SourceConfig postgres(Value.Section source) {
        Value url = source.require("url");
        if (!url.text().matches("(?s)postgres(ql)?://.*")) {
            throw url.error("is not a PostgreSQL URL", "write postgres://USER:PASSWORD@HOST:PORT/DATABASE");
        }
        return new SourceConfig.Postgres(new Secret(url.text()), source.texts("schemas"),
                source.texts("exclude_schemas"),
                source.texts("tables"), source.texts("exclude_tables"),
                source.get("lock_wait").map(JobReader::duration).orElse(SourceConfig.Postgres.LOCK_WAIT),
                source.get("globals").map(Value::truth).orElse(true));
    }

    static Duration duration(Value value) {
        return duration(value.text()).orElseThrow(() ->
                value.wrong("must be a duration", "write a whole number and ms, s, m, h or d: 30s, 36h or 14d"));
    }

    static Optional<Duration> duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches() || matcher.group(1).matches("0+")) {
            return Optional.empty();
        }
        long amount = Long.parseLong(matcher.group(1));
        return Optional.of(switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        });
    }

    private static Objectives objectives(Value value) {
        Value.Section section = value.section(OBJECTIVES_KEYS);
        Objectives objectives = new Objectives(section.get("rpo").map(JobReader::duration),
                section.get("rto").map(JobReader::duration), section.get("enforce").map(Value::truth).orElse(false));
        if (objectives.rpo().isEmpty() && objectives.rto().isEmpty()) {
            throw value.error("names neither rpo nor rto", "write { rpo: 1h, rto: 30m }, or one of them");
        }
        return objectives;
    }

    private List<String> stores(Value.Section job) {
        if (stores.isEmpty()) {
            throw job.self().error("there is no store for it",
                    "add one under stores, such as local: { type: directory, path: ./backups }");
        }
        Optional<Value> named = job.get("stores");
        if (named.isEmpty()) {
            return List.copyOf(stores);
        }
        List<String> names = named.get().items().stream().map(JobReader::storeName).toList();
        for (String name : names) {
            if (!stores.contains(name)) {
                throw named.get().error("unknown store [" + name + "]",
                        Nearest.to(name, stores).map(near -> "did you mean [" + near + "]? ").orElse("")
                                + "stores are: " + String.join(", ", stores));
            }
        }
        if (names.isEmpty() || names.stream().distinct().count() < names.size()) {
            throw named.get().error(names.isEmpty() ? "names no store" : "names a store twice", null);
        }
        return names;
    }

    private static String storeName(Value value) {
        return value.isText() ? value.text() : value.section(STORE_KEYS).require("name").text();
    }

    /** What stores of the job keep that have a policy of their own. */
    private static Map<String, Policy> policies(Value.Section job) {
        Map<String, Policy> policies = new HashMap<>();
        job.get("stores").map(Value::items).orElse(List.of()).stream().filter(item -> !item.isText()).forEach(item ->
                item.section(STORE_KEYS).get("keep").ifPresent(keep ->
                        policies.put(storeName(item), RetentionReader.policy(keep))));
        return policies;
    }

    private Compression compression(Value value) {
        String text;
        if (value.isText()) {
            text = value.text();
        } else {
            Value.Section section = value.section(COMPRESSION_KEYS);
            text = section.require("method").text() + section.text("level").map(level -> ":" + level).orElse("");
        }
        Matcher matcher = COMPRESSION.matcher(text);
        if (!matcher.matches()) {
            throw value.error("unknown compression [" + text + "]", COMPRESSIONS);
        }
        String method = matcher.group(1);
        int highest = method.equals("zstd") ? 19 : method.equals("gzip") ? 9 : 0;
        int level = matcher.group(2) != null ? Integer.parseInt(matcher.group(2))
                : method.equals("zstd") ? Compression.DEFAULT.level() : method.equals("gzip") ? 6 : 0;
        if (level > highest || level < Math.min(1, highest)) {
            throw value.error("[" + method + "] has no level [" + level + "]", COMPRESSIONS);
        }
        return new Compression(method, level);
    }

    private Encryption encryption(Value.Section job) {
        Optional<Value> value = job.get("encryption");
        if (value.isEmpty()) {
            return recipients ? Encryption.AGE : Encryption.UNDECIDED;
        }
        return switch (value.get().text()) {
            case "none" -> Encryption.NONE;
            case "age" -> {
                if (!recipients) {
                    throw value.get().error("is age, but there are no recipients",
                            "add keys.recipients or set LIFEBOAT_RECIPIENTS; `backup init` makes a key pair");
                }
                yield Encryption.AGE;
            }
            default -> throw value.get().error("unknown encryption [" + value.get().text() + "]",
                    "allowed are age and none");
        };
    }

    /** The target may lack a variable that the checks do not need. */
    private static DrillChecks drillChecks(Value value, Map<String, UserError> unset) {
        if (value.isText() && unset.containsKey(JobConfig.DRILL)) {
            unset.put(JobConfig.CHECKS, unset.get(JobConfig.DRILL));
            return DrillChecks.NONE;
        }
        Value.Section drill = value.section(DRILL_KEYS);
        DrillChecksReader.missing(drill).ifPresent(error -> unset.put(JobConfig.CHECKS, error));
        return unset.containsKey(JobConfig.CHECKS) ? DrillChecks.NONE : DrillChecksReader.read(drill);
    }

    private Optional<String> drill(Value value) {
        Value.Section drill = value.section(DRILL_KEYS);
        Optional<Value> target = drill.get("target");
        target.ifPresent(t -> {
            if (!t.text().equals("container") && !t.text().equals("local") && !t.text().matches("(?s)server=.+")) {
                throw t.error("unknown drill target" + (t.text().matches("[\\w-]{1,30}") ? " [" + t.text() + "]" : ""),
                        "allowed are container, local and server=URL");
            }
        });
        Optional<Value> image = drill.get("image");
        image.ifPresent(i -> {
            if (target.isPresent() && !target.get().text().equals("container")) {
                throw i.error("only a container has an image", "leave it out, or write target: container");
            }
        });
        return image.map(i -> "container=" + i.text()).or(() -> target.map(Value::text));
    }
}
