package lifeboat.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.fingerprint.SequencePosition;
import lifeboat.fingerprint.TableFingerprint;

/**
 * What a database's catalog says, as far as it is in a backup's scope.
 *
 * @param extras tables that the backup does not have, without digest
 */
record LiveCatalog(List<TableFingerprint> extras, List<SequencePosition> sequences, Map<String, Long> objects,
        List<String> unproven) {

    static LiveCatalog read(Connection connection, Fingerprint expected, Map<String, String> settings)
            throws SQLException {
        Selection selection = Selection.of(connection, Scope.of(settings));
        return new LiveCatalog(extras(connection, selection, expected), List.of(), Map.of(), List.of());
    }

    private static List<TableFingerprint> extras(Connection connection, Selection selection, Fingerprint expected)
            throws SQLException {
        Set<String> known = new HashSet<>();
        expected.tables().forEach(t -> known.add(t.title()));
        List<TableFingerprint> extras = new ArrayList<>();
        selection.tables().stream().filter(r -> !known.contains(r.title()))
                .forEach(r -> extras.add(new TableFingerprint(r.schema(), r.name(), 0, null, List.of(), null)));
        if (selection.scope().whole() && !known.contains(ArchiveContents.LARGE_OBJECTS)
                && RowCounts.largeObjects(connection) > 0) {
            extras.add(new TableFingerprint("", ArchiveContents.LARGE_OBJECTS, 0, "", List.of(), null));
        }
        return extras;
    }
}
