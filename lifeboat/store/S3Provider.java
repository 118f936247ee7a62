package lifeboat.store;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is known of each kind of S3 server. Everything that depends on the provider is asked here. */
public enum S3Provider {
    /** Amazon S3. */
    AWS("(?:.+\\.)?s3[.-](?:.+\\.)?amazonaws\\.com(?:\\.cn)?", "", "", Check.CRC32, true, 10_000, false),
    /** Any other server: only what all have. */
    GENERIC("", "", "us-east-1", Check.MD5, false, 10_000, false),
    /** MinIO. */
    MINIO("", "", "us-east-1", Check.CRC32, true, 10_000, false, Feature.ABORT),
    /** Cloudflare R2: the parts of an upload must have one size. */
    R2(".+\\.r2\\.cloudflarestorage\\.com", "", "auto", Check.MD5, true, 10_000, true,
            Feature.VERSIONING, Feature.OLD_VERSIONS, Feature.LOCK),
    /** Backblaze B2. */
    B2("s3\\.([a-z0-9-]+)\\.backblazeb2\\.com", "https://s3.REGION.backblazeb2.com", "", Check.MD5, false,
            10_000, false, Feature.TRANSITION),
    /** DigitalOcean Spaces. */
    SPACES("([a-z0-9-]+)\\.digitaloceanspaces\\.com", "https://REGION.digitaloceanspaces.com", "", Check.MD5, false,
            10_000, false, Feature.TRANSITION, Feature.LOCK),
    /** Scaleway Object Storage: at most 1,000 parts. */
    SCALEWAY("s3\\.([a-z0-9-]+)\\.scw\\.cloud", "https://s3.REGION.scw.cloud", "", Check.MD5, true, 1_000, false),
    /** Google Cloud Storage by its XML interface, with HMAC keys. */
    GCS("storage\\.googleapis\\.com", "https://storage.googleapis.com", "auto", Check.MD5, false, 10_000, false,
            Feature.LOCK);

    /** How a server is made to check what it received. */
    public enum Check {
        /** {@code x-amz-checksum-crc32}, of each part and, composed, of the whole. */
        CRC32,
        /** {@code Content-MD5}, and the entity tag it answers with. */
        MD5
    }

    /** What a bucket may be told, and some servers do not know. */
    public enum Feature {
        /** To keep replaced and deleted objects as old versions. */
        VERSIONING,
        /** To move objects to another class. */
        TRANSITION,
        /** To remove objects. */
        EXPIRE,
        /** To give up unfinished uploads. */
        ABORT,
        /** To remove old versions. */
        OLD_VERSIONS,
        /** To keep objects from being removed: Object Lock. */
        LOCK;

        /** Its key in the configuration. */
        public String text() {
            return switch (this) {
                case ABORT -> "abort_uploads";
                case LOCK -> "default_lock";
                default -> name().toLowerCase(Locale.ROOT);
            };
        }
    }

    private final Pattern hosts;
    private final String endpoint;
    private final String region;
    private final Check check;
    private final boolean conditional;
    private final int maxParts;
    private final boolean equalParts;
    private final Set<Feature> lacking;

    S3Provider(String hosts, String endpoint, String region, Check check, boolean conditional, int maxParts,
            boolean equalParts, Feature... lacking) {
        this.lacking = Set.of(lacking);
        this.hosts = Pattern.compile(hosts);
        this.endpoint = endpoint;
        this.region = region;
        this.check = check;
        this.conditional = conditional;
        this.maxParts = maxParts;
        this.equalParts = equalParts;
    }

    /** The one of that name, in lower case. */
    public static Optional<S3Provider> named(String name) {
        return Arrays.stream(values()).filter(provider -> provider.text().equals(name)).findFirst();
    }

    /** The names. */
    public static List<String> names() {
        return Arrays.stream(values()).map(S3Provider::text).toList();
    }

    /** The one whose servers have such an endpoint; without an endpoint it is AWS. */
    public static S3Provider of(Optional<URI> endpoint) {
        return endpoint.map(uri -> Arrays.stream(values())
                .filter(provider -> provider.hosts.matcher(String.valueOf(uri.getHost())).matches())
                .findFirst().orElse(GENERIC)).orElse(AWS);
    }

    /** Its name as configurations say it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Its endpoint in a region; empty if it has no usual one. */
    public Optional<URI> usualEndpoint(String inRegion) {
        return endpoint.isEmpty() ? Optional.empty() : Optional.of(URI.create(endpoint.replace("REGION", inRegion)));
    }

    /** The region that an endpoint tells, else the one that every server takes; empty if it must be given. */
    public Optional<String> usualRegion(Optional<URI> at) {
        Matcher matcher = hosts.matcher(at.map(URI::getHost).orElse(""));
        if (matcher.matches() && matcher.groupCount() == 1) {
            return Optional.of(matcher.group(1));
        }
        return Optional.of(region).filter(text -> !text.isEmpty());
    }

    /** How it checks what it receives. */
    public Check check() {
        return check;
    }

    /** Whether it obeys {@code If-None-Match: *} when an object is put. */
    public boolean conditionalWrites() {
        return conditional;
    }

    /** The most parts of an upload. */
    public int maxParts() {
        return maxParts;
    }

    /** Whether its servers know it, or may know it. */
    public boolean knows(Feature feature) {
        return !lacking.contains(feature);
    }

    /** Whether all parts of an upload but the last must have one size. */
    public boolean equalParts() {
        return equalParts;
    }
}
