package lifeboat.run;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import lifeboat.catalog.Event;
import lifeboat.catalog.Journal;
import lifeboat.catalog.Manifest;
import lifeboat.retention.Backup;
import lifeboat.retention.Backup.State;
import lifeboat.store.Store;

/**
 * What the journal of one store says of a job's backups there.
 *
 * @param drills   by backup the latest that came to a result
 * @param checks   by backup the latest
 * @param accepted ids of suspect backups that somebody accepted
 */
record Verdicts(Map<String, Event> drills, Map<String, Event> checks, Set<String> accepted) {

    /** Reads the journal. */
    static Verdicts of(Store store, String job) {
        return of(new Journal(store, job).read(Event.DRILL, Event.CHECK, Event.ACCEPT));
    }

    /** By what was read of it, oldest first: these three events, and any others. */
    static Verdicts of(List<Event> events) {
        return new Verdicts(Journal.newest(Event.DRILL, events), Journal.newest(Event.CHECK, events),
                events.stream().filter(event -> event.event().equals(Event.ACCEPT)).map(Event::id)
                        .collect(Collectors.toUnmodifiableSet()));
    }

    /** When a drill last passed. */
    Optional<Instant> lastProof() {
        return drills.values().stream().filter(Event::ok).map(Event::time).max(Comparator.naturalOrder());
    }

    /** The backup as retention sees it. */
    Backup backup(Manifest manifest) {
        return new Backup(manifest.id(), manifest.started(), state(manifest), isProven(manifest.id()));
    }

    /** Whether it is an ordinary backup that nothing speaks against. */
    boolean isGood(Manifest manifest) {
        return state(manifest) == State.GOOD;
    }

    /** Whether nobody accepted yet that it holds less than it may. */
    boolean isSuspect(Manifest manifest) {
        return manifest.isSuspect() && !accepted.contains(manifest.id());
    }

    private State state(Manifest manifest) {
        return manifest.kind().equals(Manifest.SAFETY) ? State.SAFETY : isBad(manifest.id()) ? State.BAD
                : isSuspect(manifest) ? State.SUSPECT : State.GOOD;
    }

    /** Whether its latest drill passed, and nothing speaks against it since. */
    boolean isProven(String id) {
        return drills.containsKey(id) && drills.get(id).ok() && !isBad(id);
    }

    /** A drill's verdict stands until the next; a failed check until another or a drill passes. */
    private boolean isBad(String id) {
        Event drill = drills.get(id);
        Event check = checks.get(id);
        return drill != null && !drill.ok()
                || check != null && !check.ok() && (drill == null || drill.time().isBefore(check.time()));
    }
}
