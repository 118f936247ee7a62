package lifeboat.sqlite;

import java.io.IOException;

/** The bytes of one cell that does not fit its page: first those in the page, then those of its overflow pages. */
final class Payload {
    private final PageFile file;
    private final byte[] overflow;
    private byte[] page;
    private int at;
    private int left;
    private long next;

    Payload(PageFile file) {
        this.file = file;
        this.overflow = new byte[file.pageSize()];
    }

    /** Begins at {@code at} of the page, which holds the first {@code local} bytes. */
    Payload start(byte[] cellPage, int cellAt, int local) {
        page = cellPage;
        at = cellAt;
        left = local;
        next = Bytes.four(cellPage, cellAt + local);
        return this;
    }

    /** Takes the next {@code count} bytes. */
    void take(byte[] to, int offset, int count) throws IOException {
        for (int done = 0; done < count; ) {
            int some = ready(count - done);
            System.arraycopy(page, at, to, offset + done, some);
            used(some);
            done += some;
        }
    }

    /** Gives the next {@code count} bytes to the row. */
    void take(RowBytes to, long count) throws IOException {
        for (long done = 0; done < count; ) {
            int some = ready(count - done);
            to.put(page, at, some);
            used(some);
            done += some;
        }
    }

    private int ready(long wanted) throws IOException {
        if (left == 0) {
            file.read(next, overflow);
            page = overflow;
            at = 4;
            left = file.usable() - 4;
            next = Bytes.four(overflow, 0);
        }
        return (int) Math.min(left, wanted);
    }

    private void used(int count) {
        at += count;
        left -= count;
    }
}
