package lifeboat.report;

import java.util.List;

/**
 * One set as {@code backup status} shows it.
 *
 * @param runs   how many there are
 * @param latest the newest run, null if there is none
 * @param whole  the newest whole run, null if none is whole
 * @param proven the newest whole run whose members are all proven, null if there is none
 */
public record SetStatus(String set, int runs, SetEntry latest, SetEntry whole, SetEntry proven) {

    /** How the set stands by its runs, oldest first. */
    public static SetStatus of(String set, List<SetEntry> runs) {
        return new SetStatus(set, runs.size(), runs.isEmpty() ? null : runs.getLast(),
                runs.stream().filter(SetEntry::whole).reduce((_, last) -> last).orElse(null),
                runs.stream().filter(run -> run.proven() != null).reduce((_, last) -> last).orElse(null));
    }
}
