package lifeboat.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** gzip, with its stock tool. */
class GzipTest extends LayerContract {
    @Override
    Layer layer() {
        return new Gzip(6);
    }

    @Override
    List<String> opening(Path stored) {
        return List.of("gzip", "-d", "-c", stored.toString());
    }

    @Override
    List<String> making(Path plain) {
        return List.of("gzip", "-c", plain.toString());
    }

    @Test
    void members_one_after_the_other_are_read_as_one() throws Exception {
        byte[] one = stored(Samples.rows(100_000));
        byte[] two = new byte[2 * one.length];
        System.arraycopy(one, 0, two, 0, one.length);
        System.arraycopy(one, 0, two, one.length, one.length);
        byte[] expected = new byte[200_000];
        System.arraycopy(Samples.rows(100_000), 0, expected, 0, 100_000);
        System.arraycopy(Samples.rows(100_000), 0, expected, 100_000, 100_000);
        for (int piece : List.of(1 << 20, one.length, 10)) {
            InputStream source = new ByteArrayInputStream(two) {
                @Override
                public synchronized int read(byte[] buffer, int offset, int length) {
                    return super.read(buffer, offset, Math.min(length, piece));
                }

                @Override
                public synchronized int available() {
                    return 0;
                }
            };
            try (InputStream in = layer().unwrap(source)) {
                assertArrayEquals(expected, in.readAllBytes(), "pieces of " + piece);
            }
        }
    }
}
