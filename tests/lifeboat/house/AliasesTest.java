package lifeboat.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AliasesTest {
    private static final Path CATALOG = Checkout.ROOT.resolve("jbang-catalog.json");

    @Test
    void every_alias_refers_to_a_script() throws IOException {
        JsonObject aliases = aliases();
        assertTrue(aliases.keySet().containsAll(Set.of("backup", "restore", "verify", "test", "benchmark")));
        for (String alias : aliases.keySet()) {
            assertTrue(Files.isRegularFile(Checkout.ROOT.resolve(reference(aliases, alias))), alias);
        }
    }

    @Test
    void no_folder_shadows_an_alias() throws IOException {
        for (String alias : aliases().keySet()) {
            assertFalse(Files.exists(Checkout.ROOT.resolve(alias)), alias);
        }
    }

    @Test
    void each_alias_is_one_line_that_the_launcher_can_read() throws IOException {
        JsonObject aliases = aliases();
        String text = Files.readString(CATALOG);
        for (String alias : aliases.keySet()) {
            String start = "    \"" + alias + "\": { \"script-ref\": \"" + reference(aliases, alias) + "\", ";
            assertEquals(1, text.lines().filter(line -> line.startsWith(start)).count(), alias);
        }
    }

    private static JsonObject aliases() throws IOException {
        return JsonParser.parseString(Files.readString(CATALOG)).getAsJsonObject().getAsJsonObject("aliases");
    }

    private static String reference(JsonObject aliases, String alias) {
        return aliases.getAsJsonObject(alias).get("script-ref").getAsString();
    }
}
