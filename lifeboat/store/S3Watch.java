package lifeboat.store;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * Breaks off a request while its body goes out if the server takes no more of it for the timeout: a socket's own
 * timeout counts only while it reads.
 */
final class S3Watch implements SdkHttpClient {
    private static final int CHECKS = 4;

    private final SdkHttpClient client;
    private final Duration timeout;
    private final Set<Sending> bodies = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicBoolean watching = new AtomicBoolean();

    /** Closes the client when it is closed. */
    S3Watch(SdkHttpClient client, Duration timeout) {
        this.client = client;
        this.timeout = timeout;
    }

    /** The server took no more bytes. */
    static final class Stalled extends IOException {
        private static final long serialVersionUID = 1L;

        Stalled(Throwable cause) {
            super("the server took no more bytes", cause);
        }
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        if (request.contentStreamProvider().isEmpty()) {
            return new Breakable(client.prepareRequest(request));
        }
        ContentStreamProvider content = request.contentStreamProvider().get();
        Sending sending = new Sending();
        HttpExecuteRequest watched = HttpExecuteRequest.builder().request(request.httpRequest())
                .metricCollector(request.metricCollector().orElse(null))
                .contentStreamProvider(() -> sending.of(content.newStream())).build();
        sending.request = new Breakable(client.prepareRequest(watched));
        return sending;
    }

    private void watch() {
        try {
            while (!closed.await(timeout.toMillis() / CHECKS + 1, TimeUnit.MILLISECONDS)) {
                bodies.forEach(Sending::check);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // nobody does
        }
    }

    @Override
    public String clientName() {
        return client.clientName();
    }

    @Override
    public void close() {
        closed.countDown();
        client.close();
    }

    /** A request that its thread's interruption breaks off. */
    private record Breakable(ExecutableHttpRequest request) implements ExecutableHttpRequest {
        @Override
        public HttpExecuteResponse call() throws IOException {
            S3Thread.sends(request::abort);
            return request.call();
        }

        @Override
        public void abort() {
            request.abort();
        }
    }

    /** A request with a body. What is read of the body is what the server had room for. */
    private final class Sending implements ExecutableHttpRequest {
        private ExecutableHttpRequest request;
        private volatile boolean atBody;
        private volatile long moved;
        private volatile boolean stalled;

        @Override
        public HttpExecuteResponse call() throws IOException {
            bodies.add(this);
            if (watching.compareAndSet(false, true)) {
                Thread.ofPlatform().daemon().name("s3-watch").start(S3Watch.this::watch);
            }
            try {
                return request.call();
            } catch (IOException | RuntimeException e) {
                if (stalled) {
                    throw new Stalled(e);
                }
                throw e;
            } finally {
                bodies.remove(this);
            }
        }

        @Override
        public void abort() {
            request.abort();
        }

        private void check() {
            if (atBody && System.nanoTime() - moved > timeout.toNanos()) {
                stalled = true;
                request.abort();
            }
        }

        private InputStream of(InputStream body) {
            return new FilterInputStream(body) {
                @Override
                public int read() throws IOException {
                    return seen(in.read());
                }

                @Override
                public int read(byte[] buffer, int offset, int length) throws IOException {
                    return seen(in.read(buffer, offset, length));
                }
            };
        }

        private int seen(int read) {
            moved = System.nanoTime();
            atBody = read >= 0;
            return read;
        }
    }
}
