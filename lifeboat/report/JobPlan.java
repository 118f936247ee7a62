package lifeboat.report;

import java.util.List;

/**
 * What a backup run of one job would do, by the configuration alone.
 *
 * @param source      what it backs up, without secrets; null where that is not known here
 * @param compression such as {@code zstd:3}
 * @param encryption  in words
 * @param timezone    whose calendar counts
 * @param schedule    when a backup is to run, as cron says it; null if nobody says
 * @param drills      when a drill is to run, as cron says it; null if nobody says
 * @param unknown     what a run would miss here, such as a variable that is not set
 * @param refused     why a run would refuse to begin; null if nothing speaks against it
 */
public record JobPlan(String job, String source, List<StorePlan> stores, String compression, String encryption,
        String timezone, String schedule, String drills, List<String> unknown,
        String refused) {

    /** Copies the lists. */
    public JobPlan {
        stores = List.copyOf(stores);
        unknown = List.copyOf(unknown);
    }

    /**
     * One of its stores.
     *
     * @param place where it is, null where that is not known here
     * @param keep  what it keeps, in words
     */
    public record StorePlan(String store, String place, String keep) {}
}
