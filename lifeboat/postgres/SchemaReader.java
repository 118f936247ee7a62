package lifeboat.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import lifeboat.fingerprint.Schema;
import lifeboat.fingerprint.SchemaObject;

/**
 * Lists a selection's schema objects, with one query for each kind; what extensions bring is left out. The same on a
 * source and on what is restored from its dump.
 */
public final class SchemaReader {
    private static final int LONGEST_FACT = 200;
    private static final String COMMENTS = """
            SELECT d.classoid::regclass::text, d.objoid, a.attname, d.description FROM pg_catalog.pg_description d
            LEFT JOIN pg_catalog.pg_attribute a ON d.classoid = 'pg_catalog.pg_class'::regclass
                AND a.attrelid = d.objoid AND a.attnum = d.objsubid AND d.objsubid > 0
            WHERE d.objoid >= 16384
            """;

    private static final int BATCH = 1000;

    /** How definitions are worded: as servers do by default, whatever is set for a database, a role or our machine. */
    private static final List<String> WORDING = List.of("timezone = 'UTC'", "datestyle = 'ISO, MDY'",
            "intervalstyle = 'postgres'", "bytea_output = 'hex'", "extra_float_digits = 1",
            "quote_all_identifiers = off", "standard_conforming_strings = on");

    private final Connection connection;
    private final Selection selection;
    private final boolean shared;
    private final List<Row> rows = new ArrayList<>();
    private final Map<Key, Row> byKey = new HashMap<>();

    private SchemaReader(Connection connection, Selection selection, boolean shared) {
        this.connection = connection;
        this.selection = selection;
        this.shared = shared;
    }

    /** An object's place in the catalog. */
    private record Key(String catalog, long oid) {}

    /** An object that is still being read. */
    private record Row(String kind, String name, String owner, List<String> grants, Map<String, String> facts,
            Map<String, String> texts) {

        SchemaObject object() {
            return new SchemaObject(kind, name, owner, grants, facts, texts);
        }
    }

    /**
     * What pg_dump dumps of the selection: without indexes that are not valid. Reads within the connection's open
     * transaction, whose search path is empty, and holds no locks afterwards.
     */
    public static Schema dumped(Connection connection, Selection selection) throws SQLException {
        SchemaReader reader = new SchemaReader(connection, selection, true);
        for (String setting : WORDING) {
            SqlText.run(connection, "SET LOCAL " + setting);
        }
        reader.read();
        return reader.schema(object -> !brokenIndex(object));
    }

    /** What is there of the selection. The connection has an empty search path afterwards. */
    public static Schema present(Connection connection, Selection selection) throws SQLException {
        SchemaReader reader = new SchemaReader(connection, selection, false);
        SqlText.run(connection, "SET search_path = ''"); // so that each name is written with its schema
        for (String setting : WORDING) {
            SqlText.run(connection, "SET " + setting);
        }
        reader.read();
        return reader.schema(_ -> true);
    }

    private Schema schema(Predicate<SchemaObject> wanted) throws SQLException {
        return new Schema(PostgresConnection.serverVersion(connection) / 10000,
                rows.stream().map(Row::object).filter(wanted).toList());
    }

    /** pg_dump leaves out a plain table's index that is not valid. */
    private static boolean brokenIndex(SchemaObject object) {
        return object.kind().equals("index") && object.facts().containsKey("not valid")
                && !object.facts().containsKey(RelationObjects.PARTITIONED);
    }

    private void read() throws SQLException {
        List<Long> oids = selection.relations().stream().map(Relation::oid).toList();
        for (int start = 0; start < oids.size(); start += BATCH) {
            relations(oids.subList(start, Math.min(start + BATCH, oids.size())));
        }
        Scope scope = selection.scope();
        if (scope.tables().isEmpty()) {
            Array schemas = connection.createArrayOf("text", selection.schemas().toArray());
            for (String query : SchemaMembers.QUERIES) {
                add(query, schemas);
            }
            if (scope.excludeSchemas().isEmpty()) {
                for (String query : SchemaMembers.BY_SCOPE) {
                    add(query, schemas, scope.whole());
                }
            }
        }
        if (scope.whole()) {
            for (String query : DatabaseObjects.QUERIES) {
                add(query);
            }
        }
        if (scope.byTable()) {
            rows.removeIf(row -> row.kind().equals("sequence")); // those that tables own come along, or do not
        }
        comments();
    }

    private void relations(List<Long> oids) throws SQLException {
        if (shared) {
            SqlText.run(connection, "SAVEPOINT lifeboat_schema");
        }
        Array batch = connection.createArrayOf("oid", oids.toArray());
        for (String query : RelationObjects.QUERIES) {
            add(query, batch);
        }
        columns(batch);
        if (shared) {
            SqlText.run(connection, "ROLLBACK TO SAVEPOINT lifeboat_schema"); // gives locks back
        }
    }

    private void add(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    Row row = new Row(found.getString(1), found.getString(4), found.getString(5),
                            texts(found, 6), pairs(texts(found, 7)), new TreeMap<>());
                    row.facts().replaceAll((_, value) -> brief(value));
                    pairs(texts(found, 8)).forEach((key, text) -> row.texts().put(key, DefinitionText.digest(text)));
                    rows.add(row);
                    byKey.put(new Key(found.getString(2), found.getLong(3)), row);
                }
            }
        }
    }

    private void columns(Array oids) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RelationObjects.COLUMNS)) {
            statement.setArray(1, oids);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    Row row = byKey.get(new Key("pg_class", found.getLong(1)));
                    String name = found.getString(2);
                    row.facts().put("column " + name, found.getString(3));
                    if (found.getString(4) != null) {
                        row.texts().put("default of " + name, DefinitionText.digest(found.getString(4)));
                    }
                    texts(found, 5).forEach(grant -> row.grants().add(grant.replaceFirst(" to ", " (" + quoted(name)
                            + ") to ")));
                }
            }
        }
    }

    private void comments() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COMMENTS);
                ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                String catalog = found.getString(1).replaceFirst("^pg_catalog\\.", "");
                Row row = byKey.get(new Key(catalog, found.getLong(2)));
                if (row != null) {
                    String column = found.getString(3);
                    row.facts().put(column == null ? "comment" : "comment on column " + column,
                            DefinitionText.hash(found.getString(4)));
                }
            }
        }
    }

    private static String quoted(String name) {
        return name.replace("\\", "\\\\").replace("$", "\\$");
    }

    private static String brief(String value) {
        return value.length() <= LONGEST_FACT ? value : "digest " + DefinitionText.hash(value);
    }

    private static List<String> texts(ResultSet rows, int column) throws SQLException {
        Array array = rows.getArray(column);
        return array == null ? new ArrayList<>() : new ArrayList<>(Stream.of((Object[]) array.getArray())
                .map(value -> value == null ? null : value.toString()).toList());
    }

    /** Keys and values in turn, without what has no value. */
    private static Map<String, String> pairs(List<String> texts) {
        Map<String, String> pairs = new TreeMap<>();
        for (int i = 0; i + 1 < texts.size(); i += 2) {
            if (texts.get(i + 1) != null && !texts.get(i + 1).isEmpty()) {
                pairs.put(texts.get(i), texts.get(i + 1));
            }
        }
        return pairs;
    }
}
