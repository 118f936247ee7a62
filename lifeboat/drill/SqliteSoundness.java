package lifeboat.drill;

import java.nio.file.Path;
import lifeboat.base.UserError;
import lifeboat.sqlite.SqliteChecks;

/** Whether a restored SQLite file is sound, by our own SQLite. */
final class SqliteSoundness {

    private SqliteSoundness() {}

    /**
     * What SQLite's checks found in a sound file.
     *
     * @throws UserError of kind BAD_BACKUP if it is damaged
     */
    static SqliteChecks of(Path file) {
        SqliteChecks checks;
        try {
            checks = SqliteChecks.of(file);
        } catch (UserError e) {
            throw UserError.badBackup("the restored file does not open: " + e.getMessage(),
                    e.hint().orElse(null)).because(e);
        }
        if (!checks.damage().isEmpty()) {
            throw UserError.badBackup("the restored file is damaged: " + checks.damage().getFirst(), null);
        }
        return checks;
    }
}
