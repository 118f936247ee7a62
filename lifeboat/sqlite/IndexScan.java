package lifeboat.sqlite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import lifeboat.base.Thrown;
import lifeboat.fingerprint.RowDigest;

/**
 * Compares an index with its table: the same entries, each once, in order, a unique key only once. That is what
 * {@code integrity_check} does beyond {@code quick_check}, by looking each row up, which takes much longer.
 */
final class IndexScan {
    private final IndexShape shape;
    private final RowDigest rows = new RowDigest();
    private final RowDigest entries = new RowDigest();
    private final CompletableFuture<Void> walked = new CompletableFuture<>();
    private final IndexEntry fromRow = new IndexEntry();
    private boolean whole = true;
    private boolean sound = true;
    private IndexEntry entry = new IndexEntry();
    private IndexEntry before;

    IndexScan(IndexShape shape) {
        this.shape = shape;
    }

    /** Takes a row of the table. */
    void row(RowBytes row, long rowid) {
        if (!row.inMemory()) {
            whole = false;
            return;
        }
        fill(fromRow, row, rowid);
        fromRow.addTo(rows);
    }

    private void fill(IndexEntry target, RowBytes row, long rowid) {
        target.clear();
        for (IndexShape.Part part : shape.parts()) {
            if (part.column() == IndexShape.ROWID) {
                target.add(rowid);
            } else {
                target.add(row, part.column());
            }
        }
    }

    /** Reads the index, while another thread may give rows; {@link #isSound} tells what came of it. */
    void walk(PageFile file) {
        try {
            read(file);
            walked.complete(null);
        } catch (Throwable e) {
            walked.completeExceptionally(e);
        }
    }

    /**
     * Whether the index is what it should be for all rows that were given; waits until it is read. If not, or if that
     * cannot be told, SQLite should look at it.
     */
    boolean isSound() throws IOException {
        if (!whole) {
            return false;
        }
        try {
            walked.join();
        } catch (CompletionException e) {
            throw Thrown.io(e.getCause());
        }
        return sound && entries.hex().equals(rows.hex()) && entries.rows() == rows.rows();
    }

    private void read(PageFile file) throws IOException {
        List<TableShape.Column> columns = Collections.nCopies(shape.parts().size(),
                new TableShape.Column("", false, false, null));
        RowBytes row = new RowBytes();
        RecordReader reader = new RecordReader(columns, StandardCharsets.UTF_8, row);
        Payload payload = new Payload(file);
        new BTree(file, shape.root(), true, (page, at, local, total, _) -> {
            reader.read(page, at, local, total, 0, payload);
            sound &= reader.complete() && row.inMemory();
            if (sound) {
                next(row);
            }
            row.clear();
        }).walk();
    }

    private void next(RowBytes row) {
        entry.clear();
        for (int i = 0; i < shape.parts().size(); i++) {
            entry.add(row, i);
        }
        entry.addTo(entries);
        if (before != null) {
            int keys = before.compare(entry, shape, shape.keys());
            sound = keys < 0 || keys == 0 && !(shape.unique() && !entry.hasNull(shape.keys()))
                    && before.compare(entry, shape, shape.parts().size()) < 0;
        }
        IndexEntry free = before == null ? new IndexEntry() : before;
        before = entry;
        entry = free;
    }
}
