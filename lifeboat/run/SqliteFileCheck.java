package lifeboat.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import lifeboat.base.Environment;
import lifeboat.base.Human;
import lifeboat.base.UserError;
import lifeboat.base.Workspace;
import lifeboat.catalog.Manifest;
import lifeboat.sqlite.SqliteChecks;

/** Unpacks an SQLite file into a private folder and lets SQLite check every page of it. */
record SqliteFileCheck(Environment env) implements ArchiveCheck {

    @Override
    public String check(Manifest manifest, InputStream plain) throws IOException {
        try (Workspace workspace = Workspace.create(env)) {
            Path file = workspace.file("checked.db");
            Files.copy(plain, file);
            SqliteChecks checks = SqliteChecks.of(file);
            if (!checks.damage().isEmpty()) {
                throw UserError.badBackup("the SQLite file is corrupt: " + checks.damage().getFirst(),
                        "use another backup: `backup list " + manifest.job() + "`");
            }
            return "integrity_check passed on " + Human.bytes(manifest.plainSize());
        }
    }
}
