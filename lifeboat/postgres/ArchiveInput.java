package lifeboat.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import lifeboat.base.UserError;

/** The bytes of an archive, buffered; everything that is read from the input is passed on to the output as it comes. */
final class ArchiveInput {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LINE_FEEDS = 0x0a0a0a0a0a0a0a0aL;
    private static final long LOW_BITS = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final int MAX_TEXT = 16 << 20;

    private final InputStream in;
    private final OutputStream out;
    final byte[] buffer;
    int position;
    int end;
    private long before;
    private int integerSize = 4;

    ArchiveInput(InputStream in, OutputStream out, int bufferSize) {
        this.in = in;
        this.out = out;
        this.buffer = new byte[bufferSize];
    }

    /** How integers are stored; the header says it. */
    void integerSize(int bytes) {
        integerSize = bytes;
    }

    int integerSize() {
        return integerSize;
    }

    /** The place of the next byte in the archive. */
    long offset() {
        return before + position;
    }

    /** Makes at least one byte available; false at the end. */
    boolean more() throws IOException {
        if (position < end) {
            return true;
        }
        before += end;
        position = 0;
        end = 0;
        int read = read();
        if (read <= 0) {
            return false;
        }
        out.write(buffer, 0, read);
        end = read;
        return true;
    }

    private int read() {
        try {
            return in.read(buffer, 0, buffer.length);
        } catch (IOException e) {
            throw UserError.of("cannot read the archive: " + e.getMessage(), null).because(e);
        }
    }

    /** The next byte, 0 to 255. */
    int octet() throws IOException {
        if (!more()) {
            throw bad("it ends early");
        }
        return buffer[position++] & 0xff;
    }

    /** The next signed integer: a sign byte, then the magnitude, little end first. */
    int integer() throws IOException {
        if (integerSize == Integer.BYTES && end - position > Integer.BYTES) {
            int magnitude = (int) INTS.get(buffer, position + 1);
            boolean minus = buffer[position] != 0;
            position += 1 + Integer.BYTES;
            return minus ? -magnitude : magnitude;
        }
        boolean negative = octet() != 0;
        long value = 0;
        for (int i = 0; i < integerSize; i++) {
            long part = octet();
            if (part != 0 && i >= 4) {
                throw bad("a number is too large");
            }
            value |= part << 8 * i;
        }
        if (value > 0xffffffffL) {
            throw bad("a number is too large");
        }
        return (int) (negative ? -value : value);
    }

    /** The next text's bytes, null if it is absent. */
    byte[] text() throws IOException {
        int length = integer();
        if (length < 0) {
            return null;
        }
        if (length > MAX_TEXT) {
            throw bad("a name of [" + length + "] bytes");
        }
        byte[] bytes = new byte[Math.min(length, 4096)];
        int have = 0;
        while (have < length) {
            if (!more()) {
                throw bad("it ends early");
            }
            if (have == bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(length, have * 4L));
            }
            int n = Math.min(Math.min(length, bytes.length) - have, end - position);
            System.arraycopy(buffer, position, bytes, have, n);
            position += n;
            have += n;
        }
        return bytes.length == length ? bytes : Arrays.copyOf(bytes, length);
    }

    /** The length of the next chunk of a data block, 0 after the last. */
    int chunk() throws IOException {
        int length = integer();
        if (length < 0) {
            throw bad("a data block of [" + length + "] bytes");
        }
        return length;
    }

    /** Passes over a text without keeping it. */
    void skipText() throws IOException {
        int length = integer();
        if (length > 0) {
            skip(length);
        }
    }

    /** Passes over that many bytes. */
    void skip(long length) throws IOException {
        long left = length;
        while (left > 0) {
            if (!more()) {
                throw bad("it ends early");
            }
            int n = (int) Math.min(left, end - position);
            position += n;
            left -= n;
        }
    }

    /** Where the next line feed is in the buffer, from its position and before {@code limit}; -1 if there is none. */
    int lineFeed(int limit) {
        int at = position;
        for (int last = limit - Long.BYTES; at <= last; at += Long.BYTES) {
            long word = (long) LONGS.get(buffer, at) ^ LINE_FEEDS;
            long found = word - LOW_BITS & ~word & HIGH_BITS;
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        for (; at < limit; at++) {
            if (buffer[at] == '\n') {
                return at;
            }
        }
        return -1;
    }

    /** The archive is not what it should be. */
    UserError bad(String what) {
        return UserError.badBackup("the PostgreSQL archive is damaged: " + what + ", at byte [" + offset() + "]",
                "this file does not restore whole: use another backup");
    }
}
