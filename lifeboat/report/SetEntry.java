package lifeboat.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One run of a set as {@code backup list SET} shows it.
 *
 * @param id          the id of all its members' backups
 * @param started     when the first member began
 * @param whole       whether there is a backup of each member that nothing speaks against
 * @param jobs        the members then
 * @param missing     those of which there is no backup
 * @param doubtful    those whose backup is suspect, or failed a drill or check
 * @param proven      since when each member is proven, null if one is not
 * @param rows        of all members that are there, and so the sizes
 */
public record SetEntry(
        String set,
        String id,
        Instant started,
        boolean whole,
        List<String> jobs,
        List<String> missing,
        List<String> doubtful,
        Instant proven,
        long rows,
        long plainBytes,
        long storedBytes) {

    /** Copies the lists. */
    public SetEntry {
        jobs = List.copyOf(jobs);
        missing = List.copyOf(missing);
        doubtful = List.copyOf(doubtful);
    }

    /** The runs of a set, oldest first, by all backups of its members. */
    public static List<SetEntry> of(String set, List<BackupEntry> backups) {
        Map<String, List<BackupEntry>> runs = backups.stream()
                .filter(backup -> backup.set() != null && backup.set().name().equals(set))
                .collect(Collectors.groupingBy(BackupEntry::id, TreeMap::new, Collectors.toList()));
        return runs.values().stream().map(members -> run(set, members)).toList();
    }

    private static SetEntry run(String set, List<BackupEntry> members) {
        List<String> jobs = members.stream().flatMap(member -> member.set().jobs().stream()).distinct().toList();
        List<String> missing = new ArrayList<>(jobs);
        members.forEach(member -> missing.remove(member.job()));
        List<String> doubtful = members.stream().filter(member -> member.suspect() || member.failed() != null)
                .map(BackupEntry::job).toList();
        boolean whole = missing.isEmpty() && doubtful.isEmpty();
        boolean proven = whole && members.stream().map(BackupEntry::proven).allMatch(Objects::nonNull);
        return new SetEntry(set, members.getFirst().id(), first(members.stream().map(BackupEntry::started)), whole,
                jobs, missing, doubtful, proven ? first(members.stream().map(BackupEntry::proven)) : null,
                members.stream().mapToLong(BackupEntry::rows).sum(),
                members.stream().mapToLong(BackupEntry::plainBytes).sum(),
                members.stream().mapToLong(BackupEntry::storedBytes).sum());
    }

    private static Instant first(Stream<Instant> times) {
        return times.min(Comparator.naturalOrder()).orElseThrow();
    }

    /** What keeps it from being whole, such as {@code no backup of uploads}. */
    public String trouble() {
        return Stream.of(missing.isEmpty() ? null : "no backup of " + String.join(", ", missing),
                doubtful.isEmpty() ? null : String.join(", ", doubtful) + " suspect or bad")
                .filter(Objects::nonNull).collect(Collectors.joining("; "));
    }
}
