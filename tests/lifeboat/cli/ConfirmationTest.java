package lifeboat.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import lifeboat.base.UserError;
import org.junit.jupiter.api.Test;

class ConfirmationTest {
    private static final List<String> WHAT = List.of("[shop.db] will be replaced");

    @Test
    void where_nobody_can_be_asked_nothing_is_replaced() {
        Cli cli = new Cli();
        TypedConfirmation confirmation = new TypedConfirmation(cli.session().console(), false);
        UserError error = assertThrows(UserError.class, () -> confirmation.confirm(WHAT, "shop"));
        assertEquals(Optional.of(UserError.Kind.NOT_CONFIRMED), error.kind());
        assertTrue(error.hint().orElseThrow().contains("--yes"));
    }

    @Test
    void yes_stands_for_the_word_and_still_tells_what_is_replaced() {
        Cli cli = new Cli();
        assertTrue(new TypedConfirmation(cli.session().console(), true).confirm(WHAT, "shop"));
        assertEquals("[shop.db] will be replaced\n", cli.err());
    }
}
