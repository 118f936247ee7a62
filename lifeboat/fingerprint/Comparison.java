package lifeboat.fingerprint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What a restored copy holds against what the source held: zero tolerance.
 *
 * @param tables one result for each table of either side, missing ones included
 * @param checks one result for everything else: sequences, object counts, validity
 */
public record Comparison(List<TableResult> tables, List<Check> checks) {
    private static final String COLUMN_DEFAULT = "column default";

    /** Copies the lists. */
    public Comparison {
        tables = List.copyOf(tables);
        checks = List.copyOf(checks);
    }

    /**
     * One table on both sides.
     *
     * @param expected what the source held, null if the table should not be there
     * @param actual   what the copy holds, null if the table is missing
     */
    public record TableResult(String title, TableFingerprint expected, TableFingerprint actual) {

        /** Whether rows and content are equal. */
        public boolean passed() {
            return expected != null && actual != null && expected.digest() != null
                    && expected.rows() == actual.rows() && expected.digest().equals(actual.digest());
        }

        /** One sentence on what differs, {@code equal} if nothing does. */
        public String detail() {
            if (passed()) {
                return "equal";
            }
            if (expected == null) {
                return "should not be there, has [" + actual.rows() + "] rows";
            }
            if (actual == null) {
                return "is missing, should have [" + expected.rows() + "] rows";
            }
            if (expected.rows() != actual.rows()) {
                return "has [" + actual.rows() + "] rows, should have [" + expected.rows() + "]";
            }
            return "has the right [" + expected.rows() + "] rows, but their content differs";
        }
    }

    /** One other check, with what it found. */
    public record Check(String name, boolean passed, String detail) {}

    /** Compares a copy with the source. */
    public static Comparison of(Fingerprint expected, Fingerprint actual) {
        List<Check> checks = new ArrayList<>(sequences(expected, actual));
        boolean listed = expected.schema() != null && actual.schema() != null;
        if (listed) {
            checks.addAll(SchemaComparison.of(expected.schema(), actual.schema()));
        }
        checks.addAll(objects(expected, actual, listed));
        if (!listed) {
            boolean equal = expected.unproven().equals(actual.unproven());
            checks.add(new Check("validity", equal, equal ? "constraints and indexes are as valid as in the source"
                    : "not valid in the copy " + actual.unproven() + ", in the source " + expected.unproven()));
        }
        return new Comparison(tables(expected, actual), checks);
    }

    /** The same with further checks. */
    public Comparison with(List<Check> more) {
        List<Check> all = new ArrayList<>(checks);
        all.addAll(more);
        return new Comparison(tables, all);
    }

    /** Whether everything is equal. A comparison of nothing at all is not a pass. */
    public boolean passed() {
        return !(tables.isEmpty() && checks.isEmpty())
                && tables.stream().allMatch(TableResult::passed) && checks.stream().allMatch(Check::passed);
    }

    /** One line for each difference. */
    public List<String> differences() {
        List<String> lines = new ArrayList<>();
        tables.stream().filter(t -> !t.passed()).forEach(t -> lines.add("table [" + t.title() + "] " + t.detail()));
        checks.stream().filter(c -> !c.passed()).forEach(c -> lines.add(c.name() + ": " + c.detail()));
        return lines;
    }

    private static List<TableResult> tables(Fingerprint expected, Fingerprint actual) {
        Map<String, TableFingerprint> left = new HashMap<>();
        Map<String, TableFingerprint> right = new HashMap<>();
        expected.tables().forEach(t -> left.put(t.title(), t));
        actual.tables().forEach(t -> right.put(t.title(), t));
        TreeSet<String> titles = new TreeSet<>(left.keySet());
        titles.addAll(right.keySet());
        return titles.stream().map(t -> new TableResult(t, left.get(t), right.get(t))).toList();
    }

    private static List<Check> sequences(Fingerprint expected, Fingerprint actual) {
        Map<String, SequencePosition> right = new HashMap<>();
        actual.sequences().forEach(s -> right.put(s.title(), s));
        List<Check> checks = new ArrayList<>();
        for (SequencePosition want : expected.sequences()) {
            SequencePosition have = right.get(want.title());
            if (!want.equals(have)) {
                checks.add(new Check("sequence " + want.title(), false,
                        have == null ? "is missing, should stand at [" + want.value() + "]"
                                : "stands at [" + have.value() + ", called " + have.called() + "], should stand at ["
                                        + want.value() + ", called " + want.called() + "]"));
            }
        }
        if (checks.isEmpty() && !expected.sequences().isEmpty()) {
            checks.add(new Check("sequence positions", true, expected.sequences().size() + " as in the source"));
        }
        return checks;
    }

    /** The numbers of objects of those kinds that are not listed one by one. */
    private static List<Check> objects(Fingerprint expected, Fingerprint actual, boolean listed) {
        TreeSet<String> kinds = new TreeSet<>(expected.objects().keySet());
        kinds.addAll(actual.objects().keySet());
        if (listed) {
            kinds.remove(COLUMN_DEFAULT); // facts of their tables
            expected.schema().objects().forEach(object -> kinds.remove(object.kind()));
            actual.schema().objects().forEach(object -> kinds.remove(object.kind()));
        }
        List<Check> checks = new ArrayList<>();
        for (String kind : kinds) {
            long want = expected.objects().getOrDefault(kind, 0L);
            long have = actual.objects().getOrDefault(kind, 0L);
            checks.add(new Check("objects: " + kind, want == have,
                    want == have ? String.valueOf(want) : "has [" + have + "], should have [" + want + "]"));
        }
        return checks;
    }
}
