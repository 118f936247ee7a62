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
import lifeboat.fingerprint.Schema;
import lifeboat.fingerprint.SequencePosition;
import lifeboat.fingerprint.TableFingerprint;

/**
 * What a database's catalog says, as far as it is in a backup's scope.
 *
 * @param extras    tables that the backup does not have, without digest
 * @param sequences positions of those sequences of the backup that are there
 * @param schema    null if the backup's objects are not known
 */
record LiveCatalog(List<TableFingerprint> extras, List<SequencePosition> sequences, ObjectCounts objects,
        Schema schema) {
    private static final int BATCH = 200;
    private static final String SEQUENCES = "SELECT n.nspname || '.' || c.relname FROM pg_catalog.pg_class c"
            + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'S'";

    static LiveCatalog read(Connection connection, Fingerprint expected, Map<String, String> settings)
            throws SQLException {
        Selection selection = Selection.of(connection, Scope.of(settings));
        return new LiveCatalog(extras(connection, selection, expected), sequences(connection, expected),
                ObjectCounts.of(connection, selection),
                expected.schema() == null ? null : SchemaReader.present(connection, selection));
    }

    private static List<TableFingerprint> extras(Connection connection, Selection selection, Fingerprint expected)
            throws SQLException {
        Set<String> known = new HashSet<>();
        expected.tables().forEach(t -> known.add(t.title()));
        List<TableFingerprint> extras = new ArrayList<>();
        selection.tables().stream().filter(r -> selection.lineage(r).stream().noneMatch(known::contains))
                .forEach(r -> extras.add(new TableFingerprint(r.schema(), r.name(), 0, null, List.of(), null)));
        if (selection.scope().whole() && !known.contains(ArchiveContents.LARGE_OBJECTS)
                && RowCounts.largeObjects(connection) > 0) {
            extras.add(new TableFingerprint("", ArchiveContents.LARGE_OBJECTS, 0, "", List.of(), null));
        }
        return extras;
    }

    private static List<SequencePosition> sequences(Connection connection, Fingerprint expected) throws SQLException {
        Set<String> there = new HashSet<>(SqlText.column(connection, SEQUENCES));
        List<SequencePosition> wanted = expected.sequences().stream().filter(s -> there.contains(s.title())).toList();
        List<SequencePosition> found = new ArrayList<>();
        for (int start = 0; start < wanted.size(); start += BATCH) {
            read(connection, wanted.subList(start, Math.min(start + BATCH, wanted.size())), found);
        }
        return found;
    }

    private static void read(Connection connection, List<SequencePosition> wanted, List<SequencePosition> found)
            throws SQLException {
        List<String> queries = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            queries.add("SELECT " + i + ", last_value, is_called FROM "
                    + SqlText.name(wanted.get(i).schema(), wanted.get(i).name()));
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(String.join(" UNION ALL ", queries))) {
            while (rows.next()) {
                SequencePosition of = wanted.get(rows.getInt(1));
                found.add(new SequencePosition(of.schema(), of.name(), rows.getLong(2), rows.getBoolean(3)));
            }
        }
    }
}
