package lifeboat.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import lifeboat.base.BlockInput;
import lifeboat.base.BlockOutput;

/**
 * Streams as channels and back, passing whole heap buffers without copying them piecewise as {@code Channels} does.
 * For channels like jagged's, which may return -1 at the end although they delivered bytes.
 */
final class ChannelStreams {

    private ChannelStreams() {}

    static WritableByteChannel channel(OutputStream out) {
        return new WritableByteChannel() {
            private boolean open = true;

            @Override
            public int write(ByteBuffer source) throws IOException {
                int length = source.remaining();
                out.write(source.array(), source.arrayOffset() + source.position(), length);
                source.position(source.limit());
                return length;
            }

            @Override
            public boolean isOpen() {
                return open;
            }

            @Override
            public void close() throws IOException {
                open = false;
                out.close();
            }
        };
    }

    static ReadableByteChannel channel(InputStream in) {
        return new ReadableByteChannel() {
            private boolean open = true;

            @Override
            public int read(ByteBuffer target) throws IOException {
                int n = in.read(target.array(), target.arrayOffset() + target.position(), target.remaining());
                target.position(target.position() + Math.max(n, 0));
                return n;
            }

            @Override
            public boolean isOpen() {
                return open;
            }

            @Override
            public void close() throws IOException {
                open = false;
                in.close();
            }
        };
    }

    static OutputStream output(WritableByteChannel channel) {
        return new BlockOutput() {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                ByteBuffer source = ByteBuffer.wrap(bytes, offset, length);
                while (source.hasRemaining()) {
                    channel.write(source);
                }
            }

            @Override
            public void close() throws IOException {
                if (channel.isOpen()) {
                    channel.close();
                }
            }
        };
    }

    static InputStream input(ReadableByteChannel channel) {
        return new BlockInput() {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                ByteBuffer target = ByteBuffer.wrap(buffer, offset, length);
                int n = channel.read(target);
                int delivered = target.position() - offset;
                return delivered > 0 || n >= 0 ? delivered : -1;
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }
}
