package lifeboat.report;

import java.util.ArrayList;
import java.util.List;

/** Rows in aligned columns. Where a line would be too wide, its widest left-aligned column is cut with {@code …}. */
public final class Table {
    private static final String GAP = "  ";
    private static final int NARROWEST = 8;

    /** A column's title and side. */
    public record Column(String title, boolean right) {
        /** Aligned to the left. */
        public static Column left(String title) {
            return new Column(title, false);
        }

        /** Aligned to the right, for numbers; never cut. */
        public static Column right(String title) {
            return new Column(title, true);
        }
    }

    /** One cell; control characters in its text are taken out. */
    public record Cell(String text, Paint.Tone tone) {
        /** Cleans the text. */
        public Cell {
            text = Clean.line(text);
        }

        /** A cell without color. */
        public static Cell of(String text) {
            return new Cell(text, Paint.Tone.PLAIN);
        }
    }

    private final List<Column> columns;
    private final List<List<Cell>> rows = new ArrayList<>();

    /** An empty table. */
    public Table(Column... columns) {
        this.columns = List.of(columns);
    }

    /** Adds a row of one cell for each column. */
    public Table row(Cell... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
        rows.add(List.of(cells));
        return this;
    }

    /** The heading and the rows, each indented by two spaces and at most {@code width} characters wide. */
    public List<String> lines(int width, Paint paint) {
        int[] widths = widths(width);
        List<String> lines = new ArrayList<>();
        lines.add(line(columns.stream().map(c -> new Cell(c.title(), Paint.Tone.DIM)).toList(), widths, paint));
        rows.forEach(row -> lines.add(line(row, widths, paint)));
        return lines;
    }

    private int[] widths(int width) {
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = length(columns.get(i).title());
            for (List<Cell> row : rows) {
                widths[i] = Math.max(widths[i], length(row.get(i).text()));
            }
        }
        int total = widths.length * GAP.length();
        for (int one : widths) {
            total += one;
        }
        int widest = widest(widths);
        if (total > width && widest >= 0) {
            widths[widest] = Math.max(NARROWEST, widths[widest] - (total - width));
        }
        return widths;
    }

    private int widest(int[] widths) {
        int widest = -1;
        for (int i = 0; i < widths.length; i++) {
            if (!columns.get(i).right() && (widest < 0 || widths[i] >= widths[widest])) {
                widest = i;
            }
        }
        return widest;
    }

    private String line(List<Cell> row, int[] widths, Paint paint) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String text = cut(row.get(i).text(), widths[i]);
            String space = " ".repeat(widths[i] - length(text));
            String painted = paint.apply(row.get(i).tone(), text);
            line.append(GAP).append(columns.get(i).right() ? space + painted : painted + space);
        }
        return line.toString().stripTrailing();
    }

    private static String cut(String text, int width) {
        return length(text) <= width ? text : text.substring(0, text.offsetByCodePoints(0, width - 1)) + "…";
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
