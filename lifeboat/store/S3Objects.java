package lifeboat.store;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import lifeboat.base.Environment;
import lifeboat.base.UserError;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** Single requests about objects of one store, with what the settings ask to be said in them. */
final class S3Objects {
    private static final Pattern MD5_TAG = Pattern.compile("[0-9a-f]{32}(-\\d+)?");
    private static final int PRECONDITION_FAILED = 412;
    private static final int NOT_FOUND = 404;

    private final S3Calls calls;
    private final S3Settings settings;
    private final Environment env;
    private final S3Locks locks;
    private volatile boolean bucketSeen;

    S3Objects(S3Calls calls, S3Settings settings, Environment env, Function<String, Optional<Instant>> locked) {
        this.calls = calls;
        this.settings = settings;
        this.env = env;
        this.locks = new S3Locks(calls, settings, this, locked);
    }

    S3Locks locks() {
        return locks;
    }

    Environment env() {
        return env;
    }

    S3Calls calls() {
        return calls;
    }

    S3Provider.Check check() {
        return settings.server().provider().check();
    }

    String describe() {
        return settings.describe();
    }

    /** The name of the object of a key or folder. */
    String name(String key) {
        return settings.prefix().isEmpty() ? key : key.isEmpty() ? settings.prefix() : settings.prefix() + "/" + key;
    }

    /** What begins the names of everything in a folder. */
    String below(String folder) {
        String name = name(folder);
        return name.isEmpty() ? "" : name + "/";
    }

    /** Puts an object whole. */
    void put(String what, String key, S3Part part, S3Part.Sum sum) throws IOException {
        put(what, key, putRequest(name(key), part, sum).applyMutation(locks.of(key)).build(), part, sum);
        locks.confirm(what, key);
    }

    /** The same of an object that is none of the store's keys. */
    void putNamed(String what, String name, S3Part part, S3Part.Sum sum) throws IOException {
        put(what, name, putRequest(name, part, sum).build(), part, sum);
    }

    private void put(String what, String name, PutObjectRequest request, S3Part part, S3Part.Sum sum)
            throws IOException {
        PutObjectResponse answer = calls.call(what, (client, _) -> client.putObject(request, part.body()));
        requireSame(name, answer.eTag(), answer.checksumCRC32(), answer.serverSideEncryptionAsString(), sum);
    }

    /** The same if there is no such object; empty if there is. Another attempt may find what an earlier one put. */
    Optional<Boolean> putNew(String what, String key, S3Part part, S3Part.Sum sum) throws IOException {
        boolean[] repeated = {false};
        PutObjectRequest request = putRequest(name(key), part, sum).applyMutation(locks.of(key)).ifNoneMatch("*")
                .build();
        Optional<PutObjectResponse> answer = calls.find(what, PRECONDITION_FAILED, (client, attempt) -> {
            repeated[0] = attempt > 1;
            return client.putObject(request, part.body());
        });
        answer.ifPresent(found -> requireSame(key, found.eTag(), found.checksumCRC32(),
                found.serverSideEncryptionAsString(), sum));
        if (answer.isPresent()) {
            locks.confirm(what, key);
        }
        return answer.isPresent() ? Optional.of(true) : repeated[0] ? Optional.empty() : Optional.of(false);
    }

    private PutObjectRequest.Builder putRequest(String name, S3Part part, S3Part.Sum sum) {
        PutObjectRequest.Builder request = PutObjectRequest.builder().bucket(settings.bucket()).key(name)
                .overrideConfiguration(override -> override.apiCallAttemptTimeout(
                        S3Connection.timeLimit(settings, part.length())));
        S3Settings.Writing writing = settings.writing();
        writing.storageClass().ifPresent(request::storageClass);
        writing.sse().ifPresent(request::serverSideEncryption);
        writing.sseKmsKey().ifPresent(request::ssekmsKeyId);
        return check() == S3Provider.Check.CRC32 ? request.checksumCRC32(sum.base64())
                : request.contentMD5(sum.base64());
    }

    /** Begins an upload in parts and returns its id. */
    String begin(String what, String key) throws IOException {
        CreateMultipartUploadRequest.Builder request = CreateMultipartUploadRequest.builder()
                .bucket(settings.bucket()).key(name(key));
        S3Settings.Writing writing = settings.writing();
        writing.storageClass().ifPresent(request::storageClass);
        writing.sse().ifPresent(request::serverSideEncryption);
        writing.sseKmsKey().ifPresent(request::ssekmsKeyId);
        if (check() == S3Provider.Check.CRC32) {
            request.checksumAlgorithm(ChecksumAlgorithm.CRC32).checksumType(ChecksumType.COMPOSITE);
        }
        locks.begin(key, request);
        return calls.call(what, (client, _) -> client.createMultipartUpload(request.build())).uploadId();
    }

