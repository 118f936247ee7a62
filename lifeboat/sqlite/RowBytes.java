package lifeboat.sqlite;

import com.dynatrace.hash4j.hashing.HashStream128;
import com.dynatrace.hash4j.hashing.Hashing;
import java.util.Arrays;
import lifeboat.fingerprint.RowDigest;

/**
 * One row in the canonical form that is digested: column after column a type byte and the value.
 * {@code 0} NULL; {@code 1} integer, 8 bytes; {@code 2} real, 8 bytes IEEE 754; {@code 3} text and {@code 4} blob,
 * 8 bytes of length and the content, text in the database's own encoding. Numbers are big-endian.
 * The columns are those that are stored, so no virtual generated ones; in the order of the table, or for WITHOUT ROWID
 * tables those of the primary key first. A rowid that is not also a column is left out: VACUUM may change it.
 */
final class RowBytes {
    static final byte NULL = 0;
    static final byte INTEGER = 1;
    static final byte REAL = 2;
    static final byte TEXT = 3;
    static final byte BLOB = 4;
    private static final int LIMIT = 256 << 10;

    private final RowDigest digest = new RowDigest();
    private byte[] bytes = new byte[8192];
    private int length;
    private int[] starts = new int[16];
    private int columns;
    private HashStream128 stream;

    /** Begins a column. */
    void column() {
        if (columns == starts.length) {
            starts = Arrays.copyOf(starts, 2 * columns);
        }
        starts[columns++] = length;
    }

    /** Whether all of the row is in {@link #bytes}: a long one is not. */
    boolean inMemory() {
        return stream == null;
    }

    byte[] bytes() {
        return bytes;
    }

    int start(int column) {
        return starts[column];
    }

    int end(int column) {
        return column + 1 < columns ? starts[column + 1] : length;
    }

    void putNull() {
        room(1);
        bytes[length++] = NULL;
    }

    void putInteger(long value) {
        tagged(INTEGER, value);
    }

    void putReal(long bits) {
        tagged(REAL, bits);
    }

    /** Begins a text or blob; its content follows by {@link #put}. */
    void begin(byte tag, long contentLength) {
        tagged(tag, contentLength);
    }

    void put(byte[] from, int offset, int count) {
        room(count);
        if (count > bytes.length) {
            stream.putBytes(from, offset, count);
            return;
        }
        System.arraycopy(from, offset, bytes, length, count);
        length += count;
    }

    /** Ends the row and adds it to the digest. */
    void end() {
        if (stream == null) {
            digest.add(bytes, 0, length);
        } else {
            flush();
            digest.add(stream.get());
        }
        clear();
    }

    /** Ends the row without counting it. */
    void clear() {
        stream = null;
        length = 0;
        columns = 0;
    }

    RowDigest digest() {
        return digest;
    }

    private void tagged(byte tag, long value) {
        room(9);
        bytes[length++] = tag;
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[length++] = (byte) (value >> shift);
        }
    }

    private void room(int count) {
        if (length + count <= bytes.length) {
            return;
        }
        if (length + count <= LIMIT) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
        } else {
            flush();
        }
    }

    private void flush() {
        if (stream == null) {
            stream = Hashing.xxh3_128().hashStream();
        }
        stream.putBytes(bytes, 0, length);
        length = 0;
    }
}
