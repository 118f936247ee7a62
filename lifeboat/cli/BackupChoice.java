package lifeboat.cli;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lifeboat.base.UserError;
import lifeboat.config.Config;
import lifeboat.config.JobConfig;

/**
 * The jobs and sets that a command line names.
 *
 * @param jobs those that are backed up for themselves
 * @param sets the members of each set that is backed up as one
 */
record BackupChoice(List<JobConfig> jobs, Map<String, List<JobConfig>> sets) {

    /** Of these names, all if there are none: then the jobs that are in no set, and the sets. */
    static BackupChoice of(Config config, Set<String> names) {
        Set<String> chosen = new LinkedHashSet<>();
        jobs(config, names).forEach(job -> chosen.add(job.name()));
        Map<String, List<JobConfig>> sets = new LinkedHashMap<>();
        config.sets().forEach((set, members) -> {
            if (names.isEmpty() || names.contains(set)) {
                sets.put(set, members.stream().map(config.jobs()::get).toList());
                members.forEach(chosen::remove);
            }
        });
        return new BackupChoice(chosen.stream().map(config.jobs()::get).toList(), sets);
    }

    /** The jobs of these names, and the members of these sets; all jobs if there are no names. */
    static List<JobConfig> jobs(Config config, Set<String> names) {
        if (config.jobs().isEmpty()) {
            throw UserError.usage("there is no job to back up",
                    "`backup init` writes a configuration; or pass --source and --to");
        }
        Set<String> jobs = new LinkedHashSet<>();
        for (String name : names) {
            if (!config.jobs().containsKey(name) && !config.sets().containsKey(name)) {
                throw UserError.usage("no such job [" + name + "]", "the jobs are "
                        + config.jobs().keySet()
                        + (config.sets().isEmpty() ? "" : ", the sets " + config.sets().keySet())
                        + "; the commands are [" + String.join(", ", Commands.of("backup").commands().keySet()) + "]");
            }
            jobs.addAll(config.sets().getOrDefault(name, List.of(name)));
        }
        return names.isEmpty() ? List.copyOf(config.jobs().values()) : jobs.stream().map(config.jobs()::get).toList();
    }
}
