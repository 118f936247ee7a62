package lifeboat.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import lifeboat.base.UserError;

/** What a scope means in a certain database, by the rules of pg_dump; read from the catalog alone. */
public final class Selection {
    private static final String RELATIONS = """
            SELECT c.oid, n.nspname, c.relname, c.relkind, c.relpages + coalesce(t.relpages, 0),
                CASE WHEN c.relispartition THEN (SELECT inhparent FROM pg_catalog.pg_inherits WHERE inhrelid = c.oid) END,
                d.refobjid IS NOT NULL,
                e.extcondition[array_position(e.extconfig, c.oid)], array_position(e.extconfig, c.oid) IS NOT NULL
            FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid
            LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid
                AND d.objsubid = 0 AND d.deptype = 'e'
            LEFT JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND c.relpersistence <> 't'
                AND n.nspname NOT IN ('pg_catalog', 'pg_toast', 'information_schema')
            ORDER BY n.nspname, c.relname
            """;

    private final Scope scope;
    private final Map<Long, Relation> relations = new HashMap<>();
    private final List<Relation> ordered = new ArrayList<>();
    private final List<String> schemas = new ArrayList<>();
    private final List<NamePattern> include;
    private final List<NamePattern> exclude;
    private final List<TablePattern> tables;
    private final List<TablePattern> excludeTables;

    private Selection(Scope scope) {
        this.scope = scope;
        include = scope.schemas().stream().map(NamePattern::of).toList();
        exclude = scope.excludeSchemas().stream().map(NamePattern::of).toList();
        tables = scope.tables().stream().map(TablePattern::of).toList();
        excludeTables = scope.excludeTables().stream().map(TablePattern::of).toList();
    }

    /** Reads the catalog. */
    public static Selection of(Connection connection, Scope scope) throws SQLException {
        Selection selection = new Selection(scope);
        selection.read(connection);
        return selection;
    }

    /**
     * The same, where each name of the scope must be that of something, and something must be left to dump.
     *
     * @throws UserError that names what is not there
     */
    public static Selection required(Connection connection, Scope scope) throws SQLException {
        Selection selection = of(connection, scope);
        selection.check(connection.getCatalog());
        return selection;
    }

    /** The scope. */
    public Scope scope() {
        return scope;
    }

    /** The schemas whose contents belong to the scope; none if it names tables. */
    public List<String> schemas() {
        return scope.tables().isEmpty() ? schemas.stream().filter(this::hasSchema).toList() : List.of();
    }

    /** The relations that are dumped with their definition: tables, views, sequences …, none of extensions. */
    public List<Relation> relations() {
        return ordered.stream().filter(r -> !r.member() && selected(r)).toList();
    }

    /** The tables whose rows are dumped, extensions' configuration tables among them. */
    public List<Relation> tables() {
        return ordered.stream().filter(Relation::holdsRows)
                .filter(r -> r.member() ? configuration(r) : selected(r)).toList();
    }

    /** pg_dump's switches for the scope. */
    public List<String> switches() {
        List<String> switches = new ArrayList<>();
        include.forEach(p -> switches.add("--schema=" + p.forClient()));
        exclude.forEach(p -> switches.add("--exclude-schema=" + p.forClient()));
        if (!include.isEmpty()) {
            switches.add("--exclude-schema=\"pg_\"*");
            switches.add("--exclude-schema=\"information_schema\"");
        }
        tables.forEach(p -> switches.add("--table=" + p.forClient()));
        excludeTables.forEach(p -> switches.add("--exclude-table=" + p.forClient()));
        if (!tables.isEmpty()) {
            exclude.forEach(p -> switches.add("--exclude-table=" + p.forClient() + ".*"));
            switches.add("--exclude-table=\"pg_\"*.*");
            switches.add("--exclude-table=\"information_schema\".*");
        }
        partitions(tables, "--table=", switches);
        partitions(excludeTables, "--exclude-table=", switches);
        return switches;
    }

    /**
     * pg_dump does not take partitions along with their table: name those that the patterns do not match themselves.
     */
    private void partitions(List<TablePattern> patterns, String option, List<String> switches) {
        Set<String> names = new LinkedHashSet<>();
        ordered.stream().filter(r -> r.parent() != 0 && matched(patterns, r))
                .filter(r -> patterns.stream().noneMatch(p -> p.matches(r))).forEach(r -> names.add(option + r.sql()));
        switches.addAll(names);
    }

    private boolean selected(Relation relation) {
        if (relation.system() || matched(excludeTables, relation)) {
            return false;
        }
        return tables.isEmpty() ? hasSchema(relation.schema())
                : matched(tables, relation) && exclude.stream().noneMatch(p -> p.matches(relation.schema()));
    }

    private boolean configuration(Relation relation) {
        if (relation.condition() == null || matched(excludeTables, relation)
                || exclude.stream().anyMatch(p -> p.matches(relation.schema()))) {
            return false;
        }
        return scope.whole() || selected(relation);
    }

    private boolean hasSchema(String schema) {
        return !schema.startsWith("pg_") && !schema.equals("information_schema")
                && (include.isEmpty() || include.stream().anyMatch(p -> p.matches(schema)))
                && exclude.stream().noneMatch(p -> p.matches(schema));
    }

    /** Whether a pattern matches it or what it is a partition of. */
    private boolean matched(List<TablePattern> patterns, Relation relation) {
        for (Relation r = relation; r != null; r = relations.get(r.parent())) {
            for (TablePattern pattern : patterns) {
                if (pattern.matches(r)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The titles of a relation and of all that it is a partition of. */
    List<String> lineage(Relation relation) {
        List<String> titles = new ArrayList<>();
        for (Relation r = relation; r != null; r = relations.get(r.parent())) {
            titles.add(r.title());
        }
        return titles;
    }

    private void check(String database) {
        for (NamePattern pattern : include) {
            require(schemas.stream().anyMatch(pattern::matches), "schema", pattern.toString(), database);
        }
        for (int i = 0; i < tables.size(); i++) {
            TablePattern pattern = tables.get(i);
            Predicate<Relation> fits = r -> pattern.matches(r) && !r.system();
            require(ordered.stream().anyMatch(fits), "table", scope.tables().get(i), database);
        }
    }

    private static void require(boolean there, String kind, String name, String database) {
        if (!there) {
            throw UserError.of("there is no " + kind + " [" + name + "] in database [" + database + "]",
                    "names are case-sensitive; * and ? stand for any characters");
        }
    }

    private void read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery(
                    "SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname NOT LIKE 'pg\\_%' ORDER BY 1")) {
                while (rows.next()) {
                    schemas.add(rows.getString(1));
                }
            }
            try (ResultSet rows = statement.executeQuery(RELATIONS)) {
                while (rows.next()) {
                    String condition = rows.getBoolean(9) ? condition(rows.getString(8)) : null;
                    Relation relation = new Relation(rows.getLong(1), rows.getString(2), rows.getString(3),
                            rows.getString(4).charAt(0), rows.getLong(6), rows.getBoolean(7), condition,
                            rows.getLong(5));
                    relations.put(relation.oid(), relation);
                    ordered.add(relation);
                }
            }
        }
    }

    private static String condition(String clause) {
        return clause == null ? "" : clause.strip().replaceFirst("(?i)^where\\b", "").strip();
    }
}
