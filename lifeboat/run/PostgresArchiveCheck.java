package lifeboat.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import lifeboat.base.Human;
import lifeboat.base.UserError;
import lifeboat.catalog.Manifest;
import lifeboat.fingerprint.TableFingerprint;
import lifeboat.postgres.ArchiveScanner;

/** Reads a pg_dump archive to its end and compares each table's rows and content with the manifest. */
final class PostgresArchiveCheck implements ArchiveCheck {

    @Override
    public String check(Manifest manifest, InputStream plain) throws IOException {
        Map<String, TableFingerprint> found = new HashMap<>();
        ArchiveScanner.scan(plain, OutputStream.nullOutputStream()).tables().forEach(t -> found.put(t.title(), t));
        for (TableFingerprint table : manifest.fingerprint().tables()) {
            TableFingerprint there = found.remove(table.title());
            if (there == null || there.rows() != table.rows() || !there.digest().equals(table.digest())) {
                throw UserError.badBackup("the archive's data of [" + table.title() + "] is not what the manifest says",
                        "use another backup: `backup list " + manifest.job() + "`");
            }
        }
        if (!found.isEmpty()) {
            throw UserError.badBackup("the archive holds tables that the manifest does not know " + found.keySet(),
                    "use another backup: `backup list " + manifest.job() + "`");
        }
        return "archive whole, " + Human.plural(manifest.fingerprint().tables().size(), "table") + " as in the manifest";
    }
}
