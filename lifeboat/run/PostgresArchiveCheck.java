package lifeboat.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lifeboat.base.Human;
import lifeboat.base.UserError;
import lifeboat.catalog.Manifest;
import lifeboat.fingerprint.TableFingerprint;
import lifeboat.postgres.ArchiveScanner;

/**
 * Reads pg_dump archives to their end and compares each table's rows and content with the manifest. One archive may be
 * in several parts: each table must be in one of them, which is known when all have been read.
 */
final class PostgresArchiveCheck implements ArchiveCheck {
    private final Map<String, TableFingerprint> missing = new LinkedHashMap<>();
    private long unread;

    PostgresArchiveCheck(Manifest manifest) {
        manifest.fingerprint().tables().forEach(table -> missing.put(table.title(), table));
        unread = manifest.parts().stream().filter(Manifest.Part::isData).count();
    }

    @Override
    public String check(Manifest manifest, InputStream plain) throws IOException {
        List<TableFingerprint> found = ArchiveScanner.scan(plain, OutputStream.nullOutputStream()).tables();
        for (TableFingerprint table : found) {
            TableFingerprint expected = missing.remove(table.title());
            if (expected == null) {
                throw bad(manifest, "the archive holds table [" + table.title()
                        + "], which the manifest does not know or which was there already");
            }
            if (expected.rows() != table.rows() || !table.digest().equals(expected.digest())) {
                throw different(manifest, table);
            }
        }
        unread--;
        if (unread == 0 && !missing.isEmpty()) {
            throw different(manifest, missing.values().iterator().next());
        }
        return "archive whole, " + Human.plural(found.size(), "table") + " as in the manifest";
    }

    private static UserError different(Manifest manifest, TableFingerprint table) {
        return bad(manifest, "the archive's data of [" + table.title() + "] is not what the manifest says");
    }

    private static UserError bad(Manifest manifest, String message) {
        return UserError.badBackup(message, "use another backup: `backup list " + manifest.job() + "`");
    }
}
