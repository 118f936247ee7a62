package lifeboat.postgres;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import lifeboat.base.Environment;
import lifeboat.base.UserError;
import lifeboat.fingerprint.RowDigest;
import lifeboat.fingerprint.SequencePosition;
import lifeboat.fingerprint.TableFingerprint;
import lifeboat.source.Dump;
import lifeboat.source.PostgresSource;
import lifeboat.testing.PostgresServer;
import lifeboat.testing.SampleDatabase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ArchiveScannerTest {
    private static byte[] archive;
    private static ArchiveContents contents;

    @BeforeAll
    static void dump() throws Exception {
        PostgresServer server = PostgresServer.installed();
        String database = server.createDatabase();
        SampleDatabase.fill(server, database);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Dump dump = new PostgresSource(server.address(database), Scope.ALL, Duration.ofSeconds(5), false, false,
                Environment.system()).open()) {
            dump.write(dump.parts().getFirst(), out);
            dump.finish();
        }
        archive = out.toByteArray();
        contents = scan(archive);
    }

    private static ArchiveContents scan(byte[] bytes) throws IOException {
        return ArchiveScanner.scan(new ByteArrayInputStream(bytes), OutputStream.nullOutputStream());
    }

    private static TableFingerprint table(String title) {
        return contents.tables().stream().filter(t -> t.title().equals(title)).findFirst().orElseThrow();
    }

    @Test
    void bytes_in_any_pieces_and_any_buffer_give_the_same() throws Exception {
        Random random = new Random(1);
        for (int buffer : new int[] {1, 2, 7, 64, 1000, 32768}) {
            InputStream pieces = new ByteArrayInputStream(archive) {
                @Override
                public synchronized int read(byte[] bytes, int offset, int length) {
                    return super.read(bytes, offset, 1 + random.nextInt(length));
                }
            };
            ByteArrayOutputStream copy = new ByteArrayOutputStream();
            assertEquals(contents, ArchiveScanner.scan(pieces, copy, buffer), "buffer of " + buffer);
            assertArrayEquals(archive, copy.toByteArray());
        }
    }

    @Test
    void names_and_columns_are_read_however_they_are_written() {
        TableFingerprint table = table("Sales, \"EU\".Line\nbreak (x), y");
        assertEquals(List.of("a,b", "c\"d", "e\nf", "ÄÖ )", "select"), table.columns());
        assertEquals(3, table.rows());
        assertEquals(List.of(), table("public.no_columns").columns());
        assertEquals(5, table("public.no_columns").rows());
    }

    @Test
    void a_table_s_digest_is_that_of_its_lines() {
        RowDigest expected = new RowDigest();
        for (String line : List.of("1\ta", "2\tb")) {
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            expected.add(bytes, 0, bytes.length);
        }
        assertEquals(expected.hex(), table("public.made").digest());
    }

    @Test
    void empty_text_null_and_their_look_alikes_are_rows_of_their_own() {
        assertEquals(8, table("public.single").rows());
    }

    @Test
    void large_objects_are_rows_of_one_table() {
        assertEquals(3, contents.largeObjects().orElseThrow().rows());
    }

    @Test
    void sequences_have_their_positions() {
        assertTrue(contents.sequences().contains(new SequencePosition("public", "Counter's", -8, true)));
        assertTrue(contents.sequences().contains(new SequencePosition("public", "unused", 42, false)));
    }

    @Test
    void an_archive_cut_anywhere_is_refused() {
        Random random = new Random(2);
        for (int i = 0; i < 300; i++) {
            int length = i < 20 ? i : i < 40 ? archive.length - i + 19 : random.nextInt(archive.length);
            assertThrows(UserError.class, () -> scan(Arrays.copyOf(archive, length)), "cut to " + length);
        }
    }

    @Test
    void something_after_the_end_is_refused() {
        for (int value : new int[] {0, 1, 3, 255}) {
            byte[] longer = Arrays.copyOf(archive, archive.length + 1);
            longer[archive.length] = (byte) value;
            assertEquals(Optional.of(UserError.Kind.BAD_BACKUP), assertThrows(UserError.class, () -> scan(longer))
                    .kind());
        }
    }

    @Test
    void a_changed_bit_in_the_rows_changes_a_digest_or_is_refused() {
        int rows = indexOf("long long long");
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            byte[] changed = archive.clone();
            changed[rows + random.nextInt(400_000)] ^= (byte) (1 << random.nextInt(8));
            try {
                assertTrue(!scan(changed).tables().equals(contents.tables()));
            } catch (UserError e) {
                assertEquals(Optional.of(UserError.Kind.BAD_BACKUP), e.kind());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void random_damage_never_ends_in_anything_but_a_message() throws Exception {
        Random random = new Random(4);
        for (int i = 0; i < 500; i++) {
            byte[] changed = archive.clone();
            for (int n = 0; n < 3; n++) {
                changed[random.nextInt(i % 2 == 0 ? 60_000 : changed.length)] = (byte) random.nextInt();
            }
            try {
                scan(changed);
            } catch (UserError e) {
                assertTrue(e.getMessage().length() > 10);
            }
        }
    }

    @Test
    void versions_that_are_not_known_are_refused_by_name() {
        for (int minor : new int[] {11, 17}) {
            byte[] other = archive.clone();
            other[6] = (byte) minor;
            UserError error = assertThrows(UserError.class, () -> scan(other));
            assertTrue(error.getMessage().contains("[1." + minor + "]"), error.getMessage());
        }
    }

    @Test
    void what_is_no_archive_is_refused() {
        UserError error = assertThrows(UserError.class, () -> scan("-- PostgreSQL database dump".getBytes()));
        assertTrue(error.getMessage().contains("PGDMP"));
        assertThrows(UserError.class, () -> scan(new byte[0]));
    }

    @Test
    void the_contents_say_where_they_come_from() {
        assertTrue(contents.format().startsWith("1."));
        assertEquals("UTF8", contents.encoding());
        assertEquals(archive.length, contents.bytes());
        Map<String, Long> entries = new TreeMap<>(contents.entries());
        // the large objects are no table, and the partitions of one table are listed as that
        assertEquals(contents.tables().size() - 2L + contents.roots().size(), entries.get("TABLE DATA"));
        assertEquals("public.lettered", contents.roots().get("public.lettered_0"));
    }

    @Test
    void columns_of_a_copy_statement_are_split_where_they_end() {
        assertEquals(List.of("a", "b, \"c\" (d)", "é"), CopyStatement.columns(
                "COPY \"s.(\"\"x\".t (a, \"b, \"\"c\"\" (d)\", \"é\") FROM stdin;\n"));
        assertEquals(List.of(), CopyStatement.columns("COPY public.t  FROM stdin;\n"));
        assertThrows(IllegalArgumentException.class, () -> CopyStatement.columns("INSERT INTO t"));
    }

    private static int indexOf(String text) {
        byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i + wanted.length <= archive.length; i++) {
            if (Arrays.equals(archive, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }
}
