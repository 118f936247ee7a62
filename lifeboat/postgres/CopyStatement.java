package lifeboat.postgres;

import java.util.ArrayList;
import java.util.List;

/** Reads the table and the columns of {@code COPY schema.table (a, "b, c") FROM stdin;}. */
final class CopyStatement {
    private final String text;
    private int at;

    private CopyStatement(String text) {
        this.text = text;
    }

    /**
     * The columns, unquoted and in order; none for a table without columns to copy.
     *
     * @throws IllegalArgumentException if it is not such a statement
     */
    static List<String> columns(String statement) {
        return new CopyStatement(statement).read();
    }

    /**
     * The table's name, unquoted, after its schema's if that is named.
     *
     * @throws IllegalArgumentException if it is not such a statement
     */
    static List<String> table(String statement) {
        return new CopyStatement(statement).qualified();
    }

    private List<String> qualified() {
        expect("COPY ");
        List<String> names = new ArrayList<>(List.of(name()));
        while (at < text.length() && text.charAt(at) == '.') {
            at++;
            names.add(name());
        }
        expect(" ");
        return names;
    }

    private List<String> read() {
        qualified();
        List<String> columns = new ArrayList<>();
        if (at < text.length() && text.charAt(at) == '(') {
            do {
                at++;
                blanks();
                columns.add(name());
                blanks();
            } while (at < text.length() && text.charAt(at) == ',');
            expect(")");
        }
        blanks();
        expect("FROM stdin;");
        return List.copyOf(columns);
    }

    private void expect(String word) {
        if (!text.startsWith(word, at)) {
            throw new IllegalArgumentException(text);
        }
        at += word.length();
    }

    private void blanks() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }

    private String name() {
        int start = at;
        if (at < text.length() && text.charAt(at) == '"') {
            return quoted();
        }
        while (at < text.length() && " ,.()\";".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        if (at == start) {
            throw new IllegalArgumentException(text);
        }
        return text.substring(start, at);
    }

    private String quoted() {
        StringBuilder name = new StringBuilder();
        for (at++; at < text.length(); at++) {
            if (text.charAt(at) != '"') {
                name.append(text.charAt(at));
            } else if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
                name.append('"');
                at++;
            } else {
                at++;
                return name.toString();
            }
        }
        throw new IllegalArgumentException(text);
    }
}
