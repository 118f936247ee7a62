package lifeboat.pipeline;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Counts bytes and makes their SHA-256. */
final class Digests {
    private final MessageDigest sha256;
    private long size;
    private String result;

    Digests() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    void add(byte[] bytes, int offset, int length) {
        sha256.update(bytes, offset, length);
        size += length;
    }

    long size() {
        return size;
    }

    /** The digest of all bytes, in hexadecimal; nothing may be added after. */
    String sha256() {
        if (result == null) {
            result = HexFormat.of().formatHex(sha256.digest());
        }
        return result;
    }
}
