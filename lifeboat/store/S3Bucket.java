package lifeboat.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import lifeboat.base.Environment;
import lifeboat.base.UserError;
import lifeboat.store.S3Provider.Feature;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetObjectLockConfigurationResponse;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;

/**
 * The settings of the bucket of one store. Lifecycle rules that are not ours, see {@link BucketRules}, are never
 * changed. Whoever opens it closes it.
 */
public final class S3Bucket implements AutoCloseable {
    private static final Set<Feature> RULES =
            Set.of(Feature.TRANSITION, Feature.EXPIRE, Feature.ABORT, Feature.OLD_VERSIONS);
    private static final Set<Integer> UNKNOWN = Set.of(405, 501);
    private static final int ABSENT = 404;
    /** What servers answer that know Object Lock where the bucket has none. */
    private static final Set<Integer> UNLOCKED = Set.of(400, ABSENT);

    private final S3Settings settings;
    private final S3Calls calls;
    private final BucketRules ours;

    /** The bucket of the settings. Asks the server nothing yet. */
    public S3Bucket(S3Settings settings, Environment env) {
        this.settings = settings;
        this.calls = new S3Calls(S3Connection.open(settings, env), settings, new S3Errors(settings,
                "allow s3:GetBucketVersioning, GetLifecycleConfiguration and GetBucketObjectLockConfiguration on the "
                + "bucket, for --apply also PutBucketVersioning, PutLifecycleConfiguration and"
                        + " PutBucketObjectLockConfiguration"));
        this.ours = BucketRules.of(settings);
    }

    /** The wishes in the words of {@link BucketState#settings}, without what the provider is known to lack. */
    public Map<Feature, String> words(BucketWishes wishes) {
        Map<Feature, String> words = new EnumMap<>(ours.texts(ours.wanted(wishes)));
        wishes.versioning().ifPresent(on -> words.put(Feature.VERSIONING, on ? "on" : "off"));
        wishes.lock().ifPresent(lock -> words.put(Feature.LOCK, lock.text()));
        words.keySet().removeIf(feature -> !settings.server().provider().knows(feature));
        return words;
    }

    /**
     * Looks at what it is told.
     *
     * @throws UserError if that cannot be seen
     */
    public BucketState look() throws IOException {
        Map<Feature, String> words = new EnumMap<>(Feature.class);
        versioning().ifPresent(text -> words.put(Feature.VERSIONING, text));
        Optional<GetBucketLifecycleConfigurationResponse> lifecycle = lifecycle();
        List<LifecycleRule> rules = lifecycle.map(GetBucketLifecycleConfigurationResponse::rules).orElse(List.of());
        lifecycle.ifPresent(_ -> words.putAll(ours.texts(rules)));
        lock().ifPresent(text -> words.put(Feature.LOCK, text));
        words.keySet().removeIf(feature -> !settings.server().provider().knows(feature));
        return new BucketState(words, ours.removals(rules), ours.others(rules),
                "on".equals(words.get(Feature.VERSIONING)) && !ours.removesOldVersions(rules));
    }

    private Optional<String> versioning() throws IOException {
        return knows(Feature.VERSIONING) ? calls.find("look at its versioning", UNKNOWN::contains, (client, _) ->
                client.getBucketVersioning(request -> request.bucket(settings.bucket())))
                .map(answer -> answer.status() == BucketVersioningStatus.ENABLED ? "on" : "off") : Optional.empty();
    }

    /** Empty if the server knows no rules. */
    private Optional<GetBucketLifecycleConfigurationResponse> lifecycle() throws IOException {
        int[] status = {0};
        Optional<GetBucketLifecycleConfigurationResponse> found = calls.find("look at its lifecycle rules", code -> {
            status[0] = code;
            return code == ABSENT || UNKNOWN.contains(code);
        }, (client, _) -> client.getBucketLifecycleConfiguration(request -> request.bucket(settings.bucket())));
        return status[0] == ABSENT
                ? Optional.of(GetBucketLifecycleConfigurationResponse.builder().rules(List.of()).build())
                : found;
    }

