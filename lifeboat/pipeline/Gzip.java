package lifeboat.pipeline;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

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
        return DecodedStream.open(name(), stored, in -> new Whole(new Counted(in)));
    }

    private static final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            count += b < 0 ? 0 : 1;
            return b;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = in.read(buffer, offset, length);
            count += Math.max(n, 0);
            return n;
        }
    }

    /** The JDK's, which passes over what follows the last member; this one does not. */
    private static final class Whole extends GZIPInputStream {
        private static final int TRAILER = 8;
        private final Counted source;
        private long filled;

        Whole(Counted source) throws IOException {
            super(source, BUFFER);
            this.source = source;
        }

        @Override
        protected void fill() throws IOException {
            super.fill();
            filled = source.count;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = super.read(buffer, offset, length);
            int left = inf.getRemaining();
            if (n < 0 && (left > TRAILER || source.count > filled + TRAILER - left)) {
                throw new ZipException("bytes follow after its end");
            }
            return n;
        }
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
