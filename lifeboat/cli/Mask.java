package lifeboat.cli;

import java.util.regex.Pattern;

/** The last line of defense: passwords in URLs and secret keys do not reach any output. */
final class Mask {
    private static final Pattern PASSWORD = Pattern.compile("(://[^/\\s:@\"]*):[^\\s\"]*@");
    private static final Pattern PARAMETER = Pattern.compile("(?i)([?&](?:ssl)?password=)[^&\\s\"\\]]*");
    private static final Pattern KEY = Pattern.compile("AGE-SECRET-KEY-1[0-9A-Za-z]+");

    private Mask() {}

    /** The text with stars in their place. */
    static String secrets(String text) {
        String masked = text;
        if (masked.contains("://")) {
            masked = PARAMETER.matcher(PASSWORD.matcher(masked).replaceAll("$1:***@")).replaceAll("$1***");
        }
        return masked.contains("AGE-SECRET-KEY-1") ? KEY.matcher(masked).replaceAll("AGE-SECRET-KEY-***") : masked;
    }

    /** Whether the text has something to mask. */
    static boolean needed(String text) {
        return !secrets(text).equals(text);
    }
}
