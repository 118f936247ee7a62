package lifeboat.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import lifeboat.base.Secret;
import lifeboat.base.Tool;
import lifeboat.base.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgeKeysTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    Path temp;

    @Test
    void age_keygen_finds_the_same_public_key() throws Exception {
        AgeKeys keys = AgeKeys.generate();
        Path file = Files.writeString(temp.resolve("key"), keys.identity().value() + "\n");
        assertEquals(keys.recipient(), Tool.of("age-keygen", "-y", file.toString()).run(LIMIT).out());
        assertEquals(keys, AgeKeys.of(keys.identity()));
        assertNotEquals(keys, AgeKeys.generate());
    }

    @Test
    void a_file_of_age_keygen_is_understood() throws Exception {
        Path file = temp.resolve("key");
        String said = Tool.of("age-keygen", "-o", file.toString()).run(LIMIT).errors();
        List<AgeKeys> keys = AgeKeys.parse(new Secret(Files.readString(file)));
        assertEquals("Public key: " + keys.getFirst().recipient(), said);
        AgeKeys.checkRecipient(keys.getFirst().recipient());
    }

    @Test
    void the_secret_is_not_shown() {
        AgeKeys keys = AgeKeys.generate();
        assertTrue(keys.identity().value().startsWith("AGE-SECRET-KEY-1"));
        assertFalse(keys.toString().contains("AGE-SECRET-KEY-1"));
    }

    @Test
    void a_wrong_line_of_a_key_file_is_named_but_not_shown() {
        String secret = AgeKeys.generate().identity().value();
        for (String wrong : List.of(secret.substring(0, 70), secret.toLowerCase(Locale.ROOT), secret + "X", "password",
                "age1foo", secret.replace("1", "2"), secret.substring(0, 40) + "ä" + secret.substring(41))) {
            UserError error = assertThrows(UserError.class, () -> AgeKeys.parse(new Secret("# comment\n\n" + wrong)));
            assertTrue(error.getMessage().startsWith("line [3] of the identity"), error.getMessage());
            assertFalse((error.getMessage() + error.hint()).contains(wrong.substring(4)), error.getMessage());
            assertNull(error.getCause());
        }
    }

    @Test
    void an_empty_key_file_is_refused() {
        assertThrows(UserError.class, () -> AgeKeys.parse(new Secret("# nothing here\n")));
        assertThrows(UserError.class, () -> AgeKeys.parse(new Secret("")));
    }

    @Test
    void a_wrong_recipient_is_named() {
        String right = AgeKeys.generate().recipient();
        for (String wrong : List.of("", "age1foo", right.substring(1), right + "q", right.toUpperCase(Locale.ROOT),
                right + " ", "age1yubikey1qwerty", "ssh-ed25519 AAAA", right.substring(0, 20) + "ö")) {
            UserError error = assertThrows(UserError.class, () -> AgeKeys.checkRecipient(wrong), wrong);
            assertTrue(error.getMessage().contains("[" + wrong + "]"), error.getMessage());
            assertEquals(UserError.Kind.USAGE, error.kind().orElseThrow());
        }
    }

    @Test
    void a_secret_key_as_recipient_is_refused_without_showing_it() {
        String secret = AgeKeys.generate().identity().value();
        UserError error = assertThrows(UserError.class, () -> AgeKeys.checkRecipient(secret));
        assertFalse((error.getMessage() + error.hint()).contains(secret.substring(20)));
        assertNull(error.getCause());
    }
}
