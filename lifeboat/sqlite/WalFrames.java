package lifeboat.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The pages that a copy of a write-ahead log holds, as of its last commit. Frames count up to the first that is not of
 * the log's present round or whose checksum, which covers all before it, is wrong: as SQLite reads a log after a crash.
 */
final class WalFrames implements AutoCloseable {
    private static final int ATTEMPTS = 5;
    private static final int HEADER = 32;
    private static final int FRAME_HEADER = 24;
    private static final int MAGIC = 0x377f0682;
    private static final int VERSION = 3_007_000;
    private static final int MOST = 100_000;

    private final FileChannel copy;
    private final int pageSize;
    private final Map<Long, Long> places = new HashMap<>();
    private final Map<Long, Long> uncommitted = new HashMap<>();
    private long pages;
    private int sum0;
    private int sum1;

    private WalFrames(FileChannel copy, int pageSize) {
        this.copy = copy;
        this.pageSize = pageSize;
    }

    /**
     * Copies a log that is in use and reads the copy. If the log begins a new round while it is copied, which its
     * header tells, it is copied again.
     *
     * @param scratch where to; must not exist
     * @return empty if the log cannot be understood, or is too large to be worth it
     */
    static Optional<WalFrames> copy(Path wal, Path scratch, int pageSize) throws IOException {
        return copy(wal, scratch, pageSize, () -> {});
    }

    /** The same; {@code copied} runs whenever all bytes are copied. */
    static Optional<WalFrames> copy(Path wal, Path scratch, int pageSize, Runnable copied) throws IOException {
        FileChannel copy = FileChannel.open(scratch, EnumSet.of(StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        WalFrames frames = new WalFrames(copy, pageSize);
        try {
            for (int i = 0; i < ATTEMPTS; i++) {
                if (!Files.exists(wal) || Files.size(wal) == 0) {
                    return Optional.of(frames);
                }
                if (Files.size(wal) / pageSize > MOST) {
                    break;
                }
                if (frames.take(wal, copied)) {
                    if (frames.read()) {
                        return Optional.of(frames);
                    }
                    break;
                }
            }
        } catch (IOException | RuntimeException e) {
            frames.close();
            throw e;
        }
        frames.close();
        return Optional.empty();
    }

    /** How many pages the database has by the last commit; 0 if the log holds none. */
    long pages() {
        return pages;
    }

    /** Whether it holds that page. */
    boolean holds(long page) {
        return places.containsKey(page);
    }

    /** Reads a page that it holds into the buffer's remaining bytes. */
    void read(long page, ByteBuffer to) throws IOException {
        fill(to, places.get(page));
    }

    private boolean take(Path wal, Runnable copied) throws IOException {
        copy.truncate(0);
        try (FileChannel in = FileChannel.open(wal, StandardOpenOption.READ)) {
            long size = in.size();
            for (long done = 0; done < size;) {
                long some = in.transferTo(done, size - done, copy.position(done));
                if (some == 0) {
                    return false;
                }
                done += some;
            }
            copied.run();
            return size >= HEADER && header(in).equals(header(copy));
        }
    }

    private static ByteBuffer header(FileChannel channel) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        fill(header, channel, 0);
        return header.flip();
    }

    private boolean read() throws IOException {
        ByteBuffer header = header(copy);
        int magic = header.getInt(0);
        if (header.limit() < HEADER || (magic & ~1) != MAGIC || header.getInt(4) != VERSION
                || header.getInt(8) != pageSize) {
            return false;
        }
        ByteOrder order = (magic & 1) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        add(header, 0, 24, order);
        if (header.getInt(24) != sum0 || header.getInt(28) != sum1) {
            return false;
        }
        long salt = header.getLong(16);
        ByteBuffer frame = ByteBuffer.allocate(FRAME_HEADER + pageSize);
        for (long at = HEADER; at + frame.capacity() <= copy.size(); at += frame.capacity()) {
            fill(frame.clear(), at);
            if (frame.getInt(0) == 0 || frame.getLong(8) != salt) {
                break;
            }
            add(frame, 0, 8, order);
            add(frame, FRAME_HEADER, pageSize, order);
            if (frame.getInt(16) != sum0 || frame.getInt(20) != sum1) {
                break;
            }
            uncommitted.put(Integer.toUnsignedLong(frame.getInt(0)), at + FRAME_HEADER);
            if (frame.getInt(4) != 0) {
                places.putAll(uncommitted);
                uncommitted.clear();
                pages = Integer.toUnsignedLong(frame.getInt(4));
            }
        }
        return true;
    }

    /** The file format's checksum goes on over these bytes. */
    private void add(ByteBuffer bytes, int from, int count, ByteOrder order) {
        ByteBuffer words = bytes.duplicate().order(order);
        for (int i = from; i < from + count; i += 8) {
            sum0 += words.getInt(i) + sum1;
            sum1 += words.getInt(i + 4) + sum0;
        }
    }

    private void fill(ByteBuffer to, long at) throws IOException {
        fill(to, copy, at);
        if (to.hasRemaining()) {
            throw new IOException("the copy of the log became shorter");
        }
    }

    private static void fill(ByteBuffer to, FileChannel from, long at) throws IOException {
        int start = to.position();
        while (to.hasRemaining() && from.read(to, at + to.position() - start) >= 0) {
            continue;
        }
    }

    @Override
    public void close() throws IOException {
        copy.close();
    }
}
