package lifeboat.cli;

import java.util.List;
import lifeboat.base.UserError;
import lifeboat.report.Clean;
import lifeboat.run.Confirmation;

/** Lets a person type a word before data is replaced; {@code --yes} stands for the word. */
record TypedConfirmation(Console console, boolean yes) implements Confirmation {
    @Override
    public boolean confirm(List<String> what, String word) {
        console.aside(what.stream().map(Clean::line).toList());
        if (yes) {
            return true;
        }
        if (!console.canAsk()) {
            throw UserError.of(UserError.Kind.NOT_CONFIRMED, "not confirmed, nothing was changed",
                    "nobody can be asked here: pass --yes if that data may be replaced");
        }
        return console.ask("type " + Clean.line(word) + " to go on: ").filter(word::equals).isPresent();
    }
}
