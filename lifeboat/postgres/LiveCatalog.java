package lifeboat.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.fingerprint.SequencePosition;
import lifeboat.fingerprint.TableFingerprint;

/**
 * What a database's catalog says, as far as it was in a backup's scope.
 *
 * @param extras tables that the backup does not have, without digest
 */
record LiveCatalog(List<TableFingerprint> extras, List<SequencePosition> sequences, Map<String, Long> objects,
        List<String> unproven) {

    static LiveCatalog read(Connection connection, Fingerprint expected, Map<String, String> settings)
            throws SQLException {
        Set<String> known = new HashSet<>();
        expected.tables().forEach(t -> known.add(t.title()));
        List<TableFingerprint> extras = new ArrayList<>();
        try (Statement s = connection.createStatement(); ResultSet rows = s.executeQuery("""
                SELECT n.nspname, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
                AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.objid = c.oid
                  AND d.classid = 'pg_class'::regclass AND d.deptype = 'e')""")) {
            while (rows.next()) {
                TableFingerprint table = new TableFingerprint(rows.getString(1), rows.getString(2), 0, null, List.of(), null);
                if (!known.contains(table.title())) {
                    extras.add(table);
                }
            }
        }
        return new LiveCatalog(extras, List.of(), Map.of(), List.of());
    }
}
