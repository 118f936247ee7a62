package lifeboat.sqlite;

import java.io.IOException;

/** The cells of one b-tree in the order of their keys. Each page of a healthy one is read once. Not thread-safe. */
final class BTree {
    private static final int DEEPEST = 40;

    /** Takes cells. */
    @FunctionalInterface
    interface Cells {
        /**
         * One cell: a record.
         *
         * @param at     where it begins in the page
         * @param local  how many of its bytes are in the page, followed by the first overflow page's number if that is
         *     not all
         * @param total  how many there are
         * @param rowid  0 in an index
         */
        void cell(byte[] page, int at, int local, long total, long rowid) throws IOException;
    }

    private final PageFile file;
    private final long root;
    private final boolean index;
    private final Cells cells;
    private final byte[][] pages = new byte[DEEPEST][];

    /** @param index whether records are keys: those of an index or of a table without rowid */
    BTree(PageFile file, long root, boolean index, Cells cells) {
        this.file = file;
        this.root = root;
        this.index = index;
        this.cells = cells;
    }

    /** Gives all cells to the receiver. */
    void walk() throws IOException {
        try {
            tree(root, 0);
        } catch (IndexOutOfBoundsException | ArithmeticException | NegativeArraySizeException e) {
            throw file.damaged(root).because(e);
        }
    }

    private void tree(long number, int depth) throws IOException {
        if (depth == DEEPEST) {
            throw file.damaged(number);
        }
        byte[] page = pages[depth] == null ? pages[depth] = new byte[file.pageSize()] : pages[depth];
        file.read(number, page);
        int start = number == 1 ? PageFile.HEADER : 0;
        boolean leaf = page[start] == (index ? 10 : 13);
        if (!leaf && page[start] != (index ? 2 : 5)) {
            throw file.damaged(number);
        }
        int count = Bytes.two(page, start + 3);
        int pointers = start + (leaf ? 8 : 12);
        for (int i = 0; i < count; i++) {
            int cell = Bytes.two(page, pointers + 2 * i);
            if (!leaf) {
                tree(Bytes.four(page, cell), depth + 1);
                cell += 4;
            }
            if (leaf || index) {
                cell(page, cell);
            }
        }
        if (!leaf) {
            tree(Bytes.four(page, start + 8), depth + 1);
        }
    }

    private void cell(byte[] page, int cell) throws IOException {
        long total = Bytes.varint(page, cell);
        int at = cell + Bytes.varintLength(page, cell);
        long rowid = 0;
        if (!index) {
            rowid = Bytes.varint(page, at);
            at += Bytes.varintLength(page, at);
        }
        cells.cell(page, at, local(total), total, rowid);
    }

    /** How many of a cell's bytes are in its page, by the file format's rule. */
    private int local(long total) {
        int usable = file.usable();
        int most = index ? (usable - 12) * 64 / 255 - 23 : usable - 35;
        if (total <= most) {
            return (int) total;
        }
        int least = (usable - 12) * 32 / 255 - 23;
        int fitting = least + (int) ((total - least) % (usable - 4));
        return fitting <= most ? fitting : least;
    }
}
