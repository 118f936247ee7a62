package lifeboat.drill;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import lifeboat.base.UserError;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.fingerprint.TableFingerprint;
import lifeboat.sqlite.SqliteChange;
import lifeboat.sqlite.SqliteDatabase;
import org.sqlite.SQLiteConnection;

/** The negative control of SQLite drills. */
final class SqliteTampering {

    private SqliteTampering() {}

    /** Changes one value of one row of a file that is ours; empty if there is no row. */
    static Optional<Target.Tampering> change(Path file, Fingerprint expected) {
        List<TableFingerprint> tables = expected.tables().stream().filter(table -> table.rows() > 0)
                .sorted(Comparator.comparingLong(TableFingerprint::rows)).toList();
        if (tables.isEmpty()) {
            return Optional.empty();
        }
        try (SQLiteConnection connection = SqliteDatabase.readWrite(file, Duration.ZERO)) {
            SqliteDatabase.run(connection, "PRAGMA journal_mode = DELETE");
            SqliteChange.Done done = new SqliteChange(connection)
                    .any(tables.stream().map(TableFingerprint::name).toList())
                    .orElseThrow(() -> UserError.of(UserError.Kind.DRILL_UNABLE,
                            "no row of the restored file can be changed", null));
            return Optional.of(new Target.Tampering(done.what(), tables.stream()
                    .filter(table -> table.name().equals(done.table())).findFirst().orElseThrow()));
        } catch (SQLException e) {
            throw SqliteDatabase.error(file.getFileName(), Duration.ZERO, e).orKind(UserError.Kind.DRILL_UNABLE);
        }
    }
}
