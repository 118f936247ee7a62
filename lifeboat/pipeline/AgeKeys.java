package lifeboat.pipeline;

import com.exceptionfactory.jagged.x25519.X25519KeyFactory;
import com.exceptionfactory.jagged.x25519.X25519KeyPairGenerator;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.crypto.spec.SecretKeySpec;
import lifeboat.base.Secret;
import lifeboat.base.UserError;

/**
 * A pair of age keys. Printing it shows the public one only.
 *
 * @param recipient the public key, {@code age1…}: encrypts
 * @param identity  the secret key, {@code AGE-SECRET-KEY-1…}: decrypts
 */
public record AgeKeys(String recipient, Secret identity) {
    private static final String IDENTITY_HINT =
            "give the text of a key file as age-keygen writes it: lines of AGE-SECRET-KEY-1…, and comments with #";

    /** A new pair. */
    public static AgeKeys generate() {
        try {
            KeyPair pair = new X25519KeyPairGenerator().generateKeyPair();
            return new AgeKeys(text(pair.getPublic().getEncoded()), new Secret(text(pair.getPrivate().getEncoded())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot make X25519 keys", e);
        }
    }

    /**
     * The key pair of an identity.
     *
     * @throws UserError if it is no age secret key; it is not shown
     */
    public static AgeKeys of(Secret identity) {
        try {
            byte[] secret = identity.value().getBytes(StandardCharsets.US_ASCII);
            byte[] known = new X25519KeyFactory().translateKey(new SecretKeySpec(secret, "X25519")).getEncoded();
            return new AgeKeys(text(known), identity);
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            throw UserError.usage("the identity is not an age secret key, or has a typing error", IDENTITY_HINT);
        }
    }

    /**
     * The key pairs of a key file's text: one secret key a line, blank lines and comments between.
     *
     * @throws UserError if a line is something else, or there is no key; nothing of the text is shown
     */
    public static List<AgeKeys> parse(Secret keyFile) {
        List<AgeKeys> keys = new ArrayList<>();
        List<String> lines = keyFile.value().lines().map(String::strip).toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.isEmpty() && !line.startsWith("#")) {
                keys.add(parseLine(line, i + 1));
            }
        }
        if (keys.isEmpty()) {
            throw UserError.usage("the identity holds no age secret key", IDENTITY_HINT);
        }
        return List.copyOf(keys);
    }

    /**
     * Refuses what is no age public key.
     *
     * @throws UserError that shows the text, unless it looks like a secret key
     */
    public static void checkRecipient(String recipient) {
        if (recipient.toUpperCase(Locale.ROOT).contains("SECRET-KEY")) {
            throw UserError.usage("a recipient is a secret key, not a public one",
                    "use the public key age1… (age-keygen -y prints it), and a new pair if the secret was shared");
        }
        try {
            X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(recipient);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw UserError.usage("recipient [" + recipient + "] is not an age public key, or has a typing error",
                    "give the line that starts with age1 and has 62 characters, as age-keygen prints it").because(e);
        }
    }

    private static AgeKeys parseLine(String line, int number) {
        try {
            return of(new Secret(line));
        } catch (UserError e) {
            throw UserError.usage("line [" + number + "] of the identity is no age secret key, or has a typing error",
                    e.hint().orElseThrow());
        }
    }

    private static String text(byte[] ascii) {
        return new String(ascii, StandardCharsets.US_ASCII);
    }
}
