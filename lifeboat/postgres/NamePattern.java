package lifeboat.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import lifeboat.base.UserError;

/**
 * A name with {@code *} and {@code ?}; letters count as they are written, and what stands in double quotes stands for
 * itself. Matches as pg_dump does when given {@link #forClient}.
 */
final class NamePattern {
    private final String text;
    private final Pattern pattern;
    private final String forClient;

    private NamePattern(String text, Pattern pattern, String forClient) {
        this.text = text;
        this.pattern = pattern;
        this.forClient = forClient;
    }

    /** Reads {@code name}. */
    static NamePattern of(String text) {
        StringBuilder regex = new StringBuilder();
        StringBuilder client = new StringBuilder();
        StringBuilder literal = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' && quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
                continue;
            } else if (!quoted && (c == '*' || c == '?')) {
                end(literal, regex, client);
                regex.append(c == '*' ? ".*" : ".");
                client.append(c);
                continue;
            }
            literal.append(c);
        }
        end(literal, regex, client);
        if (quoted || text.isEmpty()) {
            throw UserError.usage("the name [" + text + "] is empty or has an unclosed quote",
                    "write it as name, na*, or \"na.me\"");
        }
        return new NamePattern(text, Pattern.compile(regex.toString(), Pattern.DOTALL), client.toString());
    }

    private static void end(StringBuilder literal, StringBuilder regex, StringBuilder client) {
        if (!literal.isEmpty()) {
            regex.append(Pattern.quote(literal.toString()));
            client.append(SqlText.name(literal.toString()));
            literal.setLength(0);
        }
    }

    /** The pieces of {@code schema.name}, split at dots outside quotes. */
    static List<String> split(String text) {
        List<String> pieces = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '"') {
                quoted = !quoted;
            } else if (text.charAt(i) == '.' && !quoted) {
                pieces.add(text.substring(start, i));
                start = i + 1;
            }
        }
        pieces.add(text.substring(start));
        return pieces;
    }

    boolean matches(String name) {
        return pattern.matcher(name).matches();
    }

    /** The same in the language of pg_dump's switches. */
    String forClient() {
        return forClient;
    }

    @Override
    public String toString() {
        return text;
    }
}
