package lifeboat.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Gzip, for those who need it: slower and larger than {@link Zstd}.
 *
 * @param level 1 to 9
 */
public record Gzip(int level) implements Layer {
    private static final int BUFFER = 64 << 10;

    @Override
    public String name() {
        return "gzip";
    }

    @Override
    public String suffix() {
        return ".gz";
    }

    @Override
    public OutputStream wrap(OutputStream sink) throws IOException {
        return new Levelled(sink, level);
    }

    @Override
    public InputStream unwrap(InputStream stored) throws IOException {
        return DecodedStream.open(name(), stored, in -> new GZIPInputStream(in, BUFFER));
    }

    private static final class Levelled extends GZIPOutputStream {
        Levelled(OutputStream sink, int level) throws IOException {
            super(sink, BUFFER);
            def.setLevel(level);
        }

        @Override
        public void close() throws IOException {
            try {
                super.close();
            } finally {
                def.end();
            }
        }
    }
}
