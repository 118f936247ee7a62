package lifeboat.report;

import java.util.ArrayList;
import java.util.List;

/** Breaks a sentence between words where a line would be too wide; a single long word is left whole. */
final class Fold {
    private Fold() {}

    /** The lines: the first begins with the given text, the others are indented by as much. */
    static List<String> lines(String beginning, String sentence, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(beginning);
        boolean empty = true;
        for (String word : sentence.split(" +")) {
            if (!empty && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line = new StringBuilder(" ".repeat(beginning.length()));
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        lines.add(line.toString());
        return lines;
    }
}
