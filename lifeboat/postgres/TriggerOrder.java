package lifeboat.postgres;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The order in which an archive's triggers can be made. Where a partition's trigger is disabled, or fires otherwise
 * than that of its partitioned table, pg_dump changes it, but does not know that the partitioned table's must be there
 * first.
 */
final class TriggerOrder {
    private static final Pattern TRIGGER = Pattern.compile("^(\\d+); \\d+ \\d+ TRIGGER .*");

    private final Set<Integer> changes;

    private TriggerOrder(Set<Integer> changes) {
        this.changes = changes;
    }

    /** Reads the beginning of the archive. */
    static TriggerOrder of(Path archive) {
        return new TriggerOrder(ArchiveScanner.contents(archive).triggerChanges());
    }

    /** Whether any trigger is changed after it was made. */
    boolean matters() {
        return !changes.isEmpty();
    }

    /** The lines of the archive's list with the changes after the last trigger that is made. */
    List<String> sorted(List<String> list) {
        List<String> sorted = new ArrayList<>(list.stream().filter(line -> !changes.contains(trigger(line))).toList());
        int last = sorted.size();
        while (last > 0 && trigger(sorted.get(last - 1)) < 0) {
            last--;
        }
        sorted.addAll(last, list.stream().filter(line -> changes.contains(trigger(line))).toList());
        return sorted;
    }

    /** The lines of a list that are triggers, or those that are not. */
    static String lines(List<String> list, boolean triggers) {
        return list.stream().filter(line -> trigger(line) >= 0 == triggers)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** The number of a list's line that is a trigger, else -1. */
    private static int trigger(String line) {
        Matcher matcher = TRIGGER.matcher(line);
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
    }
}
