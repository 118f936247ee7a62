package lifeboat.sqlite;

import java.io.IOException;
import java.nio.charset.Charset;
import java.util.List;
import lifeboat.fingerprint.RowDigest;

/** Digests a table's rows by walking its b-tree: no call into SQLite per row, and no long value is whole in memory. */
final class TableScan {

    private TableScan() {}

    /** The digest of all rows; each is given to the indexes, too. */
    static RowDigest digest(PageFile file, TableShape shape, Charset encoding, List<IndexScan> indexes)
            throws IOException {
        RowBytes row = new RowBytes();
        RecordReader reader = new RecordReader(shape.columns(), encoding, row);
        Payload payload = new Payload(file);
        IndexScan[] scans = indexes.toArray(IndexScan[]::new);
        new BTree(file, shape.root(), shape.withoutRowid(), (page, at, local, total, rowid) -> {
            reader.read(page, at, local, total, rowid, payload);
            for (IndexScan scan : scans) {
                scan.row(row, rowid);
            }
            row.end();
        }).walk();
        return row.digest();
    }
}
