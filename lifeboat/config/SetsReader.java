package lifeboat.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lifeboat.base.JobName;

/** Reads the sets: several jobs as one application. */
final class SetsReader {
    private final Set<String> jobs;
    private final Map<String, String> setOf = new LinkedHashMap<>();

    /** Reads sets of these jobs. */
    SetsReader(Set<String> jobs) {
        this.jobs = jobs;
    }

    Map<String, List<String>> read(Optional<Value> value) {
        Map<String, List<String>> sets = new LinkedHashMap<>();
        value.map(Value::section).ifPresent(section ->
                section.values().forEach((name, members) -> sets.put(name, set(name, members))));
        return sets;
    }

    private List<String> set(String name, Value value) {
        if (!JobName.isName(name)) {
            throw value.error("[" + name + "] cannot name a set", "a set's name has " + JobName.RULE);
        }
        if (jobs.contains(name)) {
            throw value.error("is the name of a job too", "commands could not tell them apart: rename one of them");
        }
        List<String> members = new ArrayList<>();
        for (Value item : value.isEmpty() ? List.<Value>of() : value.items()) {
            members.add(member(name, item));
        }
        if (members.isEmpty()) {
            throw value.error("is a set without jobs", "write " + name + ": [orders, uploads]");
        }
        return members;
    }

    private String member(String name, Value item) {
        String job = item.text();
        if (!jobs.contains(job)) {
            throw item.error("unknown job [" + job + "]", Nearest.to(job, List.copyOf(jobs))
                    .map(near -> "did you mean [" + near + "]? ").orElse("") + "the jobs are: "
                    + String.join(", ", jobs));
        }
        String other = setOf.put(job, name);
        if (other != null) {
            throw item.error(other.equals(name) ? "names job [" + job + "] twice"
                    : "job [" + job + "] is in set [" + other + "] too", "a job can be in one set, once");
        }
        return job;
    }
}
