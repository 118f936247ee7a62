package lifeboat.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines end at the column that {@code .editorconfig} says, but for text blocks. */
class LineLengthTest {
    private static final int COLUMNS = 120;

    @Test
    void lines_fit() throws IOException {
        List<Path> files = new ArrayList<>(Checkout.scripts());
        for (String folder : List.of("lifeboat", "tests", "bench")) {
            files.addAll(Checkout.java(folder));
        }
        List<String> longer = new ArrayList<>();
        for (Path file : files) {
            boolean block = false;
            int number = 0;
            for (String line : Files.readAllLines(file)) {
                number++;
                block ^= line.split("\"\"\"", -1).length % 2 == 0;
                if (!block && line.codePointCount(0, line.length()) > COLUMNS) {
                    longer.add(Checkout.name(file) + ":" + number);
                }
            }
        }
        assertEquals(List.of(), longer);
    }
}
