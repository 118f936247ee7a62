package lifeboat.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import lifeboat.base.Environment;
import lifeboat.base.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {
    @TempDir
    private Path empty;

    @Test
    void where_nothing_can_be_installed_it_says_what_is_missing() {
        Machine bare = new Machine(new Environment(Map.of("PATH", empty.toString())), _ -> {});
        assertTrue(bare.missing().containsAll(List.of("age", "gnupg", "postgresql-client", "sqlite3", "zstd")));
        UserError error = assertThrows(UserError.class, bare::prepare);
        assertEquals("install the packages (names as in Debian): apt-get install " + String.join(" ", bare.missing()),
                error.hint().orElseThrow());
    }

    @Test
    void this_machine_lacks_nothing_once_tests_run() {
        assertEquals(List.of(), new Machine(Environment.system(), _ -> {}).missing());
    }
}
