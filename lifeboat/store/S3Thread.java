package lifeboat.store;

import java.io.InterruptedIOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A thread that sends requests. Interrupting it breaks off the request that it waits for, which a platform thread would
 * not notice. Virtual threads would; but once one has waited for a socket, the JVM takes 0.3 s longer to end.
 */
final class S3Thread extends Thread {
    private Runnable breakOff = () -> {};

    private S3Thread(Runnable work) {
        super(work, "s3-request");
        setDaemon(true);
    }

    /** A new thread for each task. */
    static ExecutorService eachTask() {
        return Executors.newThreadPerTaskExecutor(S3Thread::new);
    }

    /** The current thread, if it is one of these, is about to send a request. */
    static void sends(Runnable breakOff) throws InterruptedIOException {
        if (currentThread() instanceof S3Thread thread) {
            thread.remember(breakOff);
            if (thread.isInterrupted()) {
                throw new InterruptedIOException("interrupted");
            }
        }
    }

    private synchronized void remember(Runnable latest) {
        breakOff = latest;
    }

    private synchronized Runnable remembered() {
        return breakOff;
    }

    @Override
    public void interrupt() {
        super.interrupt();
        remembered().run();
    }
}
