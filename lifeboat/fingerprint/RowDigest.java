package lifeboat.fingerprint;

import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hasher128;
import com.dynatrace.hash4j.hashing.Hashing;

/**
 * The content digest of a table: the sum, modulo 2^128, of XXH3-128 (seed 0) of each row's bytes. It does not depend
 * on the order of rows, and unlike an exclusive or it sees duplicates. Not thread-safe.
 */
public final class RowDigest {
    private static final Hasher128 HASH = Hashing.xxh3_128();

    private long rows;
    private long high;
    private long low;

    /** Adds one row, given as {@code length} bytes from {@code offset}. */
    public void add(byte[] bytes, int offset, int length) {
        add(HASH.hashBytesTo128Bits(bytes, offset, length));
    }

    /** Adds one row by its hash, for rows that were hashed piece by piece. */
    public void add(HashValue128 hash) {
        long sum = low + hash.getLeastSignificantBits();
        long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
        low = sum;
        high += hash.getMostSignificantBits() + carry;
        rows++;
    }

    /** Adds what another digest has seen, as if its rows had been added here. */
    public void add(RowDigest other) {
        long sum = low + other.low;
        long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
        low = sum;
        high += other.high + carry;
        rows += other.rows;
    }

    /** How many rows were added. */
    public long rows() {
        return rows;
    }

    /** The digest as 32 hexadecimal digits. */
    public String hex() {
        return String.format("%016x%016x", high, low);
    }
}
