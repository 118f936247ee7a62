package lifeboat.store;

import java.util.List;
import java.util.Map;

/**
 * What a bucket is told, or is to be told.
 *
 * @param settings in words, two are the same if the words are; without what the server does not know, or nobody wants
 * @param removals the rules, whoever made them, by which the bucket removes objects that the store keeps
 * @param others   the names of lifecycle rules that are not ours
 * @param hoards   whether it keeps old versions, and no rule, whoever made it, ever removes them
 */
public record BucketState(Map<S3Provider.Feature, String> settings, List<Removal> removals, List<String> others,
        boolean hoards) {

    /** Copies. */
    public BucketState {
        settings = Map.copyOf(settings);
        removals = List.copyOf(removals);
        others = List.copyOf(others);
    }

    /** A rule removes objects when they are so many days old. */
    public record Removal(String rule, int days) {}
}
