package lifeboat.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is wished of a Google bucket, in Google's own words: the S3 interface cannot tell it. */
public final class GcsLifecycle {
    /** The file that the commands read. */
    public static final String FILE = "lifecycle.json";

    private GcsLifecycle() {}

    /** The document of lifecycle rules, limited to the store's prefix; to be written as JSON. */
    public static Map<String, Object> document(S3Settings settings, BucketWishes wishes) {
        List<Object> rules = new ArrayList<>();
        wishes.transitions().forEach(to -> rules.add(rule(settings, Map.of("type", "SetStorageClass", "storageClass",
                to.storageClass()), "age", to.days(), false)));
        wishes.expire().ifPresent(days -> rules.add(rule(settings, Map.of("type", "Delete"), "age", days, true)));
        wishes.abortUploads().ifPresent(days -> rules.add(rule(settings,
                Map.of("type", "AbortIncompleteMultipartUpload"), "age", days, false)));
        wishes.oldVersions().ifPresent(days -> rules.add(rule(settings, Map.of("type", "Delete"),
                "daysSinceNoncurrentTime", days, false)));
        return Map.of("lifecycle", Map.of("rule", rules));
    }

    private static Map<String, Object> rule(S3Settings settings, Map<String, String> action, String age, int days,
            boolean live) {
        Map<String, Object> condition = new LinkedHashMap<>(Map.of(age, days));
        if (live) {
            condition.put("isLive", true);
        }
        if (!settings.prefix().isEmpty()) {
            condition.put("matchesPrefix", List.of(settings.prefix() + "/"));
        }
        Map<String, Object> rule = new LinkedHashMap<>();
        rule.put("action", new TreeMap<>(action).descendingMap());
        rule.put("condition", condition);
        return rule;
    }

    /** The commands that tell it to the bucket. */
    public static List<String> commands(S3Settings settings, BucketWishes wishes) {
        String update = "gcloud storage buckets update gs://" + settings.bucket() + " ";
        List<String> commands = new ArrayList<>(List.of(update + "--lifecycle-file=" + FILE));
        wishes.versioning().ifPresent(on -> commands.add(update + (on ? "--versioning" : "--no-versioning")));
        return commands;
    }
}
