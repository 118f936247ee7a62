package lifeboat.run;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lifeboat.base.UserError;
import lifeboat.catalog.Event;

/**
 * What the last restore of a set left to undo it.
 *
 * @param restores by job the newest entry of that restore; jobs that it did not change have none
 */
record SetSafety(String set, Map<String, Event> restores) {

    /** Finds it in the journals of the set's jobs. */
    static SetSafety find(Context context, String set, List<String> jobs, Optional<String> store) {
        Map<String, List<Event>> all = new LinkedHashMap<>();
        for (String job : jobs) {
            try (OpenStores stores = OpenStores.toRead(context, store, Optional.of(job))) {
                all.put(job, Journals.restores(stores, job)
                        .filter(event -> set.equals(event.details().get(Journals.SET)))
                        .sorted(Comparator.comparing(Event::time)).toList());
            }
        }
        String last = all.values().stream().flatMap(List::stream).max(Comparator.comparing(Event::time))
                .map(event -> event.details().get(Journals.SET_RUN)).orElseThrow(() -> none(set));
        Map<String, Event> restores = new LinkedHashMap<>();
        all.forEach((job, events) -> events.stream().filter(event -> last.equals(event.details().get(Journals.SET_RUN)))
                .filter(event -> event.details().containsKey(Journals.SAFETY)).forEach(e -> restores.put(job, e)));
        if (restores.isEmpty()) {
            throw none(set);
        }
        return new SetSafety(set, restores);
    }

    private static UserError none(String set) {
        return UserError.of("no safety backup was taken by a last restore of set [" + set + "]",
                "restore an older run: `backup list " + set + "`");
    }

    /** The id of a job's safety backup, empty with a warning if there is none to put back. */
    Optional<String> of(Context context, String job, String target) {
        Event event = restores.get(job);
        if (event == null) {
            context.out().warn("job [" + job + "] stays as it is: the last restore of set [" + set
                    + "] did not change it, or saved nothing of it");
            return Optional.empty();
        }
        if (!RestoreTarget.identify(context, target, job).equals(event.details().get(Journals.TARGET_ID))) {
            throw UserError.usage("the last restore of set [" + set + "] had another target for job [" + job + "]",
                    "name that target: --to " + job + "=TARGET");
        }
        return Optional.of(event.details().get(Journals.SAFETY));
    }
}
