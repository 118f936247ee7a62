package lifeboat.config;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lifeboat.base.Environment;

/**
 * Fills {@code ${NAME}}, {@code ${NAME:-default}} and {@code $$} into text. A variable that is empty counts as not set.
 */
record Variables(Environment env) {
    private static final Pattern PLACE =
            Pattern.compile("\\$\\$|\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}|\\$\\{[^}]*}?");

    /** The first variable that the text needs and the environment lacks. */
    Optional<String> missing(String text) {
        return PLACE.matcher(text).results()
                .filter(place -> place.group(1) != null && place.group(2) == null && env.get(place.group(1)).isEmpty())
                .map(place -> place.group(1))
                .findFirst();
    }

    /** The names of all variables in the text. */
    List<String> names(String text) {
        return PLACE.matcher(text).results().map(place -> place.group(1)).filter(Objects::nonNull).toList();
    }

    /** The first place that looks like a variable and is none. */
    Optional<String> malformed(String text) {
        return PLACE.matcher(text).results()
                .filter(place -> place.group(1) == null && !place.group().equals("$$"))
                .map(place -> place.group())
                .findFirst();
    }

    /** The text with everything filled in; nothing may be missing or malformed. */
    String fill(String text) {
        Function<MatchResult, String> value = place -> place.group(1) == null ? "$"
                : env.get(place.group(1)).orElse(place.group(2));
        return PLACE.matcher(text).replaceAll(place -> Matcher.quoteReplacement(value.apply(place)));
    }
}
