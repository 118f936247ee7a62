package lifeboat.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lifeboat.base.UserError;

/**
 * Where the data is in an archive that is a file. A pg_dump that writes into a pipe cannot note that in the archive,
 * and each connection of pg_restore then reads through all of it.
 */
final class ArchiveMap {
    private static final int BUFFER = 256 << 10;
    private static final int KNOWN = 2;

    private final Path archive;
    private final ArchiveInput in;
    private final ArchiveToc toc;
    private final long pieceSize;
    private final Map<Integer, Long> blocks = new HashMap<>();
    private final List<ArchiveRows> tables = new ArrayList<>();

    private ArchiveMap(Path archive, InputStream in, long pieceSize) {
        this.archive = archive;
        this.in = new ArchiveInput(in, OutputStream.nullOutputStream(), BUFFER);
        this.toc = new ArchiveToc(this.in);
        this.pieceSize = pieceSize;
    }

    /**
     * Reads through the archive.
     *
     * @param pieceSize bytes of a piece of a table's rows, at least
     * @throws UserError of kind BAD_BACKUP if it is damaged
     */
    static ArchiveMap of(Path archive, long pieceSize) {
        try (InputStream in = Files.newInputStream(archive)) {
            ArchiveMap map = new ArchiveMap(archive, in, pieceSize);
            map.read();
            return map;
        } catch (IOException e) {
            throw UserError.of("cannot read the archive: " + e.getMessage(), null).because(e);
        }
    }

    /**
     * The rows of the tables that have more than so many bytes of them; none if {@link ParallelRows} cannot read them.
     */
    List<ArchiveRows> larger(long bytes) {
        return !toc.encoding().equals("UTF8") || in.integerSize() != Integer.BYTES ? List.of()
                : tables.stream().filter(table -> table.size() > bytes).toList();
    }

    /** Notes in the archive's table of contents where the data is, as pg_dump does when it writes into a file. */
    void note() {
        try (FileChannel file = FileChannel.open(archive, StandardOpenOption.WRITE)) {
            for (Map.Entry<Integer, Long> block : blocks.entrySet()) {
                ByteBuffer known = ByteBuffer.allocate(1 + toc.offsetSize()).put((byte) KNOWN);
                for (int i = 0; i < toc.offsetSize(); i++) {
                    known.put(i < Long.BYTES ? (byte) (block.getValue() >>> 8 * i) : 0);
                }
                file.write(known.flip(), toc.place(block.getKey()));
            }
        } catch (IOException e) {
            throw UserError.of("cannot write [" + archive + "]: " + e.getMessage(), null).because(e);
        }
    }

    private void read() throws IOException {
        toc.read();
        while (in.more()) {
            long start = in.offset();
            int type = in.octet();
            int id = in.integer();
            ArchiveEntry entry = toc.entries().get(id);
            if (entry == null || type != ArchiveScanner.TABLE && type != ArchiveScanner.LARGE_OBJECTS) {
                throw in.bad("there is data of the unknown entry [" + id + "]");
            }
            blocks.put(id, start);
            if (type == ArchiveScanner.TABLE) {
                tables.add(table(entry));
            } else {
                while (in.integer() != 0) {
                    for (int length = in.chunk(); length > 0; length = in.chunk()) {
                        in.skip(length);
                    }
                }
            }
        }
    }

    /** Cut where a chunk begins that begins with a row. */
    private ArchiveRows table(ArchiveEntry entry) throws IOException {
        List<ArchiveRows.Piece> pieces = new ArrayList<>();
        long from = in.offset();
        long end = from;
        for (int length = in.chunk(); length > 0; length = in.chunk()) {
            in.skip(length);
            end = in.offset();
            if (end - from >= pieceSize && in.buffer[in.position - 1] == '\n') {
                pieces.add(new ArchiveRows.Piece(from, end));
                from = end;
            }
        }
        if (end > from) {
            pieces.add(new ArchiveRows.Piece(from, end));
        }
        return new ArchiveRows(archive, entry, pieces);
    }
}
