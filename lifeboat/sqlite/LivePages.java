package lifeboat.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * The pages of a database in use, read from its files while a connection of this process has a read transaction open.
 *
 * <p>With a rollback journal its shared lock keeps everybody from writing to the file, which is the database: one that
 * a killed writer left half-written was mended, or refused, when the transaction began.
 *
 * <p>In WAL mode the transaction holds one of the log's read marks. If the mark is not 0, a checkpoint moves no frame
 * beyond it into the file and nobody begins the log anew, so the committed frames stay where they are; the pages they
 * hold are taken from the log, and those are the only ones of the file that a checkpoint may be writing to. Later
 * commits come behind: the log that is copied after the transaction began ends with its commit or a later one, and
 * is a whole database together with the file. Mark 0 means that all frames were in the file already. Then nothing is
 * moved into the file any more, so it stays as it is, but a writer may begin the log anew, once, or a checkpoint cut it
 * to nothing. The old frames, all of them, change nothing that is not so in the file; the new ones are later
 * commits; and the header tells if what was copied is some of each.
 *
 * <p>Locks of a database are dropped when a file of it is closed: see {@link KeptChannels}.
 */
final class LivePages implements AutoCloseable {
    private static final int BLOCK = 1 << 20;
    private static final long LOCK_BYTES = 1L << 30;

    private final FileChannel file;
    private final Optional<WalFrames> log;
    private final int pageSize;
    private final long pages;

    private LivePages(FileChannel file, Optional<WalFrames> log, int pageSize, long pages) {
        this.file = file;
        this.log = log;
        this.pageSize = pageSize;
        this.pages = pages;
    }

    /**
     * What the files hold now.
     *
     * @param real    the file itself, not a link
     * @param key     what it was known by before the connection opened it
     * @param wal     whether it is in WAL mode
     * @param pages   how many the transaction sees
     * @param scratch where a copy of the log may be made
     * @return empty if only SQLite itself can read it
     */
    static Optional<LivePages> of(Path real, Optional<Object> key, boolean wal, int pageSize, long pages, Path scratch)
            throws IOException {
        Optional<FileChannel> file = key.isEmpty() ? Optional.empty() : KeptChannels.of(real, key.get());
        if (file.isEmpty()) {
            return Optional.empty();
        }
        if (!wal) {
            return Optional.of(new LivePages(file.get(), Optional.empty(), pageSize, pages));
        }
        return WalFrames.copy(real.resolveSibling(real.getFileName() + "-wal"), scratch, pageSize).map(log ->
                new LivePages(file.get(), Optional.of(log), pageSize, log.pages() == 0 ? pages : log.pages()));
    }

    /** How many bytes they are. */
    long size() {
        return pages * pageSize;
    }

    /**
     * Writes them all to a file that is there. The thread must not be interrupted.
     *
     * @param copied  gets how much of the file is final
     * @param stopped whether to end early
     */
    void copyTo(Path copy, LongConsumer copied, BooleanSupplier stopped) throws IOException {
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
        try (FileChannel out = FileChannel.open(copy, StandardOpenOption.WRITE)) {
            for (long at = 0; at < size() && !stopped.getAsBoolean(); at += block.limit()) {
                block.clear().limit((int) Math.min(BLOCK, size() - at));
                fill(block, at);
                for (block.rewind(); block.hasRemaining();) {
                    out.write(block);
                }
                copied.accept(at + block.limit());
            }
        }
    }

    private void fill(ByteBuffer block, long at) throws IOException {
        while (block.hasRemaining() && file.read(block, at + block.position()) >= 0) {
            continue;
        }
        int had = block.position() / pageSize * pageSize;
        for (int start = 0; start < block.limit(); start += pageSize) {
            long page = (at + start) / pageSize + 1;
            if (log.isPresent() && log.get().holds(page)) {
                log.get().read(page, block.slice(start, pageSize));
            } else if (start >= had && at + start != LOCK_BYTES) {
                throw new IOException("page [" + page + "] of [" + pages + "] is in no file");
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (log.isPresent()) {
            log.get().close();
        }
    }
}
