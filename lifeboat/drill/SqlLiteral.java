package lifeboat.drill;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values as {@code sqlite3} prints them in its mode {@code quote}. */
final class SqlLiteral {
    private static final Pattern FIRST = Pattern.compile("'(?:[^']|'')*'|[^,\\n]*");

    private SqlLiteral() {}

    /** The first value of what was printed. */
    static String first(String printed) {
        Matcher matcher = FIRST.matcher(printed);
        return matcher.lookingAt() ? matcher.group() : "";
    }

    /** Whether it is neither NULL nor 0. */
    static boolean holds(String literal) {
        return !literal.equals("NULL") && !literal.matches("[+-]?0*\\.?0*(e[+-]?\\d+)?");
    }

    /** It without its quotes; {@code null} if it is NULL. */
    static String plain(String literal) {
        return literal.equals("NULL") ? "null" : literal.startsWith("'") && literal.endsWith("'")
                && literal.length() > 1
                ? literal.substring(1, literal.length() - 1).replace("''", "'") : literal;
    }
}
