package lifeboat.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lifeboat.base.Secret;
import lifeboat.base.UserError;

/** Reads what says where an S3 store is: a section of a file, or a URL {@code s3://bucket/prefix?key=value}. */
final class S3Reader {
    static final List<String> KEYS = List.of("type", "bucket", "prefix", "provider", "region", "endpoint", "path_style",
            "ca", "profile", "access_key", "secret_key", "role_arn", "storage_class", "sse", "sse_kms_key", "part_size",
            "conditional_writes", "lock", "bandwidth", "timeout", "retry_for");
    static final List<String> PROVIDERS = List.of("aws", "generic", "minio", "r2", "b2", "spaces", "scaleway", "gcs");
    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,11}) ?([KMG]i?B|B)?", Pattern.CASE_INSENSITIVE);
    private static final long SMALLEST_PART = 5L << 20;
    private static final long LARGEST_PART = 5L << 30;

    private final Urls urls;

    S3Reader(Urls urls) {
        this.urls = urls;
    }

    /** A section of type {@code s3}. */
    StoreConfig.S3 read(String name, Value value) {
        Value.Section section = value.section(KEYS);
        Map<String, String> options = new LinkedHashMap<>();
        section.values().forEach((key, given) -> {
            if (!given.isEmpty() && !List.of("type", "bucket", "prefix", "secret_key", "lock").contains(key)) {
                options.put(key, given.as(text -> checked(key, text, shown(key, given.shown()))));
            }
        });
        if (options.containsKey("access_key") != section.get("secret_key").isPresent()) {
            throw value.error("access_key and secret_key belong together", "give both, or none");
        }
        section.get("sse_kms_key").filter(_ -> !forKms(options)).ifPresent(key -> {
            throw key.error("needs sse to be aws:kms", "write sse: aws:kms too, or leave it out");
        });
        Value place = section.require("bucket");
        Value named = place.isSection() ? place.section(BucketReader.KEYS).require("name") : place;
        String bucket = named.as(text -> S3Names.bucket(text, named.shown()));
        Optional<StoreLock> lock = section.get("lock").map(LockReader::read);
        lock.ifPresent(wanted -> options.put("lock_mode", wanted.mode()));
        String prefix = section.get("prefix").map(given -> given.as(text -> S3Names.prefix(text, given.shown())))
                .orElse("");
        return store(name, bucket, prefix, options, section.text("secret_key").map(Secret::new), lock)
                .with(place.isSection() ? BucketReader.read(place, lock.isPresent()) : BucketConfig.NONE);
    }

    /**
     * A URL of scheme {@code s3} or {@code gs}.
     *
     * @param rest what follows the scheme's colon
     */
    StoreConfig.S3 url(String text, String scheme, String rest) {
        Matcher matcher = Pattern.compile("//([^/?#@:]+)(?:/([^?#]*))?(?:\\?([^#]*))?").matcher(rest);
        if (!matcher.matches()) {
            throw UserError.usage("the URL of a store " + wrong(rest),
                    "write " + scheme + "://BUCKET/PREFIX?region=…; keys belong into variables or a profile");
        }
        Map<String, String> options = new LinkedHashMap<>();
        if (scheme.equals("gs")) {
            options.put("provider", "gcs");
        }
        for (String pair : Optional.ofNullable(matcher.group(3)).orElse("").split("&")) {
            if (!pair.isEmpty()) {
                add(options, pair);
            }
        }
        String prefix = Optional.ofNullable(matcher.group(2)).orElse("");
        if (options.containsKey("sse_kms_key") && !forKms(options)) {
            throw UserError.usage("sse_kms_key needs sse to be aws:kms", "add &sse=aws:kms, or leave it out");
        }
        String bucket = matcher.group(1);
        return store(text, S3Names.bucket(bucket, Value.shown(bucket)), S3Names.prefix(prefix, Value.shown(prefix)),
                options, Optional.empty(), Optional.empty());
    }

    private static boolean forKms(Map<String, String> options) {
        return options.getOrDefault("sse", "").startsWith("aws:kms");
    }

    private static String wrong(String rest) {
        return !rest.startsWith("//") ? "has no [//] before the bucket"
                : rest.matches("(?s)//[^/?#]*[@:].*") ? "has [@] or [:] in the bucket's name; it is not shown, as it"
                        + " may hold keys" : rest.contains("#") ? "has a [#] in it" : "names no bucket";
    }

    private void add(Map<String, String> options, String pair) {
        String key = pair.replaceFirst("=.*", "");
        if (key.equals("secret_key") || key.equals("access_key")) {
            throw UserError.usage("a store's URL must not hold keys", "put them into AWS_ACCESS_KEY_ID and"
                    + " AWS_SECRET_ACCESS_KEY, a profile, or a configuration file");
        }
        if (!KEYS.contains(key) || List.of("type", "bucket", "prefix", "lock").contains(key) || !pair.contains("=")) {
            throw UserError.usage(key.matches("[a-z_]{1,20}") && pair.contains("=")
                    ? "a store's URL cannot have the option [" + key + "]"
                    : "a store's URL has something after [?] that is no option",
                    Nearest.to(key, KEYS).map(near -> "did you mean [" + near + "]? ").orElse("")
                            + "options are those of a store in the configuration, such as region=eu-central-1");
        }
        String text = decoded(pair.substring(key.length() + 1));
        options.put(key, checked(key, text, shown(key, Value.shown(text))));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw UserError.usage("a store's URL has a wrong escape [%]", "write %25 for a percent sign").because(e);
        }
    }

    private static StoreConfig.S3 store(String name, String bucket, String prefix, Map<String, String> options,
            Optional<Secret> secretKey, Optional<StoreLock> lock) {
        String bandwidth = options.remove("bandwidth");
        return new StoreConfig.S3(name, bucket, prefix, options, secretKey,
                bandwidth == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(bandwidth)), lock,
                BucketConfig.NONE);
    }

    /** How an error names a value. */
    private static String shown(String key, String value) {
        return key.equals("access_key") || key.equals("endpoint") && value.contains("@")
                ? "(not shown: it may be secret)" : value;
    }

    /** The value as the store understands it. */
    private String checked(String key, String text, String shown) {
        return switch (key) {
            case "provider" -> oneOf(key, text, shown, PROVIDERS);
            case "endpoint" -> endpoint(text, shown);
            case "path_style", "conditional_writes" -> oneOf(key, text, shown, List.of("true", "false"));
            case "ca" -> urls.path(text).toAbsolutePath().toString();
            case "sse" -> oneOf(key, text, shown, List.of("AES256", "aws:kms", "aws:kms:dsse"));
            case "part_size" -> {
                long size = size(key, text, shown);
                if (size < SMALLEST_PART || size > LARGEST_PART) {
                    throw UserError.usage("part_size " + shown + " is too "
                            + (size < SMALLEST_PART ? "small" : "large"), "parts have 5MiB to 5GiB");
                }
                yield String.valueOf(size);
            }
            case "bandwidth" -> String.valueOf(size(key, text.replaceFirst("(?i)/s$", ""), shown));
            case "timeout", "retry_for" -> JobReader.duration(text).orElseThrow(() -> UserError.usage(
                    key + " " + shown + " is not a duration", "write 500ms, 30s, 5m or 1h")).toString();
            default -> S3Names.word(key, text, shown);
        };
    }

    private static String oneOf(String key, String text, String shown, List<String> allowed) {
        if (!allowed.contains(text)) {
            throw UserError.usage(key + " " + shown + " is not known", Nearest.to(text, allowed)
                    .map(near -> "did you mean [" + near + "]? ").orElse("") + "it is one of "
                    + String.join(", ", allowed));
        }
        return text;
    }

    private static String endpoint(String text, String shown) {
        String problem;
        try {
            URI uri = new URI(text);
            problem = !text.matches("https?:.*") ? "does not begin with http:// or https://"
                    : uri.getHost() == null ? "names no host"
                    : uri.getUserInfo() != null ? "holds a name or password"
                    : List.of("", "/").contains(uri.getPath()) && uri.getQuery() == null && uri.getFragment() == null
                            ? null : "has more than a host and a port";
        } catch (URISyntaxException _) {
            problem = "is not a URL";
        }
        if (problem != null) {
            throw UserError.usage("endpoint " + shown + " " + problem,
                    "write https://HOST or https://HOST:PORT; the bucket and keys have their own places");
        }
        return text;
    }

    private static long size(String key, String text, String shown) {
        Matcher matcher = SIZE.matcher(text.strip());
        if (!matcher.matches()) {
            throw UserError.usage(key + " " + shown + " is not a size", "write 16MiB, 500KB or a number of bytes");
        }
        String unit = Optional.ofNullable(matcher.group(2)).orElse("B").toUpperCase(Locale.ROOT);
        long base = unit.length() == 3 ? 1024 : 1000;
        long factor = switch (unit.charAt(0)) {
            case 'K' -> base;
            case 'M' -> base * base;
            case 'G' -> base * base * base;
            default -> 1;
        };
        return Math.multiplyExact(Long.parseLong(matcher.group(1)), factor);
    }
}
