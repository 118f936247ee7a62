package lifeboat.store;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import lifeboat.base.UserError;
import lifeboat.base.Workspace;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * An upload of any length: what fits one part is put at its commit, more goes up in parts at the same time while it is
 * written. Holds as much memory as the settings allow; parts too large for that go through a temporary file.
 */
final class S3Upload extends Store.Upload {
    private static final Duration ENDING = Duration.ofSeconds(30);
    private static final int FILES = 2;

    /** A part that the server confirmed. */
    private record Sent(CompletedPart part, S3Part.Sum sum) {}

    private final S3Objects objects;
    private final String key;
    private final String what;
    private final PartPlan plan;
    private final int memoryBytes;
    private final S3Memory memory;
    private final Semaphore files = new Semaphore(FILES);
    private final ExecutorService workers = S3Thread.eachTask();
    private final List<Future<Sent>> sending = new ArrayList<>();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private Workspace folder;
    private S3Part current;
    private volatile String uploadId;
    private long written;
    private boolean done;

    S3Upload(S3Objects objects, String key, PartPlan plan, int memoryBytes) {
        this.objects = objects;
        this.key = key;
        this.what = "store [" + key + "]";
        this.plan = plan;
        this.memoryBytes = memoryBytes;
        this.memory = new S3Memory(memoryBytes);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        requireWhole();
        try {
            for (int at = 0; at < length;) {
                if (current == null) {
                    current = begin(sending.size() + 1);
                }
                int n = current.write(bytes, offset + at, length - at);
                at += n;
                written += n;
                if (current.full()) {
                    send();
                }
            }
        } catch (IOException | RuntimeException e) {
            failure.compareAndSet(null, e);
            throw e;
        }
    }

    private S3Part begin(int number) throws IOException {
        long size = plan.size(number);
        if (number > plan.maxParts()) {
            throw UserError.of("[" + key + "] has more than the " + plan.maxParts() + " parts that its store allows",
                    "set part_size of the store to more than [" + size + "] bytes");
        }
        if (size <= memoryBytes / 2) {
            return S3Part.inMemory(size, memory);
        }
        if (folder == null) {
            folder = Workspace.create(objects.env());
        }
        try {
            files.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw S3Calls.interrupted(e);
        }
        return S3Part.inFile(size, folder, number);
    }

    private void send() throws IOException {
        requireWhole();
        if (uploadId == null) {
            uploadId = objects.begin(what, key);
        }
        S3Part part = current;
        int number = sending.size() + 1;
        current = null;
        sending.add(workers.submit(() -> send(part, number)));
    }

    private Sent send(S3Part part, int number) throws IOException {
        try (part) {
            S3Part.Sum sum = part.sum(objects.check());
            return new Sent(objects.part(what, key, uploadId, number, part, sum), sum);
        } catch (IOException | RuntimeException e) {
            failure.compareAndSet(null, e);
            throw e;
        } finally {
            if (part.inFile()) {
                files.release();
            }
        }
    }

    private void requireWhole() throws IOException {
        switch (failure.get()) {
            case null -> { }
            case UserError e -> throw UserError.of(e.getMessage(), e.hint().orElse(null)).because(e);
            case Exception e -> throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void commit() throws IOException {
        if (done) {
            throw new IllegalStateException("committed twice");
        }
        requireWhole();
        if (uploadId == null) {
            try (S3Part only = current == null ? S3Part.inMemory(0, memory) : current) {
                objects.put(what, key, only, only.sum(objects.check()));
            }
        } else {
            if (current != null) {
                send();
            }
            complete();
        }
        done = true;
    }

    private void complete() throws IOException {
        List<Sent> sent = new ArrayList<>();
        for (Future<Sent> one : sending) {
            sent.add(result(one));
        }
        List<S3Part.Sum> sums = sent.stream().map(Sent::sum).toList();
        String composed = S3Part.composed(sums, objects.check());
        Optional<CompleteMultipartUploadResponse> answer = objects.complete(what, key, uploadId,
                sent.stream().map(Sent::part).toList());
        answer.ifPresent(response -> objects.requireComposed(key, response, composed));
        HeadObjectResponse held = objects.head(what, key).orElse(null);
        boolean whole = held != null && held.contentLength() == written && (answer.isPresent()
                ? held.eTag() == null || held.eTag().equals(answer.get().eTag())
                        : objects.isTag(held.eTag(), composed));
        if (!whole) {
            throw UserError.of("[" + objects.describe() + "] does not hold [" + key + "] as it was sent: ["
                    + (held == null ? "nothing" : held.contentLength()) + "] instead of [" + written + "] bytes",
                    "back up again");
        }
        objects.locks().confirm(what, key);
    }

    private Sent result(Future<Sent> one) throws IOException {
        try {
            return one.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw S3Calls.interrupted(e);
        } catch (ExecutionException e) {
            requireWhole();
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        boolean abort = !done;
        done = true;
        workers.shutdownNow();
        try {
            if (!workers.awaitTermination(ENDING.toSeconds(), TimeUnit.SECONDS)) {
                failure.compareAndSet(null, new IOException("parts were still going up"));
            }
            if (current != null) {
                current.close();
            }
            if (abort && uploadId != null) {
                objects.abort("remove the unfinished [" + key + "]", key, uploadId, ENDING);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            remember(e);
        } catch (IOException | UserError e) {
            remember(e);
        } finally {
            if (folder != null) {
                folder.close();
            }
        }
    }

    /** Where the upload failed before, that is what matters, and a later sweep removes the rest. */
    private void remember(Exception e) {
        if (failure.get() == null) {
            throw UserError.of("could not remove the unfinished upload of [" + key + "]: " + e.getMessage(),
                    "a later run removes it").because(e);
        }
        failure.get().addSuppressed(e);
    }
}
