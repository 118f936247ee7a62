package lifeboat.postgres;

import java.nio.file.Path;
import java.util.List;

/**
 * The rows of one table in an archive.
 *
 * @param pieces where they are, in order; each begins with a row
 */
record ArchiveRows(Path archive, ArchiveEntry entry, List<Piece> pieces) {

    /**
     * Whole chunks of the archive, each a length and so many bytes: the first at {@code from}, the last ends at {@code
     * to}.
     */
    record Piece(long from, long to) {}

    /** Bytes in the archive. */
    long size() {
        return pieces.isEmpty() ? 0 : pieces.getLast().to() - pieces.getFirst().from();
    }
}
