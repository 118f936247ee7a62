package lifeboat.catalog;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import lifeboat.base.Cleanup;
import lifeboat.base.Environment;
import lifeboat.base.JobName;
import lifeboat.base.UserError;
import lifeboat.store.Store;

/**
 * Keeps two runs of a job from working in one store at the same time. A holder renews its lock as long as it lives; one
 * that died holds it until the lease is over. Ask {@link #lost} before the manifest is committed.
 *
 * <p>The protocol needs no more than create-only writes. The first holder creates {@code <job>/lock.json}, which has
 * a nonce. Whoever finds it expired creates {@code <job>/lock-<nonce>.json} with a nonce of its own, and so on: a
 * chain, and its last link is the holder. As a link is created create-only under the nonce of the one it replaces, of
 * two takers only one can win, and nobody ever writes or removes the link of another who may live. A holder writes
 * its own link only, and only before it expired; it gives up a sixth of the lease earlier, for clocks that differ. A
 * holder that slept through its lease finds a link after its own, or that the chain no longer leads to it, and has
 * lost. Release removes the chain, its root first: what is left if that breaks off in the middle leads nowhere, or to
 * an expired link.
 */
public final class Lock implements AutoCloseable {
    /** How long a lock is held by somebody who does not renew it. */
    public static final Duration LEASE = Duration.ofMinutes(10);

    private static final int LIMIT = 64 << 10;
    private static final int LONGEST_CHAIN = 1000;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Documents documents;
    private final String job;
    private final Clock clock;
    private final Duration lease;
    private final String nonce;
    private final String owner;
    private final Instant started;
    private final CountDownLatch released = new CountDownLatch(1);
    private String key;
    private Instant expires;
    private Cleanup.Handle cleanup;

    /** One link of the chain as it is stored. */
    private record Link(int format, String owner, Instant started, Instant expires, String nonce) {
        Link {
            if (owner == null || started == null || expires == null || nonce == null
                    || !nonce.matches("[0-9a-f]{32}")) {
                throw new IllegalArgumentException("not a lock");
            }
        }
    }

    /** A link and where it is stored. */
    private record Found(String key, Link link) {}

    private Lock(Store store, String job, String owner, Clock clock, Duration lease) {
        this.documents = new Documents(store);
        this.job = JobName.require(job);
        this.clock = clock;
        this.lease = lease;
        this.owner = owner;
        this.started = clock.instant();
        this.nonce = newNonce();
    }

    /** Who we are, for the message that others get: process and machine, or the CI run. */
    public static String owner(Environment env) {
        String process = "process " + ProcessHandle.current().pid();
        String machine = env.get("HOSTNAME").map(host -> " on " + host).orElse("");
        String run = env.get("GITHUB_RUN_ID").map(id -> " in workflow run " + id).orElse("");
        return (process + machine + run).replaceAll("[^ -~]", "?");
    }

    /**
     * Takes the lock of a job for {@link #LEASE}, renewed until it is closed; also released when the process is ended.
     *
     * @throws UserError if somebody else holds it; it is not waited for
     */
    public static Lock acquire(Store store, String job, String owner, Clock clock) {
        return acquire(store, job, owner, clock, LEASE);
    }

    /** The same for another lease. */
    public static Lock acquire(Store store, String job, String owner, Clock clock, Duration lease) {
        Lock lock = new Lock(store, job, owner, clock, lease);
        lock.cleanup = Cleanup.onExit(lock::release);
        try {
            lock.take();
        } catch (UserError e) {
            lock.giveUp(e);
            throw e;
        }
        Thread.ofPlatform().daemon().name("lock of " + job).start(lock::beat);
        return lock;
    }

    /**
     * Whether somebody else may have it by now: the lease ran out, or the lock was removed or taken over.
     *
     * @throws UserError if the store cannot tell
     */
    public synchronized boolean lost() {
        return outlived() || !isLast();
    }

    /** Releases it if it is still ours. */
    @Override
    public void close() {
        cleanup.close();
    }

    /** What was put although the store said otherwise would keep everybody away. */
    private void giveUp(UserError why) {
        try {
            cleanup.close();
        } catch (UserError e) {
            why.addSuppressed(e);
        }
    }

