package lifeboat.drill;

import java.nio.file.Path;
import lifeboat.base.UserError;
import lifeboat.sqlite.SqliteExamination;

/** Whether a restored SQLite file is sound, by our own SQLite and by our own reader. */
final class SqliteSoundness {

    private SqliteSoundness() {}

    /**
     * What there is in a sound file.
     *
     * @throws UserError of kind BAD_BACKUP if it is damaged
     */
    static SqliteExamination of(Path file) {
        SqliteExamination examination;
        try {
            examination = SqliteExamination.of(file);
        } catch (UserError e) {
            throw UserError.badBackup("the restored file does not open: " + e.getMessage(),
                    e.hint().orElse(null)).because(e);
        }
        if (!examination.checks().damage().isEmpty()) {
            throw UserError.badBackup("the restored file is damaged: " + examination.checks().damage().getFirst(),
                    null);
        }
        return examination;
    }
}
