package lifeboat.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lifeboat.base.Environment;
import lifeboat.base.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetsReaderTest {
    private static final String JOBS = """
            stores: { local: ./backups }
            jobs:
              orders:  { source: "sqlite:orders.db" }
              uploads: { source: "sqlite:uploads.db" }
              users:   { source: "sqlite:users.db" }
            sets:
            """;

    @TempDir
    Path folder;

    @Test
    void sets_are_read_in_the_order_of_the_file() throws IOException {
        Config config = read("  shop: [uploads, orders]\n  one: users\n");
        assertEquals(Map.of("shop", List.of("uploads", "orders"), "one", List.of("users")), config.sets());
        assertEquals(List.of("shop", "one"), List.copyOf(config.sets().keySet()));
        assertEquals(Map.of(), read("").sets());
    }

    @Test
    void wrong_sets_are_refused() {
        refused("  shop: [orders, upload]\n", "unknown job [upload]", "did you mean [uploads]?");
        refused("  users: [orders, uploads]\n", "is the name of a job too", "rename one of them");
        refused("  shop: []\n", "is a set without jobs", "shop: [orders, uploads]");
        refused("  shop:\n", "is a set without jobs", "shop: [orders, uploads]");
        refused("  shop: [orders, orders]\n", "names job [orders] twice", "once");
        refused("  Shop: [orders]\n", "[Shop] cannot name a set", "a set's name has");
        refused("  shop: { orders: uploads }\n", "must be a list", "[a, b]");
        UserError twice = error("  shop: [orders]\n  other: [users, orders]\n");
        assertTrue(twice.getMessage().contains(":8] ") && twice.getMessage().contains("is in set [shop] too"),
                twice.getMessage());
    }

    private void refused(String sets, String problem, String hint) {
        UserError error = error(sets);
        assertTrue(error.getMessage().startsWith("[" + folder.resolve("lifeboat.yaml") + ":7] sets"),
                error.getMessage());
        assertTrue(error.getMessage().contains(problem), error.getMessage());
        assertTrue(error.hint().orElse("").contains(hint), error.hint().toString());
    }

    private UserError error(String sets) {
        UserError error = assertThrows(UserError.class, () -> read(sets));
        assertEquals(Optional.of(UserError.Kind.USAGE), error.kind());
        return error;
    }

    private Config read(String sets) throws IOException {
        return ConfigReader.read(Files.writeString(folder.resolve("lifeboat.yaml"), JOBS + sets),
                new Environment(Map.of()));
    }
}
