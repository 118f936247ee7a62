package lifeboat.schedule;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** The first line of a file that we wrote: for which configuration, and the digest of the rest. */
public final class Seal {
    private static final String WRITTEN = "# Written by Lifeboat's backup schedule from ";
    private static final String DIGEST = ", digest ";

    private final String beginning;

    /** That of a configuration. */
    public Seal(Path config) {
        this.beginning = WRITTEN + config + DIGEST;
    }

    /** The file's text with the line. */
    public String seal(String text) {
        return beginning + digest(text) + "\n" + text;
    }

    /** Whether we wrote it for this configuration. */
    public boolean isOurs(String file) {
        return file.startsWith(beginning);
    }

    /** The configuration that it was written for, empty if that was not by us. */
    public static Optional<String> configuration(String file) {
        int end = file.indexOf(DIGEST);
        return file.startsWith(WRITTEN) && end > 0 ? Optional.of(file.substring(WRITTEN.length(), end))
                : Optional.empty();
    }

    /** Whether it is as we wrote it. */
    public boolean isWhole(String file) {
        int line = file.indexOf('\n') + 1;
        return isOurs(file) && line > 0 && file.substring(0, line)
                .equals(beginning + digest(file.substring(line)) + "\n");
    }

    private static String digest(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8)), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
