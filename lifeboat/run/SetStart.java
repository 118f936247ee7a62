package lifeboat.run;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import lifeboat.base.UserError;
import lifeboat.source.Dump;
import lifeboat.source.Source;

/**
 * Lets the members of a set take their views of the data at the same time. None is written out before each has its view
 * or has failed; then a few at a time are.
 */
final class SetStart {
    private final CountDownLatch pending;
    private final Semaphore writing;
    private long first = Long.MAX_VALUE;
    private long last;

    /** @param atOnce how many are written out at the same time */
    SetStart(int members, int atOnce) {
        this.pending = new CountDownLatch(members);
        this.writing = new Semaphore(atOnce);
    }

    /** One member's turn; close it when the member has ended, however it did. */
    Turn turn() {
        return new Turn();
    }

    /** From before the first view was taken until after the last; more than what lies between them. */
    synchronized Duration spread() {
        return last == 0 ? Duration.ZERO : Duration.ofNanos(last - first);
    }

    private synchronized void taken(long from, long until) {
        first = Math.min(first, from);
        last = Math.max(last, until);
    }

    /** See {@link #turn}. */
    final class Turn implements AutoCloseable {
        private boolean arrived;

        /** A source whose views wait for the others'. */
        Source of(Source source) {
            return source.openedBy(() -> held(source));
        }

        private Dump held(Source source) {
            long from = System.nanoTime();
            Dump dump = source.open();
            taken(from, System.nanoTime());
            try {
                arrive();
                pending.await();
                writing.acquire();
            } catch (InterruptedException e) {
                dump.close();
                Thread.currentThread().interrupt();
                throw UserError.of("interrupted while other members of the set began", null).because(e);
            }
            return new Held(dump);
        }

        private void arrive() {
            if (!arrived) {
                arrived = true;
                pending.countDown();
            }
        }

        @Override
        public void close() {
            arrive();
        }
    }

    /** A dump that lets the next one begin when it is closed. */
    private final class Held implements Dump {
        private final Dump dump;

        Held(Dump dump) {
            this.dump = dump;
        }

        @Override
        public List<Piece> parts() {
            return dump.parts();
        }

        @Override
        public int atOnce() {
            return dump.atOnce();
        }

        @Override
        public long estimatedBytes() {
            return dump.estimatedBytes();
        }

        @Override
        public void write(Piece piece, OutputStream out) throws IOException {
            dump.write(piece, out);
        }

        @Override
        public Facts finish() {
            return dump.finish();
        }

        @Override
        public void close() {
            try {
                dump.close();
            } finally {
                writing.release();
            }
        }
    }
}
