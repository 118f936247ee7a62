package lifeboat.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Sends requests: again, after a pause that grows, when a passing trouble made one fail, until it has lasted too long;
 * what fails in the end is explained. An address that never answered is given up after three attempts.
 */
final class S3Calls implements AutoCloseable {
    private static final int FIRST_PAUSE = 100;
    private static final int LONGEST_PAUSE = 10_000;
    private static final int UNREACHED = 3;

    private final S3Client client;
    private final S3Settings settings;
    private final S3Errors errors;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean reached;

    S3Calls(S3Client client, S3Settings settings) {
        this(client, settings, new S3Errors(settings));
    }

    S3Calls(S3Client client, S3Settings settings, S3Errors errors) {
        this.client = client;
        this.settings = settings;
        this.errors = errors;
    }

    /** A request. */
    @FunctionalInterface
    interface Request<T> {
        /**
         * Sends it once.
         *
         * @param attempt from 1
         */
        T send(S3Client client, int attempt);
    }

    S3Errors errors() {
        return errors;
    }

    /** Sends a request. */
    <T> T call(String what, Request<T> request) throws IOException {
        return call(what, settings.waiting().retryFor(), request);
    }

    /** Sends a request and repeats it for so long. */
    <T> T call(String what, Duration retryFor, Request<T> request) throws IOException {
        try {
            return repeat(retryFor, request);
        } catch (Failed e) {
            throw errors.explain(what, e.cause, e.attempts);
        }
    }

    /** Sends a request for something that may be absent (status 404 but for the bucket) or unchanged (412). */
    <T> Optional<T> find(String what, int absent, Request<T> request) throws IOException {
        return find(what, status -> status == absent, request);
    }

    /** The same where several statuses mean that there is nothing. */
    <T> Optional<T> find(String what, IntPredicate absent, Request<T> request) throws IOException {
        try {
            return Optional.of(repeat(settings.waiting().retryFor(), request));
        } catch (Failed e) {
            if (absent.test(S3Errors.status(e.cause)) && !S3Errors.code(e.cause).equals("NoSuchBucket")) {
                return Optional.empty();
            }
            throw errors.explain(what, e.cause, e.attempts);
        }
    }

    private <T> T repeat(Duration retryFor, Request<T> request) throws IOException, Failed {
        long deadline = System.nanoTime() + retryFor.toNanos();
        for (int attempt = 1;; attempt++) {
            try {
                T answer = request.send(client, attempt);
                reached = true;
                return answer;
            } catch (AbortedException e) {
                throw interrupted(e);
            } catch (SdkException e) {
                reached |= S3Errors.status(e) > 0;
                long pause = pause(attempt);
                if (Thread.currentThread().isInterrupted()) {
                    throw interrupted(e);
                }
                boolean hopeless = !S3Errors.passing(e)
                        || attempt >= UNREACHED && (S3Errors.unreachable(e) && !reached || S3Errors.dubious(e));
                if (hopeless || System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause) > deadline || rest(pause)) {
                    throw new Failed(e, attempt);
                }
            }
        }
    }

    private static long pause(int attempt) {
        long most = Math.min(LONGEST_PAUSE, (long) FIRST_PAUSE << Math.min(attempt - 1, 10));
        return ThreadLocalRandom.current().nextLong(most / 2, most + 1);
    }

    /** Waits; returns at once, with true, when this is closed. */
    private boolean rest(long millis) throws IOException {
        try {
            return closed.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(e);
        }
    }

    static IOException interrupted(Exception cause) {
        return (IOException) new InterruptedIOException("interrupted").initCause(cause);
    }

    @Override
    public void close() {
        closed.countDown();
        client.close();
    }

    /** A request that failed for good. */
    private static final class Failed extends Exception {
        private static final long serialVersionUID = 1L;
        private final SdkException cause;
        private final int attempts;

        Failed(SdkException cause, int attempts) {
            super(cause);
            this.cause = cause;
            this.attempts = attempts;
        }
    }
}
