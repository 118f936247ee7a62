package lifeboat.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import lifeboat.base.Secret;
import lifeboat.base.UserError;
import org.junit.jupiter.api.Test;

class LayersTest {
    private final AgeKeys keys = AgeKeys.generate();

    @Test
    void names_and_suffixes_agree() {
        List<String> names = List.of("zstd", "gzip", "age");
        List<Layer> layers = Layers.of(names, Layers.Options.writing(3, List.of(keys.recipient())));
        assertEquals(names, layers.stream().map(Layer::name).toList());
        assertEquals(".zst.gz.age", Layers.suffix(layers));
        assertEquals("", Layers.suffix(List.of()));
    }

    @Test
    void an_unknown_layer_is_named_with_those_known() {
        UserError error = assertThrows(UserError.class,
                () -> Layers.of(List.of("zstd", "brotli"), Layers.Options.reading(Optional.empty(), List.of())));
        assertTrue(error.getMessage().contains("[brotli]"), error.getMessage());
        assertTrue(error.hint().orElseThrow().contains("newer"), error.hint().orElseThrow());
    }

    @Test
    void a_wrong_key_is_found_before_anything_is_read_or_written() {
        assertThrows(UserError.class, () -> Layers.Options.writing(3, List.of("age1wrong")));
        Layers.Options options = Layers.Options.reading(Optional.of(new Secret("wrong")), List.of());
        assertThrows(UserError.class, () -> Layers.of(List.of("age"), options));
    }

    @Test
    void recipients_of_a_kind_we_do_not_know_do_not_hinder_reading() {
        Layers.of(List.of("age"), Layers.Options.reading(Optional.of(keys.identity()), List.of("age1pq1something")));
    }

    @Test
    void options_show_no_secret() {
        assertTrue(!Layers.Options.reading(Optional.of(keys.identity()), List.of()).toString().contains("SECRET"));
    }
}
