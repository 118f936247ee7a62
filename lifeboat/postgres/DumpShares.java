package lifeboat.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Divides a selection among several pg_dump processes on one snapshot. The first one dumps everything but the rows of
 * the tables that the others have; each of those dumps nothing but the rows of its tables.
 */
public final class DumpShares {
    private static final int NAMES = 100;
    private static final long LARGE_OBJECTS = 2613; // pg_largeobject, the same in every server
    private static final String SIZES =
            "SELECT c.oid, pg_catalog.pg_table_size(c.oid) FROM pg_catalog.pg_class c WHERE c.oid = ANY (?)";
    private static final String OWNED = """
            SELECT d.refobjid, n.nspname, s.relname
            FROM pg_catalog.pg_depend d
            JOIN pg_catalog.pg_class s ON s.oid = d.objid AND s.relkind = 'S'
            JOIN pg_catalog.pg_namespace n ON n.oid = s.relnamespace
            WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refclassid = d.classid
                AND d.refobjid = ANY (?) AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
            """;

    /** pg_dump loads them through their partitioned table, so that they are one table for us. */
    private static final String ROUTED = """
            WITH RECURSIVE routed (oid) AS (
                SELECT partrelid FROM pg_catalog.pg_partitioned_table WHERE (SELECT c.oid FROM pg_catalog.pg_opclass c
                    JOIN pg_catalog.pg_am a ON a.oid = c.opcmethod AND a.amname = 'hash'
                    WHERE c.opcname = 'enum_ops' AND c.opcnamespace = 'pg_catalog'::regnamespace) = ANY (partclass)
                UNION SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN routed r ON r.oid = i.inhparent)
            SELECT oid::text FROM routed""";

    private DumpShares() {}

    private record Name(String schema, String name) {
        /** Only these mean the same in every encoding of the system and the database. */
        boolean plain() {
            return (schema + name).matches("[ -~]*");
        }
    }

    /** Bytes and tables of one process. */
    private static final class Share {
        private final List<Relation> tables = new ArrayList<>();
        private long size;
    }

    /**
     * pg_dump's switches for each process: at least one, at most {@code jobs}, and no more than there are tables with
     * something in them. Their sizes are about the same, unless one table is larger than all that.
     */
    public static List<List<String>> of(Connection connection, Selection selection, int jobs) throws SQLException {
        if (jobs == 1) {
            return List.of(selection.switches());
        }
        List<Relation> tables = selection.tables();
        Map<Long, Long> sizes = sizes(connection, tables);
        Map<Long, List<Name>> owned = owned(connection, tables);
        List<String> routed = SqlText.column(connection, ROUTED);
        List<Share> shares = new ArrayList<>();
        for (int i = 0; i < jobs; i++) {
            shares.add(new Share());
        }
        shares.getFirst().size = selection.scope().whole() ? sizes.get(LARGE_OBJECTS) : 0;
        tables.stream().sorted(Comparator.comparingLong((Relation t) -> sizes.getOrDefault(t.oid(), 0L)).reversed())
                .forEach(table -> {
                    boolean moved = movable(table, owned) && !routed.contains(String.valueOf(table.oid()))
                            && sizes.getOrDefault(table.oid(), 0L) > 0;
                    Share share = moved ? least(shares) : shares.getFirst();
                    share.tables.add(table);
                    share.size += sizes.getOrDefault(table.oid(), 0L);
                });
        return switches(selection, shares, owned);
    }

    private static Share least(List<Share> shares) {
        return shares.stream().min(Comparator.comparingLong(share -> share.size)).orElseThrow();
    }

    /** An extension's tables are dumped only along with it. */
    private static boolean movable(Relation table, Map<Long, List<Name>> owned) {
        return !table.member() && new Name(table.schema(), table.name()).plain()
                && owned.getOrDefault(table.oid(), List.of()).stream().allMatch(Name::plain);
    }

    private static List<List<String>> switches(Selection selection, List<Share> shares, Map<Long, List<Name>> owned) {
        List<List<String>> switches = new ArrayList<>();
        List<String> first = new ArrayList<>(selection.switches());
        switches.add(first);
        for (Share share : shares.subList(1, shares.size())) {
            if (!share.tables.isEmpty()) {
                List<Name> names = share.tables.stream().map(t -> new Name(t.schema(), t.name())).toList();
                first.addAll(patterns("--exclude-table-data=", names));
                List<String> other = new ArrayList<>(List.of("--data-only"));
                other.addAll(patterns("--table=", names));
                // sequences' positions come along with the tables that own them: the first has them
                other.addAll(patterns("--exclude-table-data=", share.tables.stream()
                        .flatMap(t -> owned.getOrDefault(t.oid(), List.of()).stream()).toList()));
                switches.add(other);
            }
        }
        return switches;
    }

    /** pg_dump looks up one pattern after the other: names of the same schema are alternatives of one. */
    private static List<String> patterns(String option, List<Name> names) {
        Map<String, List<String>> schemas = new TreeMap<>();
        names.forEach(n -> schemas.computeIfAbsent(n.schema(), _ -> new ArrayList<>()).add(SqlText.name(n.name())));
        List<String> patterns = new ArrayList<>();
        schemas.forEach((schema, quoted) -> {
            for (int from = 0; from < quoted.size(); from += NAMES) {
                patterns.add(option + SqlText.name(schema) + "."
                        + String.join("|", quoted.subList(from, Math.min(from + NAMES, quoted.size()))));
            }
        });
        return patterns;
    }

    private static Map<Long, Long> sizes(Connection connection, List<Relation> tables) throws SQLException {
        Map<Long, Long> sizes = new HashMap<>();
        List<Long> oids = new ArrayList<>(tables.stream().map(Relation::oid).toList());
        oids.add(LARGE_OBJECTS);
        try (PreparedStatement statement = connection.prepareStatement(SIZES)) {
            statement.setArray(1, connection.createArrayOf("oid", oids.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    sizes.put(rows.getLong(1), rows.getLong(2));
                }
            }
        }
        return sizes;
    }

    private static Map<Long, List<Name>> owned(Connection connection, List<Relation> tables) throws SQLException {
        Map<Long, List<Name>> owned = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(OWNED)) {
            statement.setArray(1, connection.createArrayOf("oid", tables.stream().map(Relation::oid).toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    owned.computeIfAbsent(rows.getLong(1), _ -> new ArrayList<>())
                            .add(new Name(rows.getString(2), rows.getString(3)));
                }
            }
        }
        return owned;
    }
}
