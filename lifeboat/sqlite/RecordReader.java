package lifeboat.sqlite;

import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;

/** Turns SQLite records into the canonical bytes of {@link RowBytes}. */
final class RecordReader {
    private static final int[] SIZES = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0};
    private static final int LONGEST_HEADER = 1 << 20;

    private final TableShape.Column[] columns;
    private final Charset encoding;
    private final RowBytes row;
    private final byte[] number = new byte[8];
    private byte[] header = new byte[512];
    private byte[] body;
    private int at;
    private Payload rest;
    private boolean complete;

    RecordReader(List<TableShape.Column> columns, Charset encoding, RowBytes row) {
        this.columns = columns.toArray(TableShape.Column[]::new);
        this.encoding = encoding;
        this.row = row;
    }

    /** Reads the record of a cell into the row, which it does not end. */
    void read(byte[] page, int start, int local, long total, long rowid, Payload payload) throws IOException {
        if (local == total) {
            whole(page, start, rowid);
        } else {
            chained(payload.start(page, start, local), total, rowid);
        }
    }

    /** Whether the last record had a value for each column and no further ones. */
    boolean complete() {
        return complete;
    }

    private void whole(byte[] page, int start, long rowid) throws IOException {
        int length = (int) Bytes.varint(page, start);
        body = page;
        at = start + length;
        rest = null;
        values(page, start, start + length, rowid);
    }

    private void chained(Payload payload, long total, long rowid) throws IOException {
        int first = 0;
        do {
            payload.take(header, first, 1);
        } while (header[first++] < 0 && first < 9);
        long length = Bytes.varint(header, 0);
        if (length < first || length > Math.min(total, LONGEST_HEADER)) {
            throw new IndexOutOfBoundsException("record header of " + length + " bytes");
        }
        if (length > header.length) {
            header = Arrays.copyOf(header, (int) length);
        }
        payload.take(header, first, (int) length - first);
        rest = payload;
        values(header, 0, (int) length, rowid);
    }

    private void values(byte[] head, int start, int end, long rowid) throws IOException {
        int type = start + Bytes.varintLength(head, start);
        complete = true;
        for (TableShape.Column column : columns) {
            row.column();
            if (type >= end) {
                complete = false;
                initial(column);
                continue;
            }
            long serial = head[type];
            if (serial >= 0) {
                type++;
            } else {
                serial = Bytes.varint(head, type);
                type += Bytes.varintLength(head, type);
            }
            value(column, serial, rowid);
        }
        complete &= type == end;
    }

    private void value(TableShape.Column column, long serial, long rowid) throws IOException {
        if (serial >= 12) {
            long length = (serial - 12) / 2;
            row.begin(serial % 2 == 0 ? RowBytes.BLOB : RowBytes.TEXT, length);
            content(length);
        } else if (serial == 0) {
            if (column.rowid()) {
                row.putInteger(rowid);
            } else {
                row.putNull();
            }
        } else if (serial == 7) {
            row.putReal(number(8));
        } else if (serial < 10) {
            long value = serial >= 8 ? serial - 8 : number(SIZES[(int) serial]);
            if (column.real()) {
                row.putReal(Double.doubleToRawLongBits(value));
            } else {
                row.putInteger(value);
            }
        } else {
            throw new IndexOutOfBoundsException("serial type " + serial);
        }
    }

    private long number(int size) throws IOException {
        if (rest != null) {
            rest.take(number, 0, size);
            return Bytes.signed(number, 0, size);
        }
        long value = Bytes.signed(body, at, size);
        at += size;
        return value;
    }

    private void content(long length) throws IOException {
        if (rest != null) {
            rest.take(row, length);
            return;
        }
        row.put(body, at, Math.toIntExact(length));
        at += (int) length;
    }

    private void initial(TableShape.Column column) {
        switch (column.initial()) {
            case null -> row.putNull();
            case Long value -> row.putInteger(value);
            case Double value -> row.putReal(Double.doubleToRawLongBits(value));
            case String value -> bytes(RowBytes.TEXT, value.getBytes(encoding));
            case byte[] value -> bytes(RowBytes.BLOB, value);
            default -> throw new IllegalStateException("default of " + column.initial().getClass());
        }
    }

    private void bytes(byte tag, byte[] value) {
        row.begin(tag, value.length);
        row.put(value, 0, value.length);
    }
}
