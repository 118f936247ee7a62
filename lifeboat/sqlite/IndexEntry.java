package lifeboat.sqlite;

import java.util.Arrays;
import lifeboat.fingerprint.RowDigest;

/**
 * The values of one entry of an index in the form of {@link RowBytes}, but that a real with an integer's value is that
 * integer: which of both is stored may differ between a table and its index.
 */
final class IndexEntry {
    private static final double INTEGERS = 0x1p62;

    private byte[] bytes = new byte[256];
    private int[] ends = new int[8];
    private int values;

    void clear() {
        values = 0;
    }

    /** Adds a column of a row that is whole in memory. */
    void add(RowBytes row, int column) {
        int from = row.start(column);
        int length = row.end(column) - from;
        int at = length();
        room(at + length);
        System.arraycopy(row.bytes(), from, bytes, at, length);
        if (bytes[at] == RowBytes.REAL) {
            double real = Double.longBitsToDouble(number(at));
            if (real == Math.rint(real) && Math.abs(real) < INTEGERS) {
                put(at, (long) real);
            }
        }
        ends[values++] = at + length;
    }

    void add(long integer) {
        int at = length();
        room(at + 9);
        put(at, integer);
        ends[values++] = at + 9;
    }

    void addTo(RowDigest digest) {
        digest.add(bytes, 0, length());
    }

    /** The order of two entries by their first {@code count} values. */
    int compare(IndexEntry other, IndexShape shape, int count) {
        for (int i = 0; i < count; i++) {
            IndexShape.Part part = shape.parts().get(i);
            int order = compare(other, i, part.collation());
            if (order != 0) {
                return part.descending() ? -order : order;
            }
        }
        return 0;
    }

    boolean hasNull(int count) {
        for (int i = 0; i < count; i++) {
            if (bytes[start(i)] == RowBytes.NULL) {
                return true;
            }
        }
        return false;
    }

    private int compare(IndexEntry other, int value, Collation collation) {
        int mine = start(value);
        int its = other.start(value);
        byte tag = bytes[mine];
        byte otherTag = other.bytes[its];
        if (rank(tag) != rank(otherTag)) {
            return rank(tag) - rank(otherTag);
        }
        return switch (tag) {
            case RowBytes.NULL -> 0;
            case RowBytes.TEXT -> collation.compare(bytes, mine + 9, ends[value], other.bytes, its + 9,
                    other.ends[value]);
            case RowBytes.BLOB -> Arrays.compareUnsigned(bytes, mine + 9, ends[value], other.bytes, its + 9,
                    other.ends[value]);
            default -> numbers(tag, number(mine), otherTag, other.number(its));
        };
    }

    /** NULL comes before numbers, those before text, text before blobs. */
    private static int rank(byte tag) {
        return tag == RowBytes.REAL ? RowBytes.INTEGER : tag;
    }

    private static int numbers(byte tag, long number, byte otherTag, long other) {
        if (tag == RowBytes.INTEGER && otherTag == RowBytes.INTEGER) {
            return Long.compare(number, other);
        }
        if (tag == RowBytes.REAL && otherTag == RowBytes.REAL) {
            return Double.compare(Double.longBitsToDouble(number), Double.longBitsToDouble(other));
        }
        return tag == RowBytes.INTEGER ? mixed(number, Double.longBitsToDouble(other))
                : -mixed(other, Double.longBitsToDouble(number));
    }

    /** An integer and a real that is not one, or beyond 2^62. */
    private static int mixed(long integer, double real) {
        if (real >= 0x1p63) {
            return -1;
        }
        if (real < -0x1p63) {
            return 1;
        }
        int order = Long.compare(integer, (long) real);
        return order != 0 ? order : Double.compare((double) (long) real, real);
    }

    private int start(int value) {
        return value == 0 ? 0 : ends[value - 1];
    }

    private int length() {
        return start(values);
    }

    private long number(int at) {
        return Bytes.signed(bytes, at + 1, 8);
    }

    private void put(int at, long integer) {
        bytes[at] = RowBytes.INTEGER;
        for (int i = 8; i > 0; i--) {
            bytes[at + i] = (byte) (integer >> 8 * (8 - i));
        }
    }

    private void room(int size) {
        if (size > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size, 2 * bytes.length));
        }
        if (values == ends.length) {
            ends = Arrays.copyOf(ends, 2 * values);
        }
    }
}
