package lifeboat.pipeline;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Zstandard: one frame with a checksum of its content.
 *
 * @param level   1 to 19
 * @param workers threads that compress besides the writing one; 0 compresses in the writing thread
 */
public record Zstd(int level, int workers) implements Layer {

    @Override
    public String name() {
        return "zstd";
    }

    @Override
    public String suffix() {
        return ".zst";
    }

    @Override
    public OutputStream wrap(OutputStream sink) throws IOException {
        return new ZstdOutputStreamNoFinalizer(sink, level).setChecksum(true).setWorkers(workers);
    }

    @Override
    public InputStream unwrap(InputStream stored) throws IOException {
        return DecodedStream.open(name(), stored, ZstdInputStreamNoFinalizer::new);
    }
}