    private synchronized void take() {
        if (released.getCount() == 0) {
            throw UserError.of("the process is being ended", null);
        }
        for (int attempt = 0; attempt < 10; attempt++) {
            List<Found> chain = chain();
            if (!chain.isEmpty()) {
                refuseIfHeld(chain.getLast());
            }
            key = chain.isEmpty() ? rootKey() : keyAfter(chain.getLast().link());
            expires = clock.instant().plus(lease);
            if (documents.putIfAbsent(key, link())) {
                List<Found> now = chain();
                if (!now.isEmpty() && isOurs(now.getLast())) {
                    return;
                }
                if (now.stream().noneMatch(this::isOurs)) {
                    documents.delete(key); // the chain was removed meanwhile: nothing leads to it any more
                }
            }
        }
        throw UserError.of("the lock of job [" + job + "] in store [" + documents.storeName()
                + "] changes all the time",
                "several runs of this job start at once; start one");
    }

    private void refuseIfHeld(Found holder) {
        Link link = holder.link();
        if (clock.instant().isBefore(link.expires())) {
            throw UserError.of("job [" + job + "] is being worked on in store [" + documents.storeName() + "] by ["
                    + link.owner() + "] since [" + link.started() + "]",
                    "wait until that run ends; if it died, its lock expires at [" + link.expires()
                            + "], or remove [" + rootKey() + "] from the store now");
        }
    }

    /** Renews the lock every third of the lease until it is released or lost. */
    private void beat() {
        try {
            while (!released.await(lease.toNanos() / 3, TimeUnit.NANOSECONDS)) {
                if (!renew()) {
                    return;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * False if there is nothing left to renew. A store that fails is asked again at the next beat, while there is time.
     */
    private synchronized boolean renew() {
        if (released.getCount() == 0 || outlived()) {
            return false;
        }
        try {
            if (!isLast()) {
                return false;
            }
            Instant next = clock.instant().plus(lease);
            documents.put(key, link(next));
            expires = next;
        } catch (UserError _) {
            return !outlived(); // lost() tells the holder once the lease is over
        }
        return true;
    }

    private synchronized void release() {
        released.countDown();
        if (expires == null || outlived()) {
            return;
        }
        List<Found> chain = chain();
        if (!chain.isEmpty() && isOurs(chain.getLast())) {
            chain.forEach(found -> documents.delete(found.key()));
        }
    }

    private boolean outlived() {
        return !clock.instant().isBefore(expires.minus(lease.dividedBy(6)));
    }

    private boolean isLast() {
        List<Found> chain = chain();
        return !chain.isEmpty() && isOurs(chain.getLast());
    }

    private boolean isOurs(Found found) {
        return found.link().nonce().equals(nonce);
    }

    /** All links from the root, oldest first; empty if nobody has the lock. */
    private List<Found> chain() {
        List<Found> chain = new ArrayList<>();
        String next = rootKey();
        while (chain.size() < LONGEST_CHAIN) {
            String at = next;
            var bytes = documents.read(at, LIMIT);
            if (bytes.isEmpty()) {
                return chain;
            }
            Link link = parse(at, bytes.get());
            chain.add(new Found(at, link));
            next = keyAfter(link);
        }
        throw damaged(rootKey(), null);
    }

    private Link parse(String at, byte[] bytes) {
        try {
            return Documents.parse(Documents.text(bytes), Link.class);
        } catch (Documents.Damaged e) {
            throw damaged(at, e);
        }
    }

    private UserError damaged(String at, Exception cause) {
        UserError error = UserError.of("lock [" + at + "] in store [" + documents.storeName() + "] is damaged",
                "make sure that no run of job [" + job + "] is in progress, then remove [" + rootKey()
                + "] from the store");
        return cause == null ? error : error.because(cause);
    }

    private byte[] link() {
        return link(expires);
    }

    private byte[] link(Instant until) {
        return Documents.plain(new Link(1, owner, started, until, nonce));
    }

    private String rootKey() {
        return job + "/lock.json";
    }

    private String keyAfter(Link link) {
        return job + "/lock-" + link.nonce() + ".json";
    }

    private static String newNonce() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
