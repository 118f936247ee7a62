package lifeboat.store;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import lifeboat.base.Environment;
import lifeboat.base.Secret;
import lifeboat.base.UserError;

/**
 * Everything about an S3 store.
 *
 * @param prefix what all keys are below, {@code ""} for the whole bucket; without slashes at its ends
 */
public record S3Settings(String bucket, String prefix, Server server, Access access, Writing writing, Waiting waiting) {

    /**
     * Where it is.
     *
     * @param endpoint  empty for that of AWS
     * @param pathStyle whether the bucket is named in the path instead of the host's name
     * @param ca        a file of certificates to trust beside those of the JDK
     */
    public record Server(S3Provider provider, String region, Optional<URI> endpoint, boolean pathStyle,
            Optional<Path> ca) {}

    /**
     * Who we are.
     *
     * @param profile   of the shared files of AWS
     * @param accessKey if it is given, with the secret key, nothing else is looked at
     * @param roleArn   a role to take on
     */
    public record Access(Optional<String> profile, Optional<String> accessKey, Optional<Secret> secretKey,
            Optional<String> roleArn) {}

    /**
     * How objects are written.
     *
     * @param partSize    bytes of the first parts of an upload
     * @param memory      bytes that one upload may hold
     * @param conditional whether the server obeys {@code If-None-Match: *}
     * @param lockMode    {@code governance} or {@code compliance} if backups are locked as they are stored
     */
    public record Writing(Optional<String> storageClass, Optional<String> sse, Optional<String> sseKmsKey,
            long partSize, int memory, boolean conditional, Optional<String> lockMode) {}

    /**
     * How long to wait.
     *
     * @param timeout  without a byte
     * @param retryFor how long a request is repeated that a passing trouble makes fail
     */
    public record Waiting(Duration timeout, Duration retryFor) {}

    /** Bytes of the first parts of an upload if nothing else is said. */
    public static final int PART = 8 << 20;
    private static final int MEMORY = 32 << 20;
    private static final int LEAST = 2 * PART;

    /**
     * The settings that a configuration means.
     *
     * @param options texts by the keys of the configuration: provider, region, endpoint, path_style, ca, profile,
     *                access_key, role_arn, storage_class, sse, sse_kms_key, part_size (bytes), conditional_writes,
     *                lock_mode, timeout and retry_for (ISO durations); values that make no sense are bugs
     * @throws UserError of kind USAGE if something that the provider needs is missing
     */
    public static S3Settings of(String bucket, String prefix, Map<String, String> options, Optional<Secret> secretKey,
            Environment env) {
        Optional<String> profile = option(options, "profile");
        Server server = server(options, profile, env);
        Access access = new Access(profile, option(options, "access_key"), secretKey, option(options, "role_arn"));
        Writing writing = new Writing(option(options, "storage_class"), option(options, "sse"),
                option(options, "sse_kms_key"), option(options, "part_size").map(Long::valueOf).orElse((long) PART),
                MEMORY,
                option(options, "conditional_writes").map(Boolean::valueOf)
                        .orElse(server.provider().conditionalWrites()), lockMode(options, server.provider()));
        Waiting waiting = new Waiting(option(options, "timeout").map(Duration::parse).orElse(Duration.ofMinutes(1)),
                option(options, "retry_for").map(Duration::parse).orElse(Duration.ofMinutes(3)));
        return new S3Settings(bucket, prefix, server, access, writing, waiting);
    }

    private static Server server(Map<String, String> options, Optional<String> profile, Environment env) {
        boolean aws = Optional.ofNullable(options.get("provider")).orElse("aws").equals("aws");
        Optional<URI> given = option(options, "endpoint")
                .or(() -> aws ? env.get("AWS_ENDPOINT_URL_S3").or(() -> env.get("AWS_ENDPOINT_URL")) : Optional.empty())
                .map(URI::create);
        S3Provider provider = option(options, "provider").flatMap(S3Provider::named)
                .orElseGet(() -> S3Provider.of(given));
        String region = option(options, "region")
                .or(() -> provider == S3Provider.AWS ? awsRegion(profile, env) : Optional.empty())
                .or(() -> provider.usualRegion(given))
                .orElseThrow(() -> UserError.usage("the region of an S3 store of provider [" + provider.text()
                        + "] is not known", "add region, or set AWS_REGION if it is AWS"));
        Optional<URI> endpoint = given.or(() -> provider.usualEndpoint(region));
        if (endpoint.isEmpty() && provider != S3Provider.AWS) {
            throw UserError.usage("an S3 store of provider [" + provider.text() + "] needs an endpoint",
                    "add endpoint: https://…");
        }
        boolean pathStyle = option(options, "path_style").map(Boolean::valueOf)
                .orElse(endpoint.isPresent() && provider != S3Provider.AWS);
        return new Server(provider, region, endpoint, pathStyle, option(options, "ca").map(Path::of));
    }

    private static Optional<String> lockMode(Map<String, String> options, S3Provider provider) {
        Optional<String> mode = option(options, "lock_mode");
        if (mode.isPresent() && !provider.knows(S3Provider.Feature.LOCK)) {
            throw UserError.usage("a store of provider [" + provider.text()
                    + "] cannot have a lock: it offers no Object"
                    + " Lock through the S3 interface", "remove lock from the store, and see what the provider has"
                    + " instead: docs/stores.md");
        }
        return mode;
    }

    private static Optional<String> awsRegion(Optional<String> profile, Environment env) {
        return env.get("AWS_REGION").or(() -> env.get("AWS_DEFAULT_REGION"))
                .or(() -> S3Credentials.regionOf(profile, env));
    }

    private static Optional<String> option(Map<String, String> options, String name) {
        return Optional.ofNullable(options.get(name));
    }

    /** The same for an upload that shares the memory with others. */
    public S3Settings sharedBy(int uploads) {
        return new S3Settings(bucket, prefix, server, access, new Writing(writing.storageClass(), writing.sse(),
                writing.sseKmsKey(), writing.partSize(), Math.max(LEAST, writing.memory() / uploads),
                writing.conditional(), writing.lockMode()), waiting);
    }

    /** The store as people may see it. */
    public String describe() {
        String scheme = server.provider() == S3Provider.GCS ? "gs://" : "s3://";
        String at = server.endpoint().isPresent() && server.provider() != S3Provider.GCS
                ? " at " + server.endpoint().get().getAuthority() : "";
        return scheme + bucket + (prefix.isEmpty() ? "" : "/" + prefix) + at;
    }
}
