package lifeboat.base;

import java.util.Locale;
import java.util.regex.Pattern;

/** The rule for names of jobs: they name folders, files and keys. The only place that knows it. */
public final class JobName {
    /** The rule in words. */
    public static final String RULE =
            "1 to 63 characters of a-z, 0-9, dot, underscore and hyphen, beginning with a letter or digit";

    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

    private JobName() {}

    /** Whether the text may name a job. */
    public static boolean isName(String text) {
        return FORM.matcher(text).matches();
    }

    /**
     * The text if it may name a job.
     *
     * @throws UserError of kind USAGE if not
     */
    public static String require(String text) {
        if (!isName(text)) {
            throw UserError.usage("[" + text + "] cannot name a job", "a job's name has " + RULE);
        }
        return text;
    }

    /**
     * The nearest name to the text: lower case, everything else replaced by hyphens; {@code fallback} if nothing is
     * left.
     */
    public static String from(String text, String fallback) {
        String name = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-").replaceAll("^[._-]+|[._-]+$", "");
        name = name.substring(0, Math.min(63, name.length()));
        return isName(name) ? name : fallback;
    }
}
