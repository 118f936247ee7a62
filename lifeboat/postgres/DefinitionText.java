package lifeboat.postgres;

import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Digests of definitions as the server words them. A definition that was dumped and restored may come back with other
 * casts, parentheses and spaces: {@code a IN ('x', 'y')} of a varchar is worded in one way when it was typed, and in
 * another when its own wording was. These are left out; quoted names, constants and function bodies count as they are.
 */
final class DefinitionText {
    private static final Pattern BODY = Pattern.compile("\\$[A-Za-z_]*\\$");
    private static final String NAME = "(?:[\\w$]+|\"(?:[^\"]|\"\")+\")";
    private static final Pattern CAST = Pattern.compile("::(?:character varying|double precision|bit varying|"
            + NAME + "(?:\\." + NAME + ")?)(?:\\(-?\\d+(?:,\\s*-?\\d+)?\\))?(?: with(?:out)? time zone)?(?:\\[\\])*");
    private static final String LEFT_OUT = "()\t\n\r ";

    private DefinitionText() {}

    /** 16 hexadecimal digits: XXH3-64, seed 0, of what is left of the definition in UTF-8. */
    static String digest(String definition) {
        return hash(plain(definition));
    }

    /** The same of a text as it is. */
    static String hash(String text) {
        return HexFormat.of().toHexDigits(Hashing.xxh3_64().hashBytesToLong(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The definition without what may change by a restore. */
    static String plain(String definition) {
        StringBuilder plain = new StringBuilder(definition.length());
        Matcher cast = CAST.matcher(definition);
        for (int i = 0; i < definition.length();) {
            char c = definition.charAt(i);
            int kept = c == '\'' || c == '"' || c == '$' ? keptUntil(definition, i) : i;
            if (kept > i) {
                plain.append(definition, i, kept);
                i = kept;
            } else if (c == ':' && cast.region(i, definition.length()).lookingAt()) {
                i = cast.end();
            } else {
                if (LEFT_OUT.indexOf(c) < 0) {
                    plain.append(c);
                }
                i++;
            }
        }
        return plain.toString();
    }

    /** The end of what is quoted from there, or there if nothing is; a doubled quote begins another quoted text. */
    private static int keptUntil(String definition, int start) {
        String end = definition.substring(start, start + 1);
        if (end.equals("$")) {
            Matcher body = BODY.matcher(definition).region(start, definition.length());
            if (!body.lookingAt()) {
                return start;
            }
            end = body.group();
        }
        int at = definition.indexOf(end, start + end.length());
        return at < 0 ? start : at + end.length();
    }
}
