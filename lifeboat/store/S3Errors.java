package lifeboat.store;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import lifeboat.base.UserError;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What the failures of an S3 store mean, and what to do about them. Shows no key and no signature.
 *
 * @param allow the hint where something is denied
 */
record S3Errors(S3Settings settings, String allow) {
    private static final Set<String> PASSING = Set.of("SlowDown", "RequestTimeout", "Throttling", "ThrottlingException",
            "RequestLimitExceeded", "InternalError", "ServiceUnavailable", "BadDigest", "IncompleteBody",
            "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch", "ConditionalRequestConflict",
            "OperationAborted");
    private static final Set<String> CREDENTIALS = Set.of("InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken",
            "ExpiredToken", "TokenRefreshRequired", "InvalidSecurity", "AuthorizationHeaderMalformed",
            "InvalidSignature", "UnrecognizedClientException", "InvalidClientTokenId", "Unauthorized");
    /** What the JDK says of an answer that is not TLS. */
    private static final String PLAIN = "Unsupported or unrecognized SSL message";
    private static final Set<String> EXPIRED = Set.of("ExpiredToken", "TokenRefreshRequired");
    private static final Set<String> SKEWED = Set.of("RequestTimeTooSkewed", "RequestExpired");
    private static final Set<String> FULL = Set.of("QuotaExceeded", "InsufficientStorage", "XMinioStorageFull",
            "StorageFull", "XMinioAdminBucketQuotaExceeded", "OverQuota", "StorageQuotaExceeded");

    /** Of a store that backups are written to. */
    S3Errors(S3Settings settings) {
        this(settings, "allow s3:GetObject, PutObject, DeleteObject, AbortMultipartUpload, ListMultipartUploadParts"
                + (settings.writing().lockMode().isPresent() ? ", PutObjectRetention, GetObjectRetention" : "")
                + " on its objects, ListBucket and ListBucketMultipartUploads on the bucket");
    }

    /** Whether the same request may succeed later. */
    static boolean passing(SdkException e) {
        if (e instanceof AwsServiceException service) {
            return service.statusCode() >= 500 && service.statusCode() != 501 && service.statusCode() != 507
                    && !FULL.contains(code(e)) || service.statusCode() == 429 || service.statusCode() == 408
                    || PASSING.contains(code(e)) || dubious(e);
        }
        return e instanceof RetryableException || e instanceof ApiCallTimeoutException
                || e instanceof ApiCallAttemptTimeoutException
                || cause(e, IOException.class).isPresent() && cause(e, SSLException.class).isEmpty();
    }

    /**
     * Whether a few attempts tell: the server says no more than that it did not understand, perhaps as something was
     * changed on the way; or it refuses our time, and the SDK goes by the server's from now on.
     */
    static boolean dubious(SdkException e) {
        return status(e) == 400 && code(e).isEmpty() || SKEWED.contains(code(e));
    }

    /** Whether nobody answered: the address may be wrong. */
    static boolean unreachable(SdkException e) {
        return cause(e, UnknownHostException.class).isPresent() || cause(e, ConnectException.class).isPresent();
    }

    static int status(SdkException e) {
        return e instanceof AwsServiceException service ? service.statusCode() : 0;
    }

    static String code(SdkException e) {
        return e instanceof AwsServiceException service && service.awsErrorDetails() != null
                ? Optional.ofNullable(service.awsErrorDetails().errorCode()).orElse("") : "";
    }

    /**
     * The error that a person sees.
     *
     * @param what     what was being done, such as {@code read [key]}
     * @param attempts how often it was tried
     */
    UserError explain(String what, SdkException e, int attempts) {
        String tried = attempts > 1 ? " (" + attempts + " attempts)" : "";
        Optional<S3Role.Refused> role = cause(e, S3Role.Refused.class);
        UserError error = role.isPresent() ? roleless(role.get(), tried)
                : e instanceof AwsServiceException service ? answered(what, service, tried)
                : unanswered(what, e, tried);
        return error.because(e);
    }

