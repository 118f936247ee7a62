package lifeboat.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import lifeboat.base.Tool;
import lifeboat.base.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every layer promises. */
abstract class LayerContract {
    private static final List<Integer> SIZES =
            List.of(0, 1, 2, 1000, 65_535, 65_536, 65_537, 131_072, 1 << 20, 5_000_001);

    @TempDir
    Path temp;

    /** A layer that can both write and read. */
    abstract Layer layer() throws Exception;

    /** The stock tool's command that writes the plain bytes of a stored file to standard output. */
    abstract List<String> opening(Path stored) throws Exception;

    /** The stock tool's command that writes the stored bytes of a plain file to standard output. */
    abstract List<String> making(Path plain) throws Exception;

    @Test
    void bytes_of_any_number_come_back() throws Exception {
        for (int size : SIZES) {
            assertArrayEquals(Samples.random(size), read(stored(Samples.random(size))), size + " random bytes");
            assertArrayEquals(Samples.rows(size), read(stored(Samples.rows(size))), size + " bytes of rows");
        }
    }

    @Test
    void single_bytes_come_back() throws Exception {
        byte[] plain = Samples.rows(70_000);
        ByteArrayOutputStream stored = new ByteArrayOutputStream();
        try (OutputStream out = layer().wrap(stored)) {
            for (byte b : plain) {
                out.write(b);
            }
        }
        ByteArrayOutputStream back = new ByteArrayOutputStream();
        try (InputStream in = layer().unwrap(new ByteArrayInputStream(stored.toByteArray()))) {
            for (int b = in.read(); b >= 0; b = in.read()) {
                back.write(b);
            }
            assertEquals(-1, in.read());
            assertEquals(-1, in.read(new byte[10]));
        }
        assertArrayEquals(plain, back.toByteArray());
    }

    @Test
    void a_source_that_gives_a_few_bytes_at_a_time_is_read_whole() throws Exception {
        byte[] plain = Samples.rows(300_000);
        try (InputStream in = layer().unwrap(trickling(stored(plain)))) {
            assertArrayEquals(plain, in.readAllBytes());
        }
    }

    @Test
    void every_truncation_is_a_bad_backup() throws Exception {
        byte[] stored = stored(Samples.rows(3000));
        for (int length = 0; length < stored.length; length++) {
            assertBad(Arrays.copyOf(stored, length), "cut to " + length + " of " + stored.length);
        }
        byte[] large = stored(Samples.random(300_000));
        for (int length : List.of(65_536, 65_752, 131_072, 131_288, large.length - 17, large.length - 1)) {
            assertBad(Arrays.copyOf(large, length), "cut to " + length + " of " + large.length);
        }
    }

    @Test
    void bytes_after_the_end_are_a_bad_backup() throws Exception {
        byte[] stored = stored(Samples.rows(3000));
        for (int extra : List.of(1, 8, 100, 200_000)) {
            assertBad(Arrays.copyOf(stored, stored.length + extra), extra + " bytes more");
        }
    }

    @Test
    void something_else_is_a_bad_backup() throws Exception {
        assertBad(Samples.rows(100_000), "rows");
        assertBad(Samples.random(100_000), "random");
    }

    @Test
    void what_reading_the_source_throws_is_passed_on() throws Exception {
        byte[] stored = stored(Samples.random(200_000));
        for (int after : List.of(0, 10, 100, 150_000, stored.length)) {
            IOException broken = new IOException("line dropped");
            InputStream source = new SequenceInputStream(
                    new ByteArrayInputStream(stored, 0, after), new InputStream() {
                        @Override
                        public int read() throws IOException {
                            throw broken;
                        }
                    });
            assertSame(broken, assertThrows(IOException.class, () -> {
                try (InputStream in = layer().unwrap(source)) {
                    in.readAllBytes();
                }
            }), "after " + after);
        }
    }

    @Test
    void closing_closes_what_is_below() throws Exception {
        boolean[] closed = new boolean[2];
        ByteArrayOutputStream sink = new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        layer().wrap(sink).close();
        layer().unwrap(new ByteArrayInputStream(sink.toByteArray()) {
            @Override
            public void close() {
                closed[1] = true;
            }
        }).close();
        assertTrue(closed[0] && closed[1]);
    }

    @Test
    void the_stock_tool_opens_what_we_wrote() throws Exception {
        for (int size : List.of(0, 1, 65_536, 8_000_000)) {
            byte[] plain = Samples.rows(size);
            Path file = Files.write(temp.resolve("stored" + layer().suffix()), stored(plain));
            assertArrayEquals(plain, output(opening(file)), size + " bytes");
        }
    }

    @Test
    void we_open_what_the_stock_tool_wrote() throws Exception {
        for (int size : List.of(0, 1, 65_536, 8_000_000)) {
            byte[] plain = Samples.rows(size);
            Path file = Files.write(temp.resolve("plain"), plain);
            assertArrayEquals(plain, read(output(making(file))), size + " bytes");
        }
    }

    byte[] output(List<String> command) throws IOException {
        Path out = temp.resolve("out");
        Tool.Result result = Tool.of(command).output(out).run(Duration.ofSeconds(30));
        assertTrue(result.ok(), command + ": " + result.errors());
        return Files.readAllBytes(out);
    }

    byte[] stored(byte[] plain) throws Exception {
        ByteArrayOutputStream sink = new ByteArrayOutputStream();
        try (OutputStream out = layer().wrap(sink)) {
            out.write(plain);
        }
        return sink.toByteArray();
    }

    byte[] read(byte[] stored) throws Exception {
        try (InputStream in = layer().unwrap(new ByteArrayInputStream(stored))) {
            return in.readAllBytes();
        }
    }

    private void assertBad(byte[] stored, String what) {
        UserError error = assertThrows(UserError.class, () -> read(stored), what);
        assertEquals(Optional.of(UserError.Kind.BAD_BACKUP), error.kind(), what);
        assertTrue(error.getMessage().startsWith("the "), error.getMessage());
    }

    private static InputStream trickling(byte[] bytes) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] buffer, int offset, int length) {
                return super.read(buffer, offset, Math.min(length, 7));
            }

            @Override
            public synchronized int available() {
                return 0;
            }
        };
    }
}
