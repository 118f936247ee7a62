package lifeboat.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lifeboat.base.Environment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The user guide of the configuration says what the reader does. */
class ConfigurationGuideTest {
    private static final Path GUIDE = Path.of("docs/configuration.md");
    private static final Pattern EXAMPLE = Pattern.compile("(?ms)^```yaml\n(.*?)^```$");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z_]+)` \\|");

    @TempDir
    Path folder;

    @Test
    void it_explains_every_key_and_no_other() throws IOException {
        String guide = Files.readString(GUIDE);
        for (String key : ConfigReader.keys()) {
            assertTrue(guide.contains("`" + key + "`"), "[" + key + "] is not in " + GUIDE);
        }
        Set<String> explained = new TreeSet<>(matches(ROW, guide));
        explained.removeAll(ConfigReader.keys());
        assertEquals(Set.of(), explained);
    }

    @Test
    void its_examples_are_read() throws IOException {
        Environment env = new Environment(Map.of("DATABASE_URL", "postgres://app@h/orders",
                "LIFEBOAT_IDENTITY", ConfigReaderTest.IDENTITY));
        Files.writeString(folder.resolve("recipients.txt"), ConfigReaderTest.RECIPIENT + "\n");
        List<String> examples = matches(EXAMPLE, Files.readString(GUIDE));
        assertFalse(examples.isEmpty());
        for (String example : examples) {
            Path file = Files.writeString(folder.resolve("lifeboat.yaml"), example);
            ConfigReader.read(file, env).jobs().values().forEach(job -> assertTrue(job.source() != null
                    && !job.stores().isEmpty()));
        }
    }

    private static List<String> matches(Pattern pattern, String text) {
        List<String> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
