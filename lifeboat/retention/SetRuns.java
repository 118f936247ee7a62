package lifeboat.retention;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import lifeboat.retention.SetRuns.Run.Known;

/**
 * What sets keep of a job's backups: its members of the newest whole run, and of the newest whole run that is proven.
 * So the policies of the members, each for itself, cannot tear the last one apart. Pure: what is known of a run is
 * asked for newest first, and of no more runs than it takes.
 */
public final class SetRuns {

    /**
     * A run of a set that the job has a backup of.
     *
     * @param id the id of that backup
     */
    public record Run(String set, String id) {

        /** Whether something holds of a run. */
        public enum Known {
            /** It holds. */
            YES,
            /** It does not. */
            NO,
            /** A member is to be found in a store that cannot be read. */
            UNKNOWN
        }
    }

    private SetRuns() {}

    /**
     * The reasons to keep a backup, by its id.
     *
     * @param newestFirst of all sets
     */
    public static Map<String, List<String>> kept(List<Run> newestFirst, Function<Run, Known> whole,
            Function<Run, Known> proven) {
        Map<String, List<String>> kept = new LinkedHashMap<>();
        newestFirst.stream().map(Run::set).distinct().forEach(set -> {
            List<Run> runs = newestFirst.stream().filter(run -> run.set().equals(set)).toList();
            keep(runs, whole, "of the last whole run of set " + set, kept);
            keep(runs, proven, "of the last proven run of set " + set, kept);
        });
        return kept;
    }

    /** The newest of which it holds, and those before it of which it may. */
    private static void keep(List<Run> newestFirst, Function<Run, Known> what, String reason,
            Map<String, List<String>> kept) {
        for (Run run : newestFirst) {
            Known known = what.apply(run);
            if (known != Known.NO) {
                kept.merge(run.id(), List.of(known == Known.YES ? reason : "it may be " + reason), SetRuns::both);
            }
            if (known == Known.YES) {
                return;
            }
        }
    }

    private static List<String> both(List<String> some, List<String> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }
}
