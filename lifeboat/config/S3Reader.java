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
    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,220}");
    private static final Pattern PREFIX =
            Pattern.compile("([A-Za-z0-9_-][A-Za-z0-9._-]{0,199}(/[A-Za-z0-9_-][A-Za-z0-9._-]{0,199})*)?");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9:/+=,.@_-]{1,2048}");
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
                options.put(key, given.as(text -> checked(key, text)));
            }
        });
        if (options.containsKey("access_key") != section.get("secret_key").isPresent()) {
            throw value.error("access_key and secret_key belong together", "give both, or none");
        }
        Value place = section.require("bucket");
        String bucket = (place.isSection() ? place.section(BucketReader.KEYS).require("name") : place)
                .as(text -> checked("bucket", text));
        Optional<StoreLock> lock = section.get("lock").map(LockReader::read);
        lock.ifPresent(wanted -> options.put("lock_mode", wanted.mode()));
        String prefix = section.get("prefix").map(given -> given.as(text -> checked("prefix", text))).orElse("");
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
            throw UserError.usage("the URL of an S3 store is wrong",
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
        return store(text, checked("bucket", matcher.group(1)), checked("prefix", prefix), options, Optional.empty(),
                Optional.empty());
    }

    private void add(Map<String, String> options, String pair) {
        String key = pair.replaceFirst("=.*", "");
        if (key.equals("secret_key") || key.equals("access_key")) {
            throw UserError.usage("a store's URL must not hold keys", "put them into AWS_ACCESS_KEY_ID and"
                    + " AWS_SECRET_ACCESS_KEY, a profile, or a configuration file");
        }
        if (!KEYS.contains(key) || List.of("type", "bucket", "prefix", "lock").contains(key) || !pair.contains("=")) {
            throw UserError.usage("a store's URL has an unknown option",
                    Nearest.to(key, KEYS).map(near -> "did you mean [" + near + "]? ").orElse("")
                            + "options are those of a store in the configuration, such as region=eu-central-1");
        }
        options.put(key, checked(key, decoded(pair.substring(key.length() + 1))));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw UserError.usage("a store's URL has a wrong escape [%]", null).because(e);
        }
    }

    private static StoreConfig.S3 store(String name, String bucket, String prefix, Map<String, String> options,
            Optional<Secret> secretKey, Optional<StoreLock> lock) {
        String bandwidth = options.remove("bandwidth");
        if (options.containsKey("sse_kms_key") && !options.getOrDefault("sse", "").startsWith("aws:kms")) {
            throw UserError.usage("sse_kms_key needs sse to be aws:kms", null);
        }
        return new StoreConfig.S3(name, bucket, prefix, options, secretKey,
                bandwidth == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(bandwidth)), lock,
                BucketConfig.NONE);
    }

    /** The value as the store understands it. */
    private String checked(String key, String text) {
        return switch (key) {
            case "bucket" -> good(key, text, BUCKET.matcher(text).matches(),
                    "a bucket's name has letters, digits, dots, hyphens");
            case "prefix" -> checkedPrefix(text);
            case "provider" -> good(key, text, PROVIDERS.contains(text), "one of " + String.join(", ", PROVIDERS));
            case "endpoint" -> endpoint(text);
            case "path_style", "conditional_writes" -> good(key, text, text.equals("true") || text.equals("false"),
                    "true or false");
            case "ca" -> urls.path(text).toAbsolutePath().toString();
            case "sse" -> good(key, text, List.of("AES256", "aws:kms", "aws:kms:dsse").contains(text),
                    "AES256, aws:kms or aws:kms:dsse");
            case "part_size" -> {
                long size = size(text);
                good(key, text, size >= SMALLEST_PART && size <= LARGEST_PART, "5MiB to 5GiB");
                yield String.valueOf(size);
            }
            case "bandwidth" -> String.valueOf(size(text.replaceFirst("(?i)/s$", "")));
            case "timeout", "retry_for" -> JobReader.duration(text).orElseThrow(() -> UserError.usage(
                    "the " + key + " of a store must be a duration", "write 500ms, 30s, 5m or 1h")).toString();
            default -> good(key, text, WORD.matcher(text).matches(), "it has characters that cannot be in one");
        };
    }

    private static String good(String key, String text, boolean good, String hint) {
        if (!good) {
            throw UserError.usage("the " + key + " of a store cannot be this", hint);
        }
        return text;
    }

    private static String checkedPrefix(String text) {
        String bare = text.replaceFirst("^/", "").replaceFirst("/$", "");
        if (!PREFIX.matcher(bare).matches() || bare.length() > 100) {
            throw UserError.usage("the prefix of a store cannot be this",
                    "up to 100 letters, digits, [._-] and [/], no segment beginning with a dot");
        }
        return bare;
    }

    private static String endpoint(String text) {
        try {
            URI uri = new URI(text);
            boolean plain = uri.getHost() != null && uri.getUserInfo() == null && uri.getQuery() == null
                    && uri.getFragment() == null && List.of("", "/").contains(uri.getPath());
            if (plain && List.of("http", "https").contains(uri.getScheme())) {
                return text;
            }
        } catch (URISyntaxException e) {
            throw UserError.usage("the endpoint of a store is not a URL", "write https://HOST").because(e);
        }
        throw UserError.usage("the endpoint of a store must be http or https, and a host alone", "write https://HOST");
    }

    private static long size(String text) {
        Matcher matcher = SIZE.matcher(text.strip());
        if (!matcher.matches()) {
            throw UserError.usage("a size is wrong", "write 16MiB, 500KB or a number of bytes");
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
