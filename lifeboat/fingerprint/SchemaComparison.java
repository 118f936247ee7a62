package lifeboat.fingerprint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import lifeboat.fingerprint.Comparison.Check;

/**
 * The schema of a copy against the source's: one check for each kind of object where all are equal, one for each
 * difference where they are not.
 */
final class SchemaComparison {
    private static final String COLUMN = "column ";
    private static final String DEFAULT = "default of ";
    private static final String COMMENT = "comment";
    private static final String NO = "no ";

    private static final String TABLE = "table";

    /** The kinds whose absence the comparison of rows and positions tells of. */
    private static final Set<String> TOLD = Set.of(TABLE, "sequence");

    /** The kinds that others belong to. */
    private static final Set<String> RELATIONS = Set.of(
            TABLE, "partitioned table", "foreign table", "view", "materialized view");

    /** The one schema that a new database has already, as its own version makes it. */
    private static final Predicate<SchemaObject> PUBLIC = o -> o.kind().equals("schema") && o.name().equals("public");

    /** A privilege that not every version has. */
    private static final Predicate<String> NEW_PRIVILEGE = grant -> grant.contains("MAINTAIN ");

    private final Schema expected;
    private final Schema actual;
    private final boolean sameMajor;
    private final Set<String> gone = new TreeSet<>();
    private final List<Check> checks = new ArrayList<>();

    private SchemaComparison(Schema expected, Schema actual) {
        this.expected = expected;
        this.actual = actual;
        this.sameMajor = expected.major() == actual.major();
    }

    static List<Check> of(Schema expected, Schema actual) {
        return new SchemaComparison(expected, actual).checks();
    }

    private List<Check> checks() {
        Map<String, Map<String, SchemaObject>> left = byKind(expected);
        Map<String, Map<String, SchemaObject>> right = byKind(actual);
        RELATIONS.forEach(kind -> gone.addAll(left.getOrDefault(kind, Map.of()).keySet()));
        RELATIONS.forEach(kind -> gone.removeAll(right.getOrDefault(kind, Map.of()).keySet()));
        TreeSet<String> kinds = new TreeSet<>(left.keySet());
        kinds.addAll(right.keySet());
        kinds.forEach(kind -> kind(kind, left.getOrDefault(kind, Map.of()), right.getOrDefault(kind, Map.of())));
        if (!sameMajor) {
            checks.add(new Check("schema: definitions", true, "only names, columns, states, owners and grants were"
                    + " compared: PostgreSQL " + expected.major() + " and " + actual.major()
                    + " word definitions in different ways"));
        }
        return checks;
    }

    private void kind(String kind, Map<String, SchemaObject> left, Map<String, SchemaObject> right) {
        int before = checks.size();
        TreeSet<String> names = new TreeSet<>(left.keySet());
        names.addAll(right.keySet());
        for (String name : names) {
            object(left.get(name), right.get(name));
        }
        if (checks.size() == before && left.keySet().equals(right.keySet())) {
            checks.add(new Check("schema: " + kind, true, left.size() + " as in the source"));
        }
    }

    private void object(SchemaObject want, SchemaObject have) {
        if (want == null) {
            if (!PUBLIC.test(have) && !have.kind().equals(TABLE)) {
                differs(have.title(), "should not be there");
            }
            return;
        }
        if (have == null) {
            if (!TOLD.contains(want.kind()) && !gone.contains(place(want))) {
                differs(want.title(), "is missing");
            }
            return;
        }
        if (sameMajor || !PUBLIC.test(want)) {
            if (!Objects.equals(want.owner(), have.owner())) {
                differs(want.title(), "belongs to [" + have.owner() + "], should belong to [" + want.owner() + "]");
            }
            grants(want, have);
        }
        facts(want, have);
        if (sameMajor) {
            texts(want, have);
        }
    }

    /** The name of the relation that it belongs to, if it belongs to one. */
    private static String place(SchemaObject object) {
        String table = object.facts() == null ? null : object.facts().get(TABLE);
        return table != null ? table : object.name().replaceFirst("\\.[^.]*$", "");
    }

    private void grants(SchemaObject want, SchemaObject have) {
        TreeSet<String> missing = new TreeSet<>();
        TreeSet<String> extra = new TreeSet<>();
        rights(want).filter(g -> !list(have.grants()).contains(g)).forEach(g -> sort(g, missing, extra));
        rights(have).filter(g -> !list(want.grants()).contains(g)).forEach(g -> sort(g, extra, missing));
        String title = "grant on " + want.title();
        missing.forEach(right -> differs(title, "[" + right + "] is missing"));
        extra.forEach(right -> differs(title, "[" + right + "] should not be there"));
    }

    /** A right, or the lack of one that the owner's defaults have. */
    private static void sort(String grant, TreeSet<String> rights, TreeSet<String> lacks) {
        if (grant.startsWith(NO)) {
            lacks.add(grant.substring(NO.length()));
        } else {
            rights.add(grant);
        }
    }

    private Stream<String> rights(SchemaObject object) {
        return list(object.grants()).stream().filter(grant -> sameMajor || !NEW_PRIVILEGE.test(grant));
    }

    private void facts(SchemaObject want, SchemaObject have) {
        each(want.facts(), have.facts(), (key, left, right) -> {
            if (key.startsWith(COLUMN)) {
                differs(column(want, key, COLUMN), left == null ? "should not be there" : right == null ? "is missing"
                        : "is [" + right + "], should be [" + left + "]");
            } else if (key.startsWith(COMMENT)) {
                differs(want.title(), "has another " + key + " than in the source");
            } else if (SchemaObject.MARK.equals(left == null ? right : left)) {
                differs(want.title(), left == null ? "is [" + key + "], in the source it is not"
                        : "is not [" + key + "], in the source it is");
            } else {
                differs(want.title(), "has " + (right == null ? "no" : "[" + right + "] as") + " " + key
                        + ", should have " + (left == null ? "none" : "[" + left + "]"));
            }
        });
    }

    private void texts(SchemaObject want, SchemaObject have) {
        each(want.texts(), have.texts(), (key, left, right) -> {
            if (key.startsWith(DEFAULT)) {
                if (left == null || right == null) {
                    return; // the column's fact says so
                }
                differs(column(want, key, DEFAULT), "has another default than in the source");
            } else {
                differs(want.title(), "has another " + key + " than in the source");
            }
        });
    }

    private static String column(SchemaObject of, String key, String prefix) {
        return COLUMN + of.name() + "." + key.substring(prefix.length());
    }

    private void differs(String title, String detail) {
        checks.add(new Check(title, false, detail));
    }

    /** Takes what differs; what one side does not have is null. */
    private interface Difference {
        void take(String key, String left, String right);
    }

    private static void each(Map<String, String> left, Map<String, String> right, Difference difference) {
        Map<String, String> l = left == null ? Map.of() : left;
        Map<String, String> r = right == null ? Map.of() : right;
        TreeSet<String> keys = new TreeSet<>(l.keySet());
        keys.addAll(r.keySet());
        keys.stream().filter(key -> !Objects.equals(l.get(key), r.get(key)))
                .forEach(key -> difference.take(key, l.get(key), r.get(key)));
    }

    private static List<String> list(List<String> list) {
        return list == null ? List.of() : list;
    }

    private static Map<String, Map<String, SchemaObject>> byKind(Schema schema) {
        Map<String, Map<String, SchemaObject>> kinds = new HashMap<>();
        schema.objects().forEach(o -> kinds.computeIfAbsent(o.kind(), _ -> new TreeMap<>()).put(o.name(), o));
        return kinds;
    }
}
