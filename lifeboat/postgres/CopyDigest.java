package lifeboat.postgres;

import com.dynatrace.hash4j.hashing.HashStream128;
import com.dynatrace.hash4j.hashing.Hashing;
import lifeboat.fingerprint.RowDigest;

/**
 * Digests COPY text as it comes, in pieces cut anywhere: each line without its line feed is a row, up to the line
 * {@code \.}. After that only empty lines may come.
 */
final class CopyDigest {
    private final RowDigest digest = new RowDigest();
    private final HashStream128 split = Hashing.xxh3_128().hashStream();
    private long splitLength;
    private int splitStart;
    private boolean ended;
    private boolean garbage;

    /** Takes what lies in the input's buffer from its position up to {@code limit}, and moves the position there. */
    void take(ArchiveInput in, int limit) {
        byte[] buffer = in.buffer;
        while (in.position < limit) {
            int feed = in.lineFeed(limit);
            int stop = feed < 0 ? limit : feed;
            if (feed < 0) {
                append(buffer, in.position, stop - in.position);
                in.position = limit;
                return;
            }
            if (splitLength > 0) {
                append(buffer, in.position, stop - in.position);
                endSplit();
            } else {
                line(buffer, in.position, stop - in.position);
            }
            in.position = feed + 1;
        }
    }

    /** Whether the end mark came, at the end. */
    boolean whole() {
        return ended && !garbage && splitLength == 0;
    }

    RowDigest digest() {
        return digest;
    }

    private void line(byte[] buffer, int offset, int length) {
        if (ended) {
            garbage |= length > 0;
        } else if (length == 2 && buffer[offset] == '\\' && buffer[offset + 1] == '.') {
            ended = true;
        } else {
            digest.add(buffer, offset, length);
        }
    }

    private void append(byte[] buffer, int offset, int length) {
        for (int i = 0; i < length && splitLength + i < 2; i++) {
            splitStart = splitStart << 8 | buffer[offset + i];
        }
        split.putBytes(buffer, offset, length);
        splitLength += length;
    }

    private void endSplit() {
        if (ended) {
            garbage = true;
        } else if (splitLength == 2 && splitStart == ('\\' << 8 | '.')) {
            ended = true;
        } else {
            digest.add(split.get());
        }
        split.reset();
        splitLength = 0;
        splitStart = 0;
    }
}
