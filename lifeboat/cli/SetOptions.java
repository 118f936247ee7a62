package lifeboat.cli;

import java.util.ArrayList;
import java.util.List;
import lifeboat.base.UserError;
import lifeboat.config.Config;
import lifeboat.run.SetTargets;

/** What options mean where a set may be named instead of a job. */
final class SetOptions {
    private SetOptions() {}

    /** Whether the name is that of a set: a configured one, or else by targets that name its jobs. */
    static boolean meansSet(Config config, String name, List<String> to) {
        return config.sets().containsKey(name)
                || !config.jobs().containsKey(name) && to.stream().anyMatch(SetTargets::ofJob);
    }

    static SetTargets targets(List<String> to) {
        return SetTargets.parse(to);
    }

    /** With the jobs' own sources where no target is named. */
    static SetTargets targetsOrSource(List<String> to) {
        List<String> all = new ArrayList<>(to);
        all.add("source");
        return SetTargets.parse(all);
    }

    /** The one target of a job. */
    static String one(List<String> to) {
        if (to.size() > 1) {
            throw UserError.usage("a job has one target, but --to is there [" + to.size() + "] times",
                    "leave all but one out");
        }
        return to.getFirst();
    }
}
