package lifeboat.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import lifeboat.base.UserError;

/** The pages of an SQLite file that nobody writes and whose content is all in the file. Not thread-safe. */
final class PageFile implements AutoCloseable {
    /** Bytes before the content of page 1. */
    static final int HEADER = 100;
    private static final int WINDOW = 128 << 10;

    private final Path file;
    private final FileChannel channel;
    private final long size;
    private final int pageSize;
    private final int usable;
    private final ByteBuffer window = ByteBuffer.allocateDirect(WINDOW);
    private long windowStart = -1;
    private long lastPage;
    private long left;

    PageFile(Path file) throws IOException {
        this.file = file;
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            this.size = channel.size();
            byte[] header = new byte[HEADER];
            if (channel.read(ByteBuffer.wrap(header), 0) < HEADER) {
                throw damaged(1);
            }
            int stored = (header[16] & 0xff) << 8 | header[17] & 0xff;
            this.pageSize = stored == 1 ? 65536 : stored;
            this.usable = pageSize - (header[20] & 0xff);
            if (Integer.bitCount(pageSize) != 1 || pageSize < 512 || usable < 480) {
                throw damaged(1);
            }
            this.left = size / pageSize;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    int pageSize() {
        return pageSize;
    }

    /** Bytes of a page that hold content. */
    int usable() {
        return usable;
    }

    /**
     * Reads page {@code number}, counted from 1; neighbours are read along when pages are asked for in order. Nobody
     * needs a page twice: who asks for more of them than there are is led in a circle by a damaged file.
     */
    void read(long number, byte[] page) throws IOException {
        long start = (number - 1) * pageSize;
        if (number < 1 || start + pageSize > size || left-- == 0) {
            throw damaged(number);
        }
        boolean inWindow = windowStart >= 0 && start >= windowStart && start + pageSize <= windowStart + window.limit();
        if (!inWindow) {
            fill(start, number == lastPage + 1 ? WINDOW : pageSize);
        }
        window.get((int) (start - windowStart), page, 0, pageSize);
        lastPage = number;
    }

    private void fill(long start, int length) throws IOException {
        window.clear().limit((int) Math.min(length, size - start));
        windowStart = -1;
        while (window.hasRemaining()) {
            if (channel.read(window, start + window.position()) < 0) {
                throw damaged(start / pageSize + 1);
            }
        }
        windowStart = start;
    }

    UserError damaged(long page) {
        return UserError.of("the database [" + file.getFileName() + "] is damaged at page [" + page + "]",
                "see what this says: sqlite3 FILE 'PRAGMA integrity_check'");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
