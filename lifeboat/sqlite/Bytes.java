package lifeboat.sqlite;

/** The numbers of SQLite's file format. */
final class Bytes {

    private Bytes() {}

    /** Two bytes, big-endian, unsigned. */
    static int two(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    /** Four bytes, big-endian, unsigned. */
    static long four(byte[] bytes, int at) {
        return (long) two(bytes, at) << 16 | two(bytes, at + 2);
    }

    /** {@code size} bytes, big-endian, with sign. */
    static long signed(byte[] bytes, int at, int size) {
        long value = bytes[at];
        for (int i = 1; i < size; i++) {
            value = value << 8 | bytes[at + i] & 0xff;
        }
        return value;
    }

    /** A number of one to nine bytes. */
    static long varint(byte[] bytes, int at) {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            byte next = bytes[at + i];
            value = value << 7 | next & 0x7f;
            if (next >= 0) {
                return value;
            }
        }
        return value << 8 | bytes[at + 8] & 0xff;
    }

    /** How many bytes that number takes. */
    static int varintLength(byte[] bytes, int at) {
        int length = 1;
        while (length < 9 && bytes[at + length - 1] < 0) {
            length++;
        }
        return length;
    }
}
