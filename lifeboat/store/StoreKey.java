package lifeboat.store;

import java.util.regex.Pattern;
import lifeboat.base.UserError;

/**
 * What may name something in a store: segments of {@code [A-Za-z0-9._-]}, at most 200 characters each and not starting
 * with a dot, joined by {@code /}; 900 characters in all. So no key leaves the root, hides, or is refused by a file
 * system or an object store; names with a leading dot are left to the stores themselves.
 */
public final class StoreKey {
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}");
    private static final int MOST = 900;

    private StoreKey() {}

    /**
     * Returns the key.
     *
     * @throws UserError if it may not be one
     */
    public static String check(String key) {
        boolean good = key.length() <= MOST;
        for (String segment : key.split("/", -1)) {
            good &= isSegment(segment);
        }
        if (!good) {
            throw UserError.of("[" + key.substring(0, Math.min(key.length(), 200)) + "] cannot be a key in a store",
                    "keys are relative paths of letters, digits, [._-] and [/]; a manifest with another is damaged");
        }
        return key;
    }

    /**
     * Returns the folder: like a key, or {@code ""} for the root.
     *
     * @throws UserError if it may not be one
     */
    public static String checkFolder(String folder) {
        return folder.isEmpty() ? folder : check(folder);
    }

    /** Whether the text may be one segment of a key. */
    public static boolean isSegment(String text) {
        return SEGMENT.matcher(text).matches();
    }
}
