package lifeboat.run;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lifeboat.report.BackupEntry;
import lifeboat.report.SetEntry;

/**
 * The runs of a set that stores hold.
 *
 * @param runs    oldest first
 * @param backups those of its members that belong to a run
 */
public record SetRuns(String set, List<SetEntry> runs, List<BackupEntry> backups) {

    /**
     * Finds them. A set that is not configured is found by what the manifests say.
     *
     * @throws lifeboat.base.UserError if no store can be read
     */
    public static SetRuns of(Context context, String set, Optional<String> store) {
        List<String> configured = context.config().sets().getOrDefault(set, List.of());
        List<BackupEntry> all = configured.isEmpty() ? ListRun.list(context, Optional.empty(), store)
                : members(context, configured, store);
        List<BackupEntry> backups = all.stream()
                .filter(backup -> backup.set() != null && backup.set().name().equals(set)).toList();
        return new SetRuns(set, SetEntry.of(set, backups), backups);
    }

    /** Those that were members once count too: a run that they belong to is not incomplete without them today. */
    private static List<BackupEntry> members(Context context, List<String> configured, Optional<String> store) {
        Set<String> jobs = new LinkedHashSet<>(configured);
        Set<String> read = new LinkedHashSet<>();
        List<BackupEntry> backups = new ArrayList<>();
        while (!read.containsAll(jobs)) {
            for (String job : List.copyOf(jobs)) {
                if (read.add(job)) {
                    List<BackupEntry> found = ListRun.list(context, Optional.of(job), store);
                    backups.addAll(found);
                    found.stream().filter(backup -> backup.set() != null).forEach(b -> jobs.addAll(b.set().jobs()));
                }
            }
        }
        return backups;
    }
}
