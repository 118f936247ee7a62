package lifeboat.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lifeboat.base.Human;
import lifeboat.store.S3Provider.Feature;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.LifecycleRuleFilter;
import software.amazon.awssdk.services.s3.model.Transition;

/**
 * The lifecycle rules of a bucket as one store sees them: ours have a name that begins with {@code lifeboat-} and hold
 * for the store's prefix, one for each purpose.
 *
 * @param below what the store's keys begin with; {@code ""} for the whole bucket
 */
record BucketRules(String below) {
    private static final String OURS = "lifeboat-";

    /** The rules of the store of that prefix. */
    static BucketRules of(S3Settings settings) {
        return new BucketRules(settings.prefix().isEmpty() ? "" : settings.prefix() + "/");
    }

    /** The rules that are wanted. */
    List<LifecycleRule> wanted(BucketWishes wishes) {
        List<LifecycleRule> rules = new ArrayList<>();
        if (!wishes.transitions().isEmpty()) {
            rules.add(rule(Feature.TRANSITION,
                    rule -> rule.transitions(wishes.transitions().stream().map(to -> Transition
                    .builder().days(to.days()).storageClass(to.storageClass()).build()).toList())));
        }
        wishes.expire().ifPresent(days -> rules.add(rule(Feature.EXPIRE, rule ->
                rule.expiration(expiration -> expiration.days(days)))));
        wishes.abortUploads().ifPresent(days -> rules.add(rule(Feature.ABORT, rule ->
                rule.abortIncompleteMultipartUpload(abort -> abort.daysAfterInitiation(days)))));
        wishes.oldVersions().ifPresent(days -> rules.add(rule(Feature.OLD_VERSIONS, rule ->
                rule.noncurrentVersionExpiration(old -> old.noncurrentDays(days))
                        .expiration(marker -> marker.expiredObjectDeleteMarker(true)))));
        return rules;
    }

    private LifecycleRule rule(Feature purpose, Consumer<LifecycleRule.Builder> says) {
        return LifecycleRule.builder()
                .id(OURS + purpose.text().replace('_', '-')
                + (below.isEmpty() ? "" : ":" + below.replaceFirst("/$", "")))
                .status(ExpirationStatus.ENABLED).filter(LifecycleRuleFilter.builder().prefix(below).build())
                .applyMutation(says).build();
    }

    /** Whether a rule is one of ours, for this store. */
    boolean ours(LifecycleRule rule) {
        return String.valueOf(rule.id()).startsWith(OURS) && prefix(rule).equals(below);
    }

    /** What our rules among these say, by purpose; {@code none} where there is none. */
    Map<Feature, String> texts(List<LifecycleRule> rules) {
        List<LifecycleRule> ours = rules.stream().filter(rule -> ours(rule) && enabled(rule)).toList();
        Map<Feature, String> texts = new LinkedHashMap<>();
        texts.put(Feature.TRANSITION, text(ours, rule -> rule.transitions().stream()
                .filter(to -> to.days() != null).sorted(Comparator.comparing(Transition::days))
                .map(to -> to.storageClassAsString() + " after " + days(to.days()))));
        texts.put(Feature.EXPIRE, text(ours, rule -> rule.expiration() == null
                ? Stream.of() : after(rule.expiration().days())));
        texts.put(Feature.ABORT, text(ours, rule -> rule.abortIncompleteMultipartUpload() == null ? Stream.of()
                : after(rule.abortIncompleteMultipartUpload().daysAfterInitiation())));
        texts.put(Feature.OLD_VERSIONS, text(ours, rule -> rule.noncurrentVersionExpiration() == null ? Stream.of()
                : after(rule.noncurrentVersionExpiration().noncurrentDays())));
        return texts;
    }

    private static String text(List<LifecycleRule> rules, Function<LifecycleRule, Stream<String>> words) {
        String text = rules.stream().flatMap(words).collect(Collectors.joining(", "));
        return text.isEmpty() ? "none" : text;
    }

    /** @param days null where a rule says it in another way */
    private static Stream<String> after(Integer days) {
        return Stream.ofNullable(days).map(number -> "after " + days(number));
    }

    static String days(int days) {
        return Human.plural(days, "day");
    }

    /** The rules by which objects of the store are removed; one that asks for tags is none, as ours have no tags. */
    List<BucketState.Removal> removals(List<LifecycleRule> rules) {
        return rules.stream().filter(rule -> enabled(rule) && expiry(rule).isPresent() && !asksForTags(rule)
                && (prefix(rule).startsWith(below) || below.startsWith(prefix(rule))))
                .map(rule -> new BucketState.Removal(name(rule), expiry(rule).getAsInt())).toList();
    }

    /** Whether a rule removes old versions of all that the store keeps. */
    boolean removesOldVersions(List<LifecycleRule> rules) {
        return rules.stream().anyMatch(rule -> enabled(rule) && rule.noncurrentVersionExpiration() != null
                && !asksForTags(rule) && below.startsWith(prefix(rule)));
    }

    /** The names of those that are not ours. */
    List<String> others(List<LifecycleRule> rules) {
        return rules.stream().filter(rule -> !ours(rule)).map(BucketRules::name).toList();
    }

    private static String name(LifecycleRule rule) {
        return rule.id() == null || rule.id().isEmpty() ? "without a name" : rule.id();
    }

    private static boolean enabled(LifecycleRule rule) {
        return rule.status() == ExpirationStatus.ENABLED;
    }

    private static OptionalInt expiry(LifecycleRule rule) {
        return rule.expiration() == null || rule.expiration().days() == null ? OptionalInt.empty()
                : OptionalInt.of(rule.expiration().days());
    }

    private static boolean asksForTags(LifecycleRule rule) {
        LifecycleRuleFilter filter = rule.filter();
        return filter != null && (filter.tag() != null || filter.and() != null && filter.and().hasTags());
    }

    @SuppressWarnings("deprecation") // old rules still say it so
    private static String prefix(LifecycleRule rule) {
        return Stream.of(Optional.ofNullable(rule.filter()).map(LifecycleRuleFilter::prefix),
                Optional.ofNullable(rule.filter()).map(LifecycleRuleFilter::and).map(and -> and.prefix()),
                Optional.ofNullable(rule.prefix())).flatMap(Optional::stream).findFirst().orElse("");
    }
}
