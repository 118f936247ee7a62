package lifeboat.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lifeboat.base.UserError;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.fingerprint.TableFingerprint;
import org.junit.jupiter.api.Test;

/** What every {@link Source} promises. Each test gets a fresh database with rows in at least one table. */
public abstract class SourceContract {

    /** This test's source; the same data each time it is asked for. */
    protected abstract Source source() throws Exception;

    /** How many rows each table of the source has now, by its fingerprint's title, as the database itself says. */
    protected abstract Map<String, Long> rows() throws Exception;

    /** Commits one more row in one of the tables, by another connection. */
    protected abstract void insert() throws Exception;

    /** Changes one value of one row without changing any count, by another connection. */
    protected abstract void update() throws Exception;

    /** A source that is not there. */
    protected abstract Source missing() throws Exception;

    /** What a dump could leave behind: its temporary files, connections, processes, locks. */
    protected abstract List<String> leftovers() throws Exception;

    @Test
    void every_table_is_counted_and_digested() throws Exception {
        Map<String, Long> counted = new TreeMap<>();
        for (TableFingerprint table : dump(source()).fingerprint().tables()) {
            counted.put(table.title(), table.rows());
            assertTrue(table.digest().matches("[0-9a-f]{32}"), table.toString());
        }
        assertEquals(new TreeMap<>(rows()), counted);
    }

    @Test
    void the_same_data_has_the_same_fingerprint_again() throws Exception {
        assertEquals(dump(source()).fingerprint(), dump(source()).fingerprint());
    }

    @Test
    void a_changed_value_changes_a_digest_and_no_count() throws Exception {
        Fingerprint before = dump(source()).fingerprint();
        update();
        Fingerprint after = dump(source()).fingerprint();
        assertEquals(before.rows(), after.rows());
        assertNotEquals(before.tables(), after.tables());
    }

    @Test
    void what_is_committed_after_opening_is_not_in_the_dump() throws Exception {
        Fingerprint before = dump(source()).fingerprint();
        try (Dump dump = source().open()) {
            insert();
            assertEquals(before, write(dump).fingerprint());
        }
        assertEquals(before.rows() + 1, dump(source()).fingerprint().rows());
    }

    @Test
    void the_first_part_is_the_data_and_it_is_not_empty() throws Exception {
        try (Dump dump = source().open()) {
            assertEquals("data", dump.parts().getFirst().role());
            assertTrue(dump.parts().stream().allMatch(piece -> piece.suffix().startsWith(".")));
            Counting out = new Counting();
            dump.write(dump.parts().getFirst(), out);
            assertTrue(out.bytes > 0);
            assertFalse(out.closed);
        }
    }

    @Test
    void the_facts_name_the_type_and_the_version() throws Exception {
        Source source = source();
        assertEquals(source.type(), dump(source).source().type());
        assertTrue(dump(source).source().version().matches("\\d+\\..*"));
    }

    @Test
    void a_whole_dump_leaves_nothing_behind() throws Exception {
        List<String> before = leftovers();
        dump(source());
        assertEquals(before, leftovers());
    }

    @Test
    void a_dump_that_is_closed_unread_leaves_nothing_behind() throws Exception {
        List<String> before = leftovers();
        source().open().close();
        assertEquals(before, leftovers());
    }

    @Test
    void a_failing_output_is_reported_as_it_is_and_leaves_nothing_behind() throws Exception {
        List<String> before = leftovers();
        IOException full = new IOException("no space left");
        try (Dump dump = source().open()) {
            IOException thrown = assertThrows(IOException.class,
                    () -> dump.write(dump.parts().getFirst(), failing(full)));
            assertSame(full, thrown);
        }
        assertEquals(before, leftovers());
    }

    @Test
    void a_dump_that_was_not_written_does_not_finish() throws Exception {
        try (Dump dump = source().open()) {
            assertThrows(RuntimeException.class, dump::finish);
        }
    }

    @Test
    void a_source_that_is_not_there_is_an_error_for_people() throws Exception {
        Source missing = missing();
        UserError error = assertThrows(UserError.class, () -> missing.open().close());
        assertTrue(error.getMessage().contains("["), error.getMessage());
        assertTrue(error.hint().isPresent(), error.getMessage());
    }

    /** Dumps all parts to nowhere. */
    protected static Dump.Facts dump(Source source) throws IOException {
        try (Dump dump = source.open()) {
            return write(dump);
        }
    }

    private static Dump.Facts write(Dump dump) throws IOException {
        for (Dump.Piece piece : dump.parts()) {
            dump.write(piece, OutputStream.nullOutputStream());
        }
        return dump.finish();
    }

    private static OutputStream failing(IOException failure) {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw failure;
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                throw failure;
            }
        };
    }

    private static final class Counting extends OutputStream {
        private long bytes;
        private boolean closed;

        @Override
        public void write(int value) {
            bytes++;
        }

        @Override
        public void write(byte[] buffer, int offset, int length) {
            bytes += length;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