    private UserError answered(String what, AwsServiceException e, String tried) {
        String code = code(e);
        Optional<String> elsewhere = e.awsErrorDetails() == null ? Optional.empty()
                : e.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("x-amz-bucket-region")
                        .filter(region -> !region.equals(settings.server().region()));
        if (elsewhere.isPresent() || status(e) == 301 || code.equals("PermanentRedirect")) {
            return UserError.of("bucket [" + settings.bucket() + "] is not in region ["
                    + settings.server().region() + "]"
                    + elsewhere.map(region -> " but in [" + region + "]").orElse(""),
                    "set region" + elsewhere.map(region -> ": " + region).orElse(" to the bucket's"));
        }
        if (code.equals("NoSuchBucket")) {
            return noBucket();
        }
        if (SKEWED.contains(code)) {
            return UserError.of("[" + settings.describe() + "] refuses the time of this machine's clock",
                    "set the clock: it is off by more than some minutes");
        }
        if (CREDENTIALS.contains(code) || status(e) == 401) {
            return UserError.of("[" + settings.describe() + "] does not accept the credentials: " + codeOf(e),
                    EXPIRED.contains(code) ? "they have expired: take new ones"
                            : "check access key, secret key and session token, and the region ["
                                    + settings.server().region() + "]");
        }
        if (FULL.contains(code) || status(e) == 507) {
            return UserError.of("[" + settings.describe() + "] is full: cannot " + what,
                    "remove something, or raise the quota");
        }
        if (settings.writing().lockMode().isPresent() && (status(e) == 501 || codeOf(e).contains("Object Lock"))) {
            return UserError.of("bucket [" + settings.bucket()
                    + "] has no Object Lock, which the store's lock asks for:"
                    + " could not " + what + ": " + codeOf(e), "turn it on where the provider can for a"
                    + " bucket that exists, else make a new bucket with Object Lock; or remove lock from the store");
        }
        if (status(e) == 403) {
            return UserError.of("[" + settings.describe() + "] denies to " + what + ": " + codeOf(e), allow);
        }
        return UserError.of("[" + settings.describe() + "] could not " + what + tried + ": " + codeOf(e),
                status(e) == 501 ? "set provider to what this server is, or to generic"
                        : status(e) >= 500 ? "its server is in trouble: try again later" : null);
    }

    private UserError roleless(S3Role.Refused e, String tried) {
        String why = e.getCause() instanceof AwsServiceException answer ? codeOf(answer)
                : unreachable(e) ? "cannot reach it" + tried : clean(e.getCause().getMessage()) + tried;
        return UserError.of("[" + e.server() + "] gives no credentials for [" + settings.describe() + "]: " + why,
                unreachable(e) ? "check network and region; the role that is to be taken on comes from there"
                        : "check the role's name, whom its trust policy admits, and whether keys or token expired");
    }

    /** The error of a bucket that is not there. */
    UserError noBucket() {
        return UserError.of("bucket [" + settings.bucket() + "] does not exist"
                + settings.server().endpoint().map(uri -> " at [" + uri.getAuthority() + "]").orElse(""),
                "create it, or correct the name; Lifeboat creates no buckets");
    }

    private UserError unanswered(String what, SdkException e, String tried) {
        String place = "[" + settings.server().endpoint().map(uri -> uri.getAuthority())
                .orElse("s3." + settings.server().region() + ".amazonaws.com") + "]";
        if (cause(e, SSLException.class).map(Throwable::getMessage).filter(PLAIN::equals).isPresent()) {
            return UserError.of(place + " does not speak TLS", "check host and port, or write http:// if it is meant");
        }
        if (cause(e, SSLException.class).isPresent()) {
            return UserError.of(place + " is not trusted: " + cause(e, SSLException.class).get().getMessage(),
                    "check the endpoint, or name the file of its certificate authority with ca");
        }
        if (unreachable(e)) {
            return UserError.of("cannot reach " + place + tried, "check endpoint, region and network");
        }
        if (e instanceof ApiCallTimeoutException || e instanceof ApiCallAttemptTimeoutException
                || cause(e, java.net.SocketTimeoutException.class).isPresent()) {
            return UserError.of(place + " did not answer in time: could not " + what + tried,
                    "try again later, or raise timeout");
        }
        if (cause(e, S3Watch.Stalled.class).isPresent()) {
            return UserError.of(place + " stopped taking what it is sent: could not " + what + tried,
                    "try again later, or raise timeout");
        }
        if (cause(e, IOException.class).isPresent()) {
            return UserError.of("the connection to " + place + " broke: could not " + what + tried, "try again later");
        }
        if (e instanceof SdkClientException && String.valueOf(e.getMessage()).contains("credentials")) {
            return S3Credentials.missing();
        }
        return UserError.of("could not " + what + " in [" + settings.describe() + "]: " + clean(e.getMessage()), null);
    }

    private static String codeOf(AwsServiceException e) {
        AwsErrorDetails details = e.awsErrorDetails();
        String message = details == null || details.errorMessage() == null ? "" : " " + clean(details.errorMessage());
        return ("[" + status(e) + "] " + code(e) + message).strip();
    }

    private static String clean(String text) {
        String line = String.valueOf(text).replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.length() > 200 ? line.substring(0, 200) + "…" : line;
    }

    private static <T extends Throwable> Optional<T> cause(Throwable e, Class<T> type) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return Optional.of(type.cast(at));
            }
        }
        return Optional.empty();
    }
}
