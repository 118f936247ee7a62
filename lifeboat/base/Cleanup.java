package lifeboat.base;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What must be undone however the process ends: normally by {@link Handle#close()}, else, on SIGINT, SIGTERM or
 * {@code System.exit}, by a shutdown hook, newest first. Nothing runs twice.
 */
public final class Cleanup {

    /** Something to undo; may throw, which is ignored at shutdown. */
    @FunctionalInterface
    public interface Action {
        /** Undoes it. */
        void run() throws Exception;
    }

    /** A registered action. */
    public static final class Handle implements AutoCloseable {
        private final Action action;
        private boolean done;

        private Handle(Action action) {
            this.action = action;
        }

        /** Runs the action now unless it ran or was dismissed; returns when it has run, whoever runs it. */
        @Override
        public void close() {
            try {
                runOnce();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            } finally {
                forget(this);
            }
        }

        /** Drops the action: what it would undo is to stay. */
        public synchronized void dismiss() {
            done = true;
            forget(this);
        }

        /** The other of two threads waits: the process must not end while the first is still at it. */
        private synchronized void runOnce() throws Exception {
            if (!done) {
                done = true;
                action.run();
            }
        }
    }

    private static final Deque<Handle> HANDLES = new ArrayDeque<>();
    private static volatile boolean stopping;
    private static boolean hooked;

    private Cleanup() {}

    /** Registers an action. */
    public static Handle onExit(Action action) {
        Handle handle = new Handle(action);
        synchronized (HANDLES) {
            if (!hooked) {
                hooked = true;
                Runtime.getRuntime().addShutdownHook(new Thread(Cleanup::runAll, "cleanup"));
            }
            HANDLES.push(handle);
        }
        return handle;
    }

    /** Closes something after a failure, which stays what is told: if closing fails too, that is added to it. */
    public static void after(RuntimeException failure, Runnable closing) {
        try {
            closing.run();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** Whether the process is being ended. */
    public static boolean stopping() {
        return stopping;
    }

    private static void forget(Handle handle) {
        synchronized (HANDLES) {
            HANDLES.remove(handle);
        }
    }

    private static void runAll() {
        stopping = true;
        while (true) {
            Handle next;
            synchronized (HANDLES) {
                next = HANDLES.poll();
            }
            if (next == null) {
                return;
            }
            try {
                next.runOnce();
            } catch (Exception e) {
                System.err.println("cleanup: " + e.getMessage());
            }
        }
    }
}
