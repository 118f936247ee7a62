package lifeboat.sqlite;

import java.io.IOException;
import java.nio.charset.Charset;
import lifeboat.fingerprint.RowDigest;

/** Digests a table's rows by walking its b-tree: no call into SQLite per row, and no long value is whole in memory. */
final class TableScan {
    private static final int DEEPEST = 40;

    private final PageFile file;
    private final TableShape shape;
    private final RowBytes row = new RowBytes();
    private final RecordReader reader;
    private final Payload payload;
    private final byte[][] pages = new byte[DEEPEST][];

    private TableScan(PageFile file, TableShape shape, Charset encoding) {
        this.file = file;
        this.shape = shape;
        this.reader = new RecordReader(shape.columns(), encoding, row);
        this.payload = new Payload(file);
    }

    /** The digest of all rows. */
    static RowDigest digest(PageFile file, TableShape shape, Charset encoding) throws IOException {
        TableScan scan = new TableScan(file, shape, encoding);
        try {
            scan.tree(shape.root(), 0);
        } catch (IndexOutOfBoundsException | ArithmeticException e) {
            throw file.damaged(shape.root()).because(e);
        }
        return scan.row.digest();
    }

    private void tree(long number, int depth) throws IOException {
        if (depth == DEEPEST) {
            throw file.damaged(number);
        }
        byte[] page = pages[depth] == null ? pages[depth] = new byte[file.pageSize()] : pages[depth];
        file.read(number, page);
        boolean leaf = page[0] == (shape.withoutRowid() ? 10 : 13);
        if (!leaf && page[0] != (shape.withoutRowid() ? 2 : 5)) {
            throw file.damaged(number);
        }
        int cells = Bytes.two(page, 3);
        int pointers = leaf ? 8 : 12;
        for (int i = 0; i < cells; i++) {
            int cell = Bytes.two(page, pointers + 2 * i);
            if (!leaf) {
                tree(Bytes.four(page, cell), depth + 1);
                cell += 4;
            }
            if (leaf || shape.withoutRowid()) {
                row(page, cell);
            }
        }
        if (!leaf) {
            tree(Bytes.four(page, 8), depth + 1);
        }
    }

    private void row(byte[] page, int cell) throws IOException {
        long total = Bytes.varint(page, cell);
        int content = cell + Bytes.varintLength(page, cell);
        long rowid = 0;
        if (!shape.withoutRowid()) {
            rowid = Bytes.varint(page, content);
            content += Bytes.varintLength(page, content);
        }
        int local = local(total);
        if (local == total) {
            reader.whole(page, content, rowid);
        } else {
            reader.chained(payload.start(page, content, local), total, rowid);
        }
    }

    /** How many of a cell's bytes are in its page, by the file format's rule. */
    private int local(long total) {
        int usable = file.usable();
        int most = shape.withoutRowid() ? (usable - 12) * 64 / 255 - 23 : usable - 35;
        if (total <= most) {
            return (int) total;
        }
        int least = (usable - 12) * 32 / 255 - 23;
        int fitting = least + (int) ((total - least) % (usable - 4));
        return fitting <= most ? fitting : least;
    }
}
