package lifeboat.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import lifeboat.base.Secret;
import lifeboat.base.UserError;
import org.junit.jupiter.api.Test;

/** age, with its stock tools. */
class AgeTest extends LayerContract {
    private final AgeKeys daily = AgeKeys.generate();
    private final AgeKeys escrow = AgeKeys.generate();
    private final AgeKeys stranger = AgeKeys.generate();
    private final List<String> both = List.of(daily.recipient(), escrow.recipient());

    @Override
    Layer layer() {
        return Age.of(both, Optional.of(daily.identity()));
    }

    @Override
    List<String> opening(Path stored) throws IOException {
        Path key = Files.writeString(temp.resolve("key"), escrow.identity().value() + "\n");
        return List.of("age", "-d", "-i", key.toString(), stored.toString());
    }

    @Override
    List<String> making(Path plain) {
        return List.of("age", "-r", escrow.recipient(), "-r", daily.recipient(), plain.toString());
    }

    @Test
    void one_recipient_is_enough_for_the_stock_tool() throws Exception {
        byte[] plain = Samples.rows(100_000);
        byte[] stored = written(Age.of(List.of(escrow.recipient()), Optional.empty()), plain);
        assertArrayEquals(plain, output(opening(Files.write(temp.resolve("x.age"), stored))));
        Path file = Files.write(temp.resolve("plain"), plain);
        assertArrayEquals(plain, read(output(List.of("age", "-r", daily.recipient(), file.toString()))));
    }

    @Test
    void each_identity_opens_it_also_among_others() throws Exception {
        byte[] plain = Samples.rows(1000);
        byte[] stored = stored(plain);
        for (AgeKeys keys : List.of(daily, escrow)) {
            String file = "# created: today\n# public key: " + stranger.recipient() + "\n\n"
                    + stranger.identity().value() + "\r\n  " + keys.identity().value() + "  ";
            assertArrayEquals(plain, read(stored, Age.of(List.of(), Optional.of(new Secret(file)))));
        }
    }

    @Test
    void a_wrong_identity_is_told_apart_from_damage() throws Exception {
        byte[] stored = stored(Samples.rows(1000));
        UserError wrong = assertThrows(UserError.class,
                () -> read(stored, Age.of(both, Optional.of(stranger.identity()))));
        assertTrue(wrong.getMessage().startsWith("no identity given opens this backup"), wrong.getMessage());
        assertTrue(wrong.getMessage().contains(stranger.recipient()), wrong.getMessage());
        assertTrue(wrong.hint().orElseThrow().contains(both.toString()), wrong.hint().orElseThrow());
        assertEquals(Optional.empty(), wrong.kind());
        assertFalse(wrong.toString().contains("AGE-SECRET"));

        byte[] other = written(Age.of(List.of(stranger.recipient()), Optional.empty()), Samples.rows(10));
        UserError damaged = assertThrows(UserError.class,
                () -> read(other, Age.of(both, Optional.of(daily.identity()))));
        assertEquals(Optional.of(UserError.Kind.BAD_BACKUP), damaged.kind());
    }

    @Test
    void without_an_identity_it_says_so() throws Exception {
        byte[] stored = stored(Samples.rows(10));
        UserError error = assertThrows(UserError.class, () -> read(stored, Age.of(both, Optional.empty())));
        assertEquals("this backup is encrypted and no identity is given", error.getMessage());
    }

    @Test
    void without_a_recipient_nothing_is_written() {
        Layer reader = Age.of(List.of(), Optional.of(daily.identity()));
        assertThrows(UserError.class, () -> reader.wrap(new ByteArrayOutputStream()));
    }

    @Test
    void every_flipped_bit_is_noticed() throws Exception {
        byte[] stored = stored(Samples.rows(200));
        for (int at = 0; at < stored.length; at++) {
            byte[] flipped = stored.clone();
            flipped[at] ^= (byte) (1 << at % 8);
            UserError error = assertThrows(UserError.class, () -> read(flipped, layer()), "byte " + at);
            assertEquals(Optional.of(UserError.Kind.BAD_BACKUP), error.kind(), "byte " + at);
        }
    }

    private static byte[] written(Layer layer, byte[] plain) throws IOException {
        ByteArrayOutputStream sink = new ByteArrayOutputStream();
        try (OutputStream out = layer.wrap(sink)) {
            out.write(plain);
        }
        return sink.toByteArray();
    }

    private static byte[] read(byte[] stored, Layer layer) throws IOException {
        try (InputStream in = layer.unwrap(new ByteArrayInputStream(stored))) {
            return in.readAllBytes();
        }
    }
}
