package lifeboat.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lifeboat.base.Json;
import lifeboat.report.JUnitXml;
import lifeboat.report.StepSummary;

/**
 * The last line of defense: secrets do not reach any output. It knows the shape of passwords in URLs and of secret
 * keys, and the secrets that it was told of, as they are and as our documents write them.
 */
final class Mask {
    private static final Pattern PASSWORD = Pattern.compile("(://[^/\\s:@\"]*):[^\\s\"]*@");
    private static final Pattern PARAMETER = Pattern.compile("(?i)([?&](?:ssl)?password=)[^&\\s\"\\]]*");
    private static final Pattern KEY = Pattern.compile("AGE-SECRET-KEY-1[0-9A-Za-z]+");
    private static final String STARS = "***";

    private final Set<String> known = new LinkedHashSet<>();
    private volatile List<String> forms = List.of();

    /** From now on these are masked wherever they stand; returns those that were not known. */
    synchronized List<String> learn(Collection<String> secrets) {
        List<String> fresh = secrets.stream().distinct().filter(known::add).toList();
        List<String> longestFirst = new ArrayList<>(known.stream().flatMap(Mask::forms).distinct().toList());
        longestFirst.sort(Comparator.comparing(String::length).reversed());
        forms = List.copyOf(longestFirst);
        return fresh;
    }

    private static Stream<String> forms(String secret) {
        String json = Json.line(secret);
        return Stream.of(secret, json.substring(1, json.length() - 1), StepSummary.text(secret),
                JUnitXml.escape(secret));
    }

    /** The text with stars in their place. */
    String secrets(String text) {
        String masked = shapes(text);
        for (String form : forms) {
            masked = masked.replace(form, STARS);
        }
        return masked;
    }

    private static String shapes(String text) {
        String masked = text;
        if (masked.contains("://")) {
            masked = PARAMETER.matcher(PASSWORD.matcher(masked).replaceAll("$1:***@")).replaceAll("$1***");
        }
        return masked.contains("AGE-SECRET-KEY-1") ? KEY.matcher(masked).replaceAll("AGE-SECRET-KEY-***") : masked;
    }

    /** Whether the text has a password or key in it that can be told by its shape. */
    static boolean needed(String text) {
        return !shapes(text).equals(text);
    }
}
