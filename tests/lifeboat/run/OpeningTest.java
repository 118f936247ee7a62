package lifeboat.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import lifeboat.base.UserError;
import lifeboat.source.Dump;
import lifeboat.source.Source;
import org.junit.jupiter.api.Test;

class OpeningTest {
    private final CountDownLatch opened = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    /** A source that holds nothing. */
    private class Empty implements Source {
        @Override
        public String type() {
            return "empty";
        }

        @Override
        public String describe() {
            return "nothing";
        }

        @Override
        public boolean opensFast() {
            return true;
        }

        @Override
        public Dump open() {
            opened.countDown();
            return new Dump() {
                @Override
                public List<Piece> parts() {
                    return List.of();
                }

                @Override
                public long estimatedBytes() {
                    return 0;
                }

                @Override
                public void write(Piece piece, OutputStream out) {}

                @Override
                public Facts finish() {
                    return new Facts(null, null);
                }

                @Override
                public void close() {
                    closed.countDown();
                }
            };
        }
    }

    @Test
    void a_view_that_nobody_took_is_given_up() throws Exception {
        try (Opening opening = new Opening()) {
            opening.begin(new Empty());
            opened.await();
        }
        closed.await();
    }

    @Test
    void a_view_that_was_taken_stays() {
        Dump taken;
        try (Opening opening = new Opening()) {
            taken = opening.begin(new Empty()).open();
        }
        assertEquals(1, closed.getCount());
        taken.close();
    }

    @Test
    void what_opening_throws_is_thrown_to_who_opens_it() {
        UserError error = UserError.of("it is gone", null);
        try (Opening opening = new Opening()) {
            Source source = opening.begin(new Empty() {
                @Override
                public Dump open() {
                    throw error;
                }
            });
            assertSame(error, assertThrows(UserError.class, source::open));
        }
    }

    @Test
    void a_source_that_takes_long_is_not_begun() {
        Source slow = new Empty() {
            @Override
            public boolean opensFast() {
                return false;
            }
        };
        try (Opening opening = new Opening()) {
            assertSame(slow, opening.begin(slow));
            assertEquals(1, opened.getCount());
        }
    }
}