    /** Sends a part; returns when the server has confirmed that it got these bytes. */
    CompletedPart part(String what, String key, String uploadId, int number, S3Part part, S3Part.Sum sum)
            throws IOException {
        UploadPartRequest.Builder request = UploadPartRequest.builder().bucket(settings.bucket()).key(name(key))
                .uploadId(uploadId).partNumber(number)
                .overrideConfiguration(override -> override.apiCallAttemptTimeout(
                        S3Connection.timeLimit(settings, part.length())));
        boolean crc = check() == S3Provider.Check.CRC32;
        UploadPartRequest ready = (crc ? request.checksumCRC32(sum.base64())
                : request.contentMD5(sum.base64())).build();
        UploadPartResponse answer = calls.call(what, (client, _) -> client.uploadPart(ready, part.body()));
        requireSame(key, answer.eTag(), answer.checksumCRC32(), answer.serverSideEncryptionAsString(), sum);
        CompletedPart.Builder done = CompletedPart.builder().partNumber(number).eTag(answer.eTag());
        return crc ? done.checksumCRC32(sum.base64()).build() : done.build();
    }

    /** Makes the parts an object; empty if the server says that it forgot the upload, as after a lost answer. */
    Optional<CompleteMultipartUploadResponse> complete(String what, String key, String uploadId,
            List<CompletedPart> parts) throws IOException {
        return calls.find(what, NOT_FOUND, (client, _) -> client.completeMultipartUpload(request -> request
                .bucket(settings.bucket()).key(name(key)).uploadId(uploadId)
                .multipartUpload(upload -> upload.parts(parts))
                .overrideConfiguration(override -> override.apiCallAttemptTimeout(
                        S3Connection.timeLimit(settings, 8L << 20)))));
    }

    /** Forgets an upload in parts; one that is not there is fine. */
    void abort(String what, String key, String uploadId, Duration retryFor) throws IOException {
        abortNamed(what, name(key), uploadId, retryFor);
    }

    void abortNamed(String what, String name, String uploadId, Duration retryFor) throws IOException {
        calls.call(what, retryFor, (client, _) -> {
            try {
                return client.abortMultipartUpload(request -> request.bucket(settings.bucket()).key(name)
                        .uploadId(uploadId));
            } catch (software.amazon.awssdk.services.s3.model.NoSuchUploadException _) {
                return ""; // that is what we want
            }
        });
    }

    /** What the server says of an object; empty if there is none. */
    Optional<HeadObjectResponse> head(String what, String key) throws IOException {
        Optional<HeadObjectResponse> found = calls.find(what, NOT_FOUND, (client, _) -> client.headObject(request ->
                request.bucket(settings.bucket()).key(name(key))));
        if (found.isEmpty() && !bucketSeen && calls.find(what, NOT_FOUND, (client, _) -> client.headBucket(request ->
                request.bucket(settings.bucket()))).isEmpty()) {
            throw calls.errors().noBucket();
        }
        bucketSeen = true;
        return found;
    }

    /** Whether an entity tag is this one; true if it is of another kind. */
    boolean isTag(String tag, String expected) {
        String bare = bare(tag);
        return check() != S3Provider.Check.MD5 || !MD5_TAG.matcher(bare).matches() || bare.equals(expected);
    }

    /** Refuses an answer to a completed upload that shows another sum. */
    void requireComposed(String key, CompleteMultipartUploadResponse answer, String composed) {
        boolean crc = check() == S3Provider.Check.CRC32;
        if (crc && answer.checksumCRC32() != null && answer.checksumCRC32().contains("-")
                && !answer.checksumCRC32().equals(composed)
                || !crc && answer.serverSideEncryptionAsString() == null && !isTag(answer.eTag(), composed)) {
            throw different(key);
        }
    }

    private void requireSame(String key, String tag, String crc, String sse, S3Part.Sum sum) {
        boolean differs = check() == S3Provider.Check.CRC32
                ? crc != null && !crc.equals(sum.base64())
                : sse == null && !isTag(tag, sum.entityTag());
        if (differs) {
            throw different(key);
        }
    }

    private UserError different(String key) {
        return UserError.of("[" + describe() + "] shows another checksum for [" + key + "] than what was sent has",
                "back up again; if it happens again, something between here and there changes data");
    }

    private static String bare(String tag) {
        return tag == null ? "" : tag.replace("\"", "").replaceFirst("^W/", "");
    }
}
