package lifeboat.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lifeboat.base.UserError;

/** The names of buckets and of what is in them, and what is wrong with one, in words. */
final class S3Names {
    private static final int SHORTEST = 3;
    private static final int LONGEST = 222;
    private static final int LONGEST_PREFIX = 100;
    private static final Pattern NO_BUCKET = Pattern.compile("[^A-Za-z0-9._-]");
    private static final Pattern NO_PREFIX = Pattern.compile("[^A-Za-z0-9._/-]");
    private static final Pattern NO_WORD = Pattern.compile("[^A-Za-z0-9:/+=,.@_-]");

    private S3Names() {}

    /**
     * The name of a bucket.
     *
     * @param shown how an error names it
     */
    static String bucket(String name, String shown) {
        refuse("bucket", shown, name.length() < SHORTEST ? Optional.of("is too short")
                : name.length() > LONGEST ? Optional.of("is too long")
                : foreign(NO_BUCKET, name).or(() -> Optional.of("does not begin with a letter or digit")
                        .filter(_ -> !name.matches("[A-Za-z0-9].*"))),
                "a bucket's name has 3 to 63 letters, digits, dots and hyphens"
                        + (name.contains("/") ? "; what is below it belongs into prefix" : ""));
        return name;
    }

    /** A prefix, without slashes at its ends. */
    static String prefix(String text, String shown) {
        String bare = text.replaceFirst("^/", "").replaceFirst("/$", "");
        List<String> segments = bare.isEmpty() ? List.of() : List.of(bare.split("/", -1));
        refuse("prefix", shown, bare.length() > LONGEST_PREFIX ? Optional.of("is too long")
                : foreign(NO_PREFIX, bare)
                        .or(() -> Optional.of("has nothing between two slashes").filter(_ -> segments.contains("")))
                        .or(() -> Optional.of("has a dot after a slash or at its beginning").filter(_ ->
                                segments.stream().anyMatch(segment -> segment.startsWith(".")))),
                "a prefix has up to 100 letters, digits, [._-] and [/], no segment beginning with a dot");
        return bare;
    }

    /** Another word, such as a region or the name of a profile. */
    static String word(String key, String text, String shown) {
        refuse(key, shown, text.isEmpty() ? Optional.of("is empty") : text.length() > 2048 ? Optional.of("is too long")
                : foreign(NO_WORD, text), "it has letters, digits and [:/+=,.@_-]");
        return text;
    }

    private static Optional<String> foreign(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of("has the character ["
                + text.substring(matcher.start()).codePoints().mapToObj(Character::toString).findFirst().orElseThrow()
                        .replaceAll("\\p{Cntrl}", "?") + "] in it") : Optional.empty();
    }

    private static void refuse(String key, String shown, Optional<String> problem, String hint) {
        problem.ifPresent(what -> {
            throw UserError.usage(key + " " + shown + " " + what, hint);
        });
    }
}
