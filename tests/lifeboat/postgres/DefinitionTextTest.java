package lifeboat.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class DefinitionTextTest {

    @Test
    void a_list_of_constants_is_the_same_in_both_wordings_of_the_server() {
        assertEquals(DefinitionText.digest("CHECK (((state)::text = ANY ((ARRAY['a'::character varying, "
                + "'b'::character varying])::text[])))"),
                DefinitionText.digest("CHECK (((state)::text = ANY (ARRAY[('a'::character varying)::text, "
                        + "('b'::character varying)::text])))"));
    }

    @Test
    void casts_to_types_of_several_words_are_left_out() {
        for (String type : new String[] {"timestamp(3) without time zone", "double precision", "numeric(10,2)[]",
            "\"char\"", "shop.\"Odd \"\"Type\"[]", "bit varying(3)", "time with time zone", "interval"}) {
            assertEquals("a<b", DefinitionText.plain("(a::" + type + " < b)"), type);
        }
    }

    @Test
    void constants_names_and_function_bodies_count_as_they_are() {
        assertNotEquals(DefinitionText.digest("a = 'x y'"), DefinitionText.digest("a = 'xy'"));
        assertNotEquals(DefinitionText.digest("a = '(x)'"), DefinitionText.digest("a = 'x'"));
        assertNotEquals(DefinitionText.digest("a = 'x::text'"), DefinitionText.digest("a = 'x'"));
        assertNotEquals(DefinitionText.digest("\"a b\" > 1"), DefinitionText.digest("\"ab\" > 1"));
        assertNotEquals(DefinitionText.digest("AS $f$ BEGIN x (1); END $f$"), DefinitionText
                .digest("AS $f$ BEGIN x 1; END $f$"));
        assertEquals("a='it''s(so)'b", DefinitionText.plain("a = ('it''s(so)') b"));
    }

    @Test
    void text_that_never_ends_is_read_to_its_end() {
        assertEquals("'abc", DefinitionText.plain("'abc"));
        assertEquals("$x$abc", DefinitionText.plain("$x$ (abc)"));
        assertEquals(16, DefinitionText.digest("").length());
    }

    @Test
    void a_long_constant_is_no_trouble() {
        String body = "x''".repeat(500_000);
        assertEquals(body.length() + 2, DefinitionText.plain("'" + body + "'").length());
        assertEquals(body.length() + 6, DefinitionText.plain("$a$" + body + "$a$").length());
    }
}
