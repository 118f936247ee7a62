package lifeboat.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import lifeboat.base.Human;
import lifeboat.base.UserError;
import lifeboat.config.BucketConfig;
import lifeboat.config.JobConfig;
import lifeboat.config.StoreConfig;
import lifeboat.retention.Policy;
import lifeboat.retention.Promise;
import lifeboat.store.BucketState;
import lifeboat.store.BucketWishes;
import lifeboat.store.S3Provider;
import lifeboat.store.S3Provider.Feature;
import lifeboat.store.S3Settings;

/** What the bucket of a store is to be, by its configuration and what Lifeboat needs. */
record BucketOrder(StoreConfig.S3 store, S3Settings settings, BucketWishes wishes) {
    private static final int ABORT = 7;
    private static final int OLD_VERSIONS = 30;

    /** @throws UserError of kind USAGE if it asks for what the provider is known to lack */
    static BucketOrder of(StoreConfig.S3 store, S3Settings settings) {
        S3Provider provider = settings.server().provider();
        for (Feature feature : Feature.values()) {
            if (asks(store.settings(), feature) && !provider.knows(feature)) {
                throw UserError.usage("the bucket of store [" + store.name() + "] cannot have [" + feature.text()
                        + "]: provider [" + provider.text() + "] does not offer it through the S3 interface",
                        "remove it from the store, and see what the provider has instead: docs/stores.md");
            }
        }
        return new BucketOrder(store, settings, wishes(store, provider::knows));
    }

    private static BucketWishes wishes(StoreConfig.S3 store, Function<Feature, Boolean> knows) {
        BucketConfig wanted = store.settings();
        boolean locked = store.lock().isPresent() || wanted.defaultLock().isPresent();
        Optional<Boolean> versioning = wanted.versioning().or(() -> locked ? Optional.of(true) : Optional.empty());
        int abort = wanted.abortUploads().orElse(knows.apply(Feature.ABORT) ? ABORT : 0);
        int old = wanted.oldVersions().orElse(versioning.orElse(false) && knows.apply(Feature.OLD_VERSIONS)
                ? OLD_VERSIONS : 0);
        return new BucketWishes(versioning, wanted.transitions().stream().map(to ->
                new BucketWishes.Transition(to.days(), to.storageClass())).toList(), wanted.expire(), unlessZero(abort),
                unlessZero(old), wanted.defaultLock().map(lock ->
                        new BucketWishes.DefaultLock(lock.mode(), lock.days().getAsInt())));
    }

    private static OptionalInt unlessZero(int days) {
        return days == 0 ? OptionalInt.empty() : OptionalInt.of(days);
    }

    /** Whether the configuration itself asks for it. */
    boolean asks(Feature feature) {
        return asks(store.settings(), feature);
    }

    /** Whether old versions are spoken of, or wished away anyhow. */
    boolean mindsOldVersions() {
        return store.settings().oldVersions().isPresent() || wishes.oldVersions().isPresent();
    }

    private static boolean asks(BucketConfig wanted, Feature feature) {
        return switch (feature) {
            case VERSIONING -> wanted.versioning().orElse(false);
            case TRANSITION -> !wanted.transitions().isEmpty();
            case EXPIRE -> wanted.expire().isPresent();
            case ABORT -> wanted.abortUploads().orElse(0) > 0;
            case OLD_VERSIONS -> wanted.oldVersions().orElse(0) > 0;
            case LOCK -> wanted.defaultLock().isPresent();
        };
    }

    /**
     * Sentences for each promise of a job's policy that the bucket breaks, as it is now or will be.
     *
     * @param now what the bucket has
     */
    List<String> promises(Context context, List<BucketState.Removal> now) {
        List<String> broken = new ArrayList<>();
        for (JobConfig job : context.config().jobs().values()) {
            if (!job.stores().contains(store.name())) {
                continue;
            }
            store.settings().expire().ifPresent(days -> broken(context, job, days).ifPresent(keep ->
                    broken.add("expire has the bucket remove what is " + Human.plural(days, "day") + " old, but job ["
                            + job.name() + "] keeps " + keep)));
            now.stream().filter(rule -> rule.days() != store.settings().expire().orElse(0)).forEach(rule ->
                    broken(context, job, rule.days()).ifPresent(keep -> broken.add("lifecycle rule [" + rule.rule()
                            + "] removes what is " + Human.plural(rule.days(), "day") + " old, but job [" + job.name()
                            + "] keeps " + keep)));
        }
        return broken;
    }

    /** What a job keeps longer, if it does. */
    private Optional<String> broken(Context context, JobConfig job, int days) {
        Policy policy = job.retention().of(store.name());
        if (policy.isEmpty()) {
            return Optional.of("everything");
        }
        Instant made = context.clock().instant();
        Duration longest = Duration.between(made, new Promise(policy, job.retention().zone()).longest(made));
        return longest.compareTo(Duration.ofDays(days)) <= 0 ? Optional.empty()
                : Optional.of("backups for up to " + Human.plural(longest.plusDays(1).minusNanos(1).toDays(), "day")
                + " ("
                        + policy.text() + ")");
    }
}
