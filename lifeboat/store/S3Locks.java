package lifeboat.store;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import lifeboat.base.UserError;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetObjectLockConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRetentionResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * Object Lock of one store. The first object that was to be locked is looked at again, as a server that does not know
 * Object Lock may take the request and lock nothing.
 */
final class S3Locks {
    private static final Set<Integer> NONE = Set.of(400, 404, 405, 501);
    private static final int DENIED = 403;

    private final S3Calls calls;
    private final S3Settings settings;
    private final S3Objects objects;
    private final Function<String, Optional<Instant>> locked;
    private final Map<String, Instant> asked = new ConcurrentHashMap<>();
    private volatile boolean confirmed;
    private Boolean possible;

    /** @param locked by key until when it is locked when it is stored */
    S3Locks(S3Calls calls, S3Settings settings, S3Objects objects, Function<String, Optional<Instant>> locked) {
        this.calls = calls;
        this.settings = settings;
        this.objects = objects;
        this.locked = locked;
    }

    /** Says in a request that the key is to be locked, if it is. */
    Consumer<PutObjectRequest.Builder> of(String key) {
        Optional<Instant> until = until(key);
        return request -> until.ifPresent(time -> request.objectLockMode(mode()).objectLockRetainUntilDate(time));
    }

    /** The same for an upload in parts. */
    void begin(String key, CreateMultipartUploadRequest.Builder request) {
        until(key).ifPresent(time -> request.objectLockMode(mode()).objectLockRetainUntilDate(time));
    }

    /** In whole seconds, as some servers know no others. */
    private Optional<Instant> until(String key) {
        Optional<Instant> until = locked.apply(key).map(time -> time.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1));
        until.filter(_ -> !confirmed).ifPresent(time -> asked.put(key, time));
        return until;
    }

    private String mode() {
        return settings.writing().lockMode().orElseThrow().toUpperCase(Locale.ROOT);
    }

    /** Refuses to go on if a key that was to be locked is not. */
    void confirm(String what, String key) throws IOException {
        Instant until = asked.remove(key);
        if (until == null || confirmed) {
            return;
        }
        Optional<Store.Retained> found = look(what, key);
        if (found.filter(retained -> retained.at(until.minusSeconds(1))).isEmpty()) {
            throw UserError.of("[" + settings.describe() + "] did not lock [" + key + "] until [" + until + "], but "
                    + found.flatMap(Store.Retained::until).map(time -> "until [" + time + "]").orElse("not at all"),
                    "the server knows no Object Lock, or the bucket was made without it; remove lock from the store, "
                    + "or take another");
        }
        confirmed = true;
    }

    /** What keeps an object, or kept it. Asks the bucket once whether it can lock at all. */
    Optional<Store.Retained> retained(String what, String key) throws IOException {
        return possible(what) ? look(what, key) : Optional.empty();
    }

    /** Who may not see the lock sees none in the answer to HEAD: only to be asked for it is a denial told. */
    private Optional<Store.Retained> look(String what, String key) throws IOException {
        Optional<HeadObjectResponse> head = objects.head(what, key);
        if (head.isEmpty()) {
            return Optional.empty();
        }
        if (head.get().objectLockLegalHoldStatus() == ObjectLockLegalHoldStatus.ON) {
            return Optional.of(new Store.Retained("legal hold", Optional.empty()));
        }
        if (head.get().objectLockRetainUntilDate() != null) {
            return Optional.of(retained(head.get().objectLockModeAsString(), head.get().objectLockRetainUntilDate()));
        }
        return calls.find(what, NONE::contains, (client, _) -> client.getObjectRetention(request ->
                        request.bucket(settings.bucket()).key(objects.name(key))))
                .map(GetObjectRetentionResponse::retention)
                .filter(retention -> retention.retainUntilDate() != null)
                .map(retention -> retained(retention.modeAsString(), retention.retainUntilDate()));
    }

    private static Store.Retained retained(String mode, Instant until) {
        return new Store.Retained(mode == null ? "lock" : mode.toLowerCase(Locale.ROOT), Optional.of(until));
    }

    /** Whether the bucket can lock; true too if we may not know. */
    private synchronized boolean possible(String what) throws IOException {
        if (possible == null) {
            int[] status = {200};
            Optional<GetObjectLockConfigurationResponse> found = settings.server().provider()
                    .knows(S3Provider.Feature.LOCK) ? calls.find(what, code -> {
                        status[0] = code;
                        return code == DENIED || NONE.contains(code);
                    }, (client, _) -> client.getObjectLockConfiguration(request -> request.bucket(settings.bucket())))
                            : Optional.empty();
            possible = status[0] == DENIED || found.filter(answer -> answer.objectLockConfiguration() != null
                    && answer.objectLockConfiguration().objectLockEnabled() == ObjectLockEnabled.ENABLED).isPresent();
        }
        return possible;
    }

    /** Locks an object, or locks it longer. */
    void retain(String what, String key, Instant until) throws IOException {
        Optional<Store.Retained> now = look(what, key);
        if (now.filter(retained -> retained.at(until.minusSeconds(1))).isEmpty()) {
            calls.call(what, (client, _) -> client.putObjectRetention(request -> request.bucket(settings.bucket())
                    .key(objects.name(key))
                    .retention(retention -> retention.mode(mode()).retainUntilDate(until))
                    .overrideConfiguration(override -> {
                        if (objects.check() == S3Provider.Check.MD5) {
                            override.addPlugin(LegacyMd5Plugin.create());
                        }
                    })));
        }
    }
}
