package lifeboat.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import lifeboat.base.Tool;
import lifeboat.base.UserError;
import org.junit.jupiter.api.Test;

/** zstd, with its stock tool. */
class ZstdTest extends LayerContract {
    @Override
    Layer layer() {
        return new Zstd(3, 2);
    }

    @Override
    List<String> opening(Path stored) {
        return List.of("zstd", "-d", "-q", "-c", stored.toString());
    }

    @Override
    List<String> making(Path plain) {
        return List.of("zstd", "-q", "-c", plain.toString());
    }

    /** The FFM API would cost each start 0.1 s and more. */
    @Test
    void the_library_is_called_by_jni() {
        assertNull(ZstdOutputStreamNoFinalizer.class.getResource(
                "/META-INF/versions/22/com/github/luben/zstd/Zstd.class"));
    }

    @Test
    void frames_one_after_the_other_are_read_as_one() throws Exception {
        byte[] one = stored(Samples.rows(1000));
        byte[] two = new byte[2 * one.length];
        System.arraycopy(one, 0, two, 0, one.length);
        System.arraycopy(one, 0, two, one.length, one.length);
        assertTrue(read(two).length == 2000);
    }

    @Test
    void the_content_carries_a_checksum() throws Exception {
        Path file = Files.write(temp.resolve("x.zst"), stored(Samples.rows(100_000)));
        assertTrue(Tool.of("zstd", "-l", "-v", file.toString()).run(Duration.ofSeconds(9)).out().contains("XXH64"));
        byte[] flipped = stored(Samples.random(100_000));
        flipped[50_000] ^= 1;
        assertThrows(UserError.class, () -> read(flipped));
    }

    @Test
    void no_workers_and_other_levels_write_the_same_format() throws Exception {
        for (Layer other : List.of(new Zstd(1, 0), new Zstd(19, 1))) {
            assertArrayEquals(Samples.rows(500_000), read(new ZstdTest() {
                @Override
                Layer layer() {
                    return other;
                }
            }.stored(Samples.rows(500_000))));
        }
    }
}
