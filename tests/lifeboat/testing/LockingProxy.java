package lifeboat.testing;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * What S3Mock leaves out of Object Lock: it takes the headers of an upload and locks nothing. This locks the object
 * when it is next asked for, refuses an upload with such headers into a bucket without Object Lock, as AWS does, and
 * refuses to remove what is locked.
 */
public final class LockingProxy {
    private static final Pattern TARGET = Pattern.compile("/([^/?]+)/([^?]+)(?:\\?(.*))?");

    private LockingProxy() {}

    private record Lock(String mode, Instant until) {}

    /** In front of S3Mock. */
    public static FaultProxy of(S3MockServer server) {
        S3Client client = server.client();
        Map<String, Lock> pending = new ConcurrentHashMap<>();
        Set<String> ever = ConcurrentHashMap.newKeySet();
        return new FaultProxy(server.endpoint().getPort(), request -> {
            Matcher target = TARGET.matcher(request.target());
            if (!target.matches()) {
                return FaultProxy.PASS;
            }
            String bucket = target.group(1);
            String key = URLDecoder.decode(target.group(2), StandardCharsets.UTF_8);
            if (!request.header("x-amz-object-lock-mode").isEmpty()) {
                if (!locks(client, bucket)) {
                    return new FaultProxy.Fate.Answer(400, "Content-Type: application/xml\n",
                            "<Error><Code>InvalidRequest"
                            + "</Code><Message>Bucket is missing Object Lock Configuration</Message></Error>");
                }
                ever.add(bucket + "/" + key);
                pending.put(bucket + "/" + key, new Lock(request.header("x-amz-object-lock-mode"),
                        Instant.parse(request.header("x-amz-object-lock-retain-until-date"))));
            } else if (List.of("HEAD", "DELETE").contains(request.method()) || request.target().contains("retention")) {
                Lock lock = pending.remove(bucket + "/" + key);
                if (lock != null) {
                    client.putObjectRetention(put -> put.bucket(bucket).key(key).retention(retention -> retention
                            .mode(ObjectLockRetentionMode.fromValue(lock.mode())).retainUntilDate(lock.until())));
                }
            }
            return request.method().equals("DELETE") && ever.contains(bucket + "/" + key)
                    && !request.target().contains("?") && locked(client, bucket, key)
                    ? FaultProxy.refuse(403, "AccessDenied") : FaultProxy.PASS;
        });
    }

    private static boolean locked(S3Client client, String bucket, String key) {
        try {
            return client.getObjectRetention(request -> request.bucket(bucket).key(key)).retention().retainUntilDate()
                    .isAfter(Instant.now());
        } catch (S3Exception e) {
            if (List.of(400, 404).contains(e.statusCode())) {
                return false;
            }
            throw e;
        }
    }

    private static boolean locks(S3Client client, String bucket) {
        try {
            return client.getObjectLockConfiguration(request -> request.bucket(bucket))
                    .objectLockConfiguration() != null;
        } catch (S3Exception e) {
            if (e.statusCode() == 400 || e.statusCode() == 404) {
                return false;
            }
            throw e;
        }
    }
}
