package lifeboat.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import lifeboat.base.Human;
import lifeboat.base.UserError;

/** Room for a copy of a database. */
public final class SqliteSpace {

    private SqliteSpace() {}

    /**
     * Checks that a folder has room for so many bytes.
     *
     * @param hint what to do if it has not
     * @throws UserError if it has not
     */
    public static void require(Path folder, long bytes, String hint) {
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free < bytes) {
                throw UserError.of("not enough space in [" + folder + "]: the copy needs [" + Human.bytes(bytes)
                        + "], [" + Human.bytes(free) + "] are free", hint);
            }
        } catch (IOException e) {
            throw UserError.of("cannot see how much space [" + folder + "] has: " + e.getMessage(), hint).because(e);
        }
    }
}
