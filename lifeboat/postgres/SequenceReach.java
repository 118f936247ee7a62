package lifeboat.postgres;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import lifeboat.fingerprint.Comparison;
import lifeboat.fingerprint.Fingerprint;
import lifeboat.fingerprint.SequencePosition;

/** Whether sequences that belong to columns would give out values that these columns have already. */
public final class SequenceReach {
    private static final int BATCH = 200;
    private static final int SHOWN = 3;
    private static final String OWNED = """
            SELECT sn.nspname, s.relname, tn.nspname, t.relname, a.attname, q.seqincrement
            FROM pg_catalog.pg_depend d
            JOIN pg_catalog.pg_class s ON s.oid = d.objid AND s.relkind = 'S'
            JOIN pg_catalog.pg_namespace sn ON sn.oid = s.relnamespace
            JOIN pg_catalog.pg_sequence q ON q.seqrelid = s.oid
            JOIN pg_catalog.pg_class t ON t.oid = d.refobjid AND t.relkind IN ('r', 'p')
            JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
            JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
            WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass
                AND d.deptype IN ('a', 'i') AND NOT q.seqcycle
                AND a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'numeric'::regtype)
            ORDER BY 1, 2
            """;

    private final Connection connection;
    private final Map<String, SequencePosition> source = new HashMap<>();
    private final List<Comparison.Check> behind = new ArrayList<>();
    private final List<String> behindInSource = new ArrayList<>();

    private SequenceReach(Connection connection, Fingerprint expected) {
        this.connection = connection;
        expected.sequences().forEach(s -> source.put(s.title(), s));
    }

    private record Owned(String schema, String name, String table, String column, String sql, BigDecimal increment) {
        String title() {
            return schema + "." + name;
        }
    }

    /**
     * One check that fails for each sequence that is behind its column in the copy but not where the source left it,
     * or one that passes and tells of those that the source itself has so.
     */
    public static List<Comparison.Check> of(Connection connection, Fingerprint expected) throws SQLException {
        SequenceReach reach = new SequenceReach(connection, expected);
        List<Owned> owned = reach.owned();
        for (int start = 0; start < owned.size(); start += BATCH) {
            reach.read(owned.subList(start, Math.min(start + BATCH, owned.size())));
        }
        List<Comparison.Check> checks = new ArrayList<>(reach.behind);
        if (checks.isEmpty() && !owned.isEmpty()) {
            checks.add(new Comparison.Check("sequences reach their columns", true, reach.summary(owned.size())));
        }
        return checks;
    }

    private String summary(int count) {
        return behindInSource.isEmpty() ? count + " are at or above their column's largest value"
                : behindInSource.size() + " of " + count + " are below it in the source too: " + behindInSource.stream()
                        .limit(SHOWN).collect(Collectors.joining(", ")) + (behindInSource.size() > SHOWN ? ", …" : "");
    }

    private List<Owned> owned() throws SQLException {
        List<Owned> owned = new ArrayList<>();
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(OWNED)) {
            while (rows.next()) {
                String column = rows.getString(5);
                Owned one = new Owned(rows.getString(1), rows.getString(2), rows.getString(3) + "." + rows.getString(4),
                        column, "(SELECT " + (rows.getLong(6) > 0 ? "max(" : "min(") + SqlText.name(column) + ") FROM "
                                + SqlText.name(rows.getString(3), rows.getString(4)) + ")::numeric",
                                rows.getBigDecimal(6));
                if (source.containsKey(one.title())) {
                    owned.add(one);
                }
            }
        }
        return owned;
    }

    private void read(List<Owned> batch) throws SQLException {
        List<String> queries = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            queries.add("SELECT " + i + ", last_value, is_called, " + batch.get(i).sql() + " FROM "
                    + SqlText.name(batch.get(i).schema(), batch.get(i).name()));
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(String.join(" UNION ALL ", queries))) {
            while (rows.next()) {
                judge(batch.get(rows.getInt(1)), rows.getLong(2), rows.getBoolean(3), rows.getBigDecimal(4));
            }
        }
    }

    private void judge(Owned sequence, long value, boolean called, BigDecimal extreme) {
        BigDecimal given = BigDecimal.valueOf(value);
        BigDecimal reached = called ? given : given.subtract(sequence.increment());
        boolean up = sequence.increment().signum() > 0;
        if (extreme == null || (up ? extreme.compareTo(reached) <= 0 : extreme.compareTo(reached) >= 0)) {
            return;
        }
        if (source.get(sequence.title()).equals(new SequencePosition(sequence.schema(), sequence.name(), value,
                called))) {
            behindInSource.add(sequence.title());
        } else {
            behind.add(new Comparison.Check("sequence " + sequence.title(), false, "stands at [" + value + "], "
                    + (up ? "below the largest" : "above the smallest") + " value [" + extreme.toPlainString()
                    + "] of ["
                    + sequence.table() + "." + sequence.column() + "]"));
        }
    }
}
