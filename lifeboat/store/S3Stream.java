package lifeboat.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import lifeboat.base.BlockInput;
import lifeboat.base.UserError;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * An object, read in ranges of which some are on their way at a time, in order. A range that breaks off is asked for
 * again; an object that is replaced meanwhile is an error, not a mixture.
 */
final class S3Stream extends BlockInput {
    static final int RANGE = 8 << 20;
    private static final int AHEAD = 3;
    private static final int NO_SUCH_RANGE = 416;
    private static final int CHANGED = 412;

    /** A range's bytes. */
    private record Range(byte[] bytes, int length, String tag, long total) {}

    private final S3Calls calls;
    private final String bucket;
    private final String name;
    private final String what;
    private final String tag;
    private final long total;
    private final ExecutorService workers = S3Thread.eachTask();
    private final Deque<Future<Range>> coming = new ArrayDeque<>();
    private final List<byte[]> free = new ArrayList<>();
    private Range current;
    private int position;
    private long asked;
    private boolean closed;

    private S3Stream(S3Calls calls, String bucket, String name, String what, Range first) {
        this.calls = calls;
        this.bucket = bucket;
        this.name = name;
        this.what = what;
        this.current = first;
        this.tag = first.tag;
        this.total = first.total;
        this.asked = first.length;
    }

    /** Opens an object; empty if there is none. */
    static Optional<InputStream> open(S3Calls calls, String bucket, String name, String what) throws IOException {
        Optional<Range> first = calls.find(what, 404, (client, _) -> {
            try {
                return fetch(client, bucket, name, null, 0, RANGE, null);
            } catch (SdkException e) {
                if (S3Errors.status(e) == NO_SUCH_RANGE) {
                    return new Range(new byte[0], 0, null, 0);
                }
                throw e;
            }
        });
        return first.map(range -> new S3Stream(calls, bucket, name, what, range));
    }

    private static Range fetch(S3Client client, String bucket, String name, String tag, long from, int length,
            byte[] reused) {
        GetObjectRequest request = GetObjectRequest.builder().bucket(bucket).key(name).ifMatch(tag)
                .range("bytes=" + from + "-" + (from + length - 1)).build();
        return client.getObject(request, (answer, body) -> receive(answer, body, from, length, reused));
    }

    private static Range receive(GetObjectResponse answer, InputStream body, long from, int length, byte[] reused)
            throws IOException {
        long total = answer.contentRange() == null ? answer.contentLength()
                : Long.parseLong(answer.contentRange().replaceFirst(".*/", ""));
        if (answer.contentRange() == null ? from != 0 || total > length
                : !answer.contentRange().startsWith("bytes " + from + "-")) {
            throw UserError.of("the server does not send the range of an object that it is asked for", null);
        }
        int expected = (int) Math.min(length, total - from);
        byte[] bytes = reused != null && reused.length >= expected ? reused : new byte[expected];
        int n = body.readNBytes(bytes, 0, expected);
        if (n < expected) {
            throw RetryableException.builder().message("the answer broke off").build();
        }
        return new Range(bytes, n, answer.eTag(), total);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (closed) {
            throw new IOException("the stream is closed");
        }
        if (length == 0) {
            return 0;
        }
        if (position == current.length && !next()) {
            return -1;
        }
        int n = Math.min(length, current.length - position);
        System.arraycopy(current.bytes, position, buffer, offset, n);
        position += n;
        return n;
    }

    private boolean next() throws IOException {
        if (current.length == RANGE) {
            free.add(current.bytes);
        }
        current = new Range(new byte[0], 0, null, 0);
        position = 0;
        while (coming.size() < AHEAD && asked < total) {
            long from = asked;
            int length = (int) Math.min(RANGE, total - from);
            byte[] reused = free.isEmpty() ? null : free.removeLast();
            coming.add(workers.submit(() -> fetch(from, length, reused)));
            asked += length;
        }
        if (coming.isEmpty()) {
            return false;
        }
        current = result(coming.remove());
        return true;
    }

    private Range fetch(long from, int length, byte[] reused) throws IOException {
        return calls.find(what, CHANGED, (client, _) -> fetch(client, bucket, name, tag, from, length, reused))
                .orElseThrow(() -> UserError.of("[" + name + "] was replaced while it was read", "read it again"));
    }

    private static Range result(Future<Range> range) throws IOException {
        try {
            return range.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw S3Calls.interrupted(e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case UserError error -> throw UserError.of(error.getMessage(), error.hint().orElse(null))
                        .because(error);
                case IOException io -> throw new IOException(io.getMessage(), io);
                default -> throw new IllegalStateException(e.getCause());
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        workers.shutdownNow();
    }
}
