package lifeboat.source;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.fingerprint.SourceInfo;

/**
 * One consistent view of a source, being written out. Use: {@link #write} each of {@link #parts} once and in order, or
 * as many at the same time as {@link #atOnce} says, then {@link #finish}. Close it in any case; closing early cancels
 * whatever still runs at the source.
 */
public interface Dump extends AutoCloseable {

    /** The parts to write, in this order; at least one. */
    List<Piece> parts();

    /**
     * How many of the first {@link #parts} are to be written at the same time, each by a thread of its own, with the
     * first begun first; the others follow one by one. If one of them fails, all do, by what the first failed by.
     */
    default int atOnce() {
        return 1;
    }

    /** About how many bytes the parts will have together, for the progress display; 0 if unknown. */
    long estimatedBytes();

    /**
     * Writes a part's plain bytes, all of them or it throws. Does not close {@code out}.
     *
     * @throws lifeboat.base.UserError if the source failed or what came is not a whole dump
     * @throws IOException only what {@code out} threw
     */
    void write(Piece piece, OutputStream out) throws IOException;

    /**
     * What was dumped; checks that the dump is whole and agrees with what the database itself counted.
     *
     * @throws lifeboat.base.UserError if it does not
     */
    Facts finish();

    /** Releases the view, its connections, processes and temporary files. */
    @Override
    void close();

    /**
     * One part to be.
     *
     * @param role   its role in the manifest: {@code data}, {@code data-1}, {@code globals}
     * @param suffix how its file name ends before the layers' suffixes: {@code .dump}, {@code .db}, {@code
     *               .globals.sql}
     */
    record Piece(String role, String suffix) {}

    /** What a finished dump holds. */
    record Facts(SourceInfo source, Fingerprint fingerprint) {}
}
