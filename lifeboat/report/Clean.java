package lifeboat.report;

/**
 * Text from databases, tools and people, made fit to be printed: it cannot move the cursor or pretend to be a line of
 * ours.
 */
public final class Clean {
    private static final String BIDI = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069";

    private Clean() {}

    /** The text on one line: line breaks and tabs become spaces, other control characters {@code �}. */
    public static String line(String text) {
        return replace(text == null ? "" : text, false).strip();
    }

    /** The text with its line breaks kept and every line after the first indented. */
    public static String paragraph(String text) {
        return replace(text == null ? "" : text, true).strip().replaceAll("\\n\\s*", "\n  ");
    }

    private static String replace(String text, boolean keepBreaks) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> clean.appendCodePoint(one(c, keepBreaks)));
        return clean.toString();
    }

    private static int one(int c, boolean keepBreaks) {
        if (c == '\n') {
            return keepBreaks ? '\n' : ' ';
        }
        if (c == '\r' || c == '\t' || c == 0x2028 || c == 0x2029) {
            return ' ';
        }
        return Character.isISOControl(c) || BIDI.indexOf(c) >= 0 ? 0xfffd : c;
    }
}