    private Optional<String> lock() throws IOException {
        if (!knows(Feature.LOCK)) {
            return Optional.empty();
        }
        int[] status = {0};
        Optional<GetObjectLockConfigurationResponse> found = calls.find("look at its Object Lock", code -> {
            status[0] = code;
            return UNLOCKED.contains(code) || UNKNOWN.contains(code);
        }, (client, _) -> client.getObjectLockConfiguration(request -> request.bucket(settings.bucket())));
        return UNLOCKED.contains(status[0]) ? Optional.of("none") : found.map(S3Bucket::text);
    }

    private static String text(GetObjectLockConfigurationResponse answer) {
        if (answer.objectLockConfiguration() == null || answer.objectLockConfiguration().rule() == null
                || answer.objectLockConfiguration().rule().defaultRetention() == null) {
            return "none";
        }
        var retention = answer.objectLockConfiguration().rule().defaultRetention();
        String mode = String.valueOf(retention.modeAsString()).toLowerCase(Locale.ROOT);
        return retention.days() == null ? mode + " for " + retention.years() + " years"
                : new BucketWishes.DefaultLock(mode, retention.days()).text();
    }

    private boolean knows(Feature feature) {
        return settings.server().provider().knows(feature);
    }

    /**
     * Tells the bucket what is wished.
     *
     * @param which what is to be told; all rules of ours are told together
     * @throws UserError if the server refuses, or did not keep the rules that are not ours
     */
    public void apply(BucketWishes wishes, Set<Feature> which) throws IOException {
        if (which.contains(Feature.VERSIONING)) {
            boolean on = wishes.versioning().orElseThrow();
            calls.call("set its versioning", (client, _) -> client.putBucketVersioning(request -> request
                    .bucket(settings.bucket()).overrideConfiguration(checked())
                    .versioningConfiguration(wanted -> wanted.status(on ? BucketVersioningStatus.ENABLED
                            : BucketVersioningStatus.SUSPENDED))));
        }
        if (!Collections.disjoint(which, RULES)) {
            applyRules(wishes);
        }
        if (which.contains(Feature.LOCK)) {
            BucketWishes.DefaultLock lock = wishes.lock().orElseThrow();
            calls.call("set its Object Lock", (client, _) -> client.putObjectLockConfiguration(request -> request
                    .bucket(settings.bucket()).overrideConfiguration(checked())
                    .objectLockConfiguration(wanted -> wanted.objectLockEnabled(ObjectLockEnabled.ENABLED)
                            .rule(rule -> rule.defaultRetention(retention -> retention
                                    .mode(lock.mode().toUpperCase(Locale.ROOT)).days(lock.days()))))));
        }
    }

    private void applyRules(BucketWishes wishes) throws IOException {
        Optional<GetBucketLifecycleConfigurationResponse> before = lifecycle();
        List<LifecycleRule> others = others(before);
        List<LifecycleRule> rules = new ArrayList<>(others);
        rules.addAll(ours.wanted(wishes));
        if (rules.isEmpty()) {
            calls.call("remove its lifecycle rules", (client, _) ->
                    client.deleteBucketLifecycle(request -> request.bucket(settings.bucket())));
        } else {
            calls.call("set its lifecycle rules",
                    (client, _) -> client.putBucketLifecycleConfiguration(request -> request
                    .bucket(settings.bucket()).overrideConfiguration(checked())
                    .transitionDefaultMinimumObjectSize(before.map(GetBucketLifecycleConfigurationResponse
                            ::transitionDefaultMinimumObjectSizeAsString).orElse(null))
                    .lifecycleConfiguration(wanted -> wanted.rules(rules))));
        }
        if (!new HashSet<>(others(lifecycle())).containsAll(others)) {
            throw UserError.of("[" + settings.describe()
                    + "] changed lifecycle rules that are not ours, though they were"
                    + " sent back as they were", "look at its rules " + ours.others(others));
        }
    }

    private List<LifecycleRule> others(Optional<GetBucketLifecycleConfigurationResponse> lifecycle) {
        return lifecycle.map(GetBucketLifecycleConfigurationResponse::rules).orElse(List.of()).stream()
                .filter(rule -> !ours.ours(rule)).toList();
    }

    private Consumer<AwsRequestOverrideConfiguration.Builder> checked() {
        return override -> {
            if (settings.server().provider().check() == S3Provider.Check.MD5) {
                override.addPlugin(LegacyMd5Plugin.create());
            }
        };
    }

    @Override
    public void close() {
        calls.close();
    }
}
