package lifeboat.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import lifeboat.base.UserError;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Create-only writes on a server that knows no condition. Who wants to create a key first puts a claim of its own,
 * an object beside the keys, and lists the claims on the key: alone there, it looks for the key and creates it;
 * otherwise it takes its claim back and tries again after a random pause. As everybody claims before looking, two can
 * never both be alone, on a server whose listings show each object that was put before. A claim that is older than
 * {@link #STALE} is from a process that died, and is removed.
 */
final class S3Claims {
    static final String FOLDER = ".claims";
    static final Duration STALE = Duration.ofMinutes(10);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** What is needed of the store. */
    interface Place {
        /** Puts an object of that name. */
        void put(String name, byte[] bytes) throws IOException;

        /** All objects whose names begin so. */
        List<S3Object> list(String prefix) throws IOException;

        /** Removes an object of that name. */
        void delete(String name) throws IOException;
    }

    /** What is done by the only claimant. */
    interface Creation {
        boolean create() throws IOException;
    }

    private final Place place;
    private final String prefix;

    /** @param prefix what begins the names of all claims of this store */
    S3Claims(Place place, String prefix) {
        this.place = place;
        this.prefix = prefix;
    }

    /** Runs the creation while nobody else does it for that key. */
    boolean alone(String key, Creation creation) throws IOException {
        String claims = prefix + sha256(key) + "/";
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (int attempt = 1;; attempt++) {
            String claim = claims + UUID.randomUUID();
            Instant now = Instant.now();
            place.put(claim, new byte[0]);
            try {
                if (others(claims, claim, now).isEmpty()) {
                    return creation.create();
                }
            } finally {
                place.delete(claim);
            }
            if (System.nanoTime() > deadline) {
                throw UserError.of("others have kept claiming [" + key + "] for " + PATIENCE.toMinutes() + " minutes",
                        "run again when no other run is at work");
            }
            rest(attempt);
        }
    }

    private List<S3Object> others(String claims, String own, Instant now) throws IOException {
        List<S3Object> all = place.list(claims);
        Instant mine = all.stream().filter(object -> object.key().equals(own)).map(S3Object::lastModified)
                .findFirst().orElse(now);
        for (S3Object object : all) {
            if (object.lastModified().isBefore(mine.minus(STALE))) {
                place.delete(object.key());
            }
        }
        return all.stream().filter(object -> !object.key().equals(own)
                && !object.lastModified().isBefore(mine.minus(STALE))).toList();
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void rest(int attempt) throws IOException {
        int most = 20 << Math.min(attempt, 6);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ThreadLocalRandom.current().nextLong(most) + 1));
        if (Thread.interrupted()) {
            Thread.currentThread().interrupt();
            throw S3Calls.interrupted(new InterruptedException("interrupted"));
        }
    }
}
