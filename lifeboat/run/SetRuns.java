package lifeboat.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lifeboat.catalog.BackupId;
import lifeboat.report.BackupEntry;
import lifeboat.report.SetEntry;

/**
 * The runs of a set that stores hold.
 *
 * @param runs     oldest first
 * @param backups  those of its members that belong to a run
 * @param problems stores and manifests that could not be read, one sentence each
 */
public record SetRuns(String set, List<SetEntry> runs, List<BackupEntry> backups, List<String> problems) {

    /**
     * Finds them. A set that is not configured is found by what the manifests say.
     *
     * @throws lifeboat.base.UserError if no store can be read
     */
    public static SetRuns of(Context context, String set, Optional<String> store) {
        List<String> configured = context.config().sets().getOrDefault(set, List.of());
        ListRun.Found all = configured.isEmpty() ? ListRun.list(context, Optional.empty(), store)
                : members(context, configured, store);
        List<BackupEntry> backups = all.backups().stream()
                .filter(backup -> backup.set() != null && backup.set().name().equals(set)).toList();
        return new SetRuns(set, inOrder(context, SetEntry.of(set, backups)), backups,
                List.copyOf(all.problems().values()));
    }

    /** Oldest first, but for those of a clock that was wrong, as {@link BackupId#order} has it. */
    static List<SetEntry> inOrder(Context context, List<SetEntry> runs) {
        return runs.stream().sorted(Comparator.comparing(run -> new BackupId(run.id()),
                BackupId.order(context.clock().instant()))).toList();
    }

    /** Those that were members once count too: a run that they belong to is not incomplete without them today. */
    private static ListRun.Found members(Context context, List<String> configured, Optional<String> store) {
        Set<String> jobs = new LinkedHashSet<>(configured);
        Set<String> read = new LinkedHashSet<>();
        ListRun.Found all = new ListRun.Found(new ArrayList<>(), new LinkedHashMap<>());
        while (!read.containsAll(jobs)) {
            for (String job : List.copyOf(jobs)) {
                if (read.add(job)) {
                    ListRun.Found found = ListRun.list(context, Optional.of(job), store);
                    all.backups().addAll(found.backups());
                    found.problems().forEach(all.problems()::putIfAbsent);
                    found.backups().stream().filter(backup -> backup.set() != null)
                            .forEach(backup -> jobs.addAll(backup.set().jobs()));
                }
            }
        }
        return all;
    }
}
