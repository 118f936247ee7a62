package lifeboat.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Consumer;
import lifeboat.store.S3Provider.Feature;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.LifecycleRuleFilter;
import software.amazon.awssdk.services.s3.model.Tag;

/** How lifecycle rules are read that others wrote. */
class BucketRulesTest {
    private final BucketRules rules = new BucketRules("prod/");

    private static LifecycleRule expiring(String id, Consumer<LifecycleRule.Builder> more) {
        return LifecycleRule.builder().id(id).status(ExpirationStatus.ENABLED).expiration(gone -> gone.days(3))
                .applyMutation(more).build();
    }

    private static Consumer<LifecycleRule.Builder> filter(Consumer<LifecycleRuleFilter.Builder> says) {
        return rule -> rule.filter(says);
    }

    @Test
    @SuppressWarnings("deprecation") // old rules still say their prefix so
    void only_rules_that_reach_the_store_remove_its_objects() {
        List<LifecycleRule> all = List.of(expiring("all", _ -> { }), expiring("old", rule -> rule.prefix("prod")),
                expiring("job", filter(f -> f.prefix("prod/shop/"))),
                expiring("small", filter(f -> f.and(and -> and.prefix("").objectSizeLessThan(1000L)))),
                expiring("other", filter(f -> f.prefix("test/"))), expiring("old other", rule -> rule.prefix("test/")),
                expiring("tagged", filter(f -> f.tag(Tag.builder().key("a").value("b").build()))),
                expiring("tagged too", filter(f -> f.and(and -> and.prefix("prod/").tags(List.of(Tag.builder().key("a")
                        .value("b").build()))))),
                expiring("off", rule -> rule.status(ExpirationStatus.DISABLED)));
        assertEquals(List.of("all", "old", "job", "small"),
                rules.removals(all).stream().map(BucketState.Removal::rule).toList());
    }

    @Test
    void a_rule_is_ours_by_its_name_and_prefix_and_counts_only_while_it_is_on() {
        LifecycleRule ours = expiring("lifeboat-expire:prod", filter(f -> f.prefix("prod/")));
        assertTrue(rules.ours(ours));
        assertFalse(rules.ours(expiring("lifeboat-expire:prod", filter(f -> f.prefix("")))));
        assertFalse(rules.ours(expiring("expire", filter(f -> f.prefix("prod/")))));
        assertFalse(rules.ours(expiring(null, filter(f -> f.prefix("prod/")))));
        assertTrue(new BucketRules("").ours(expiring("lifeboat-expire", filter(f -> f.prefix("")))));
        assertEquals("after 3 days", rules.texts(List.of(ours)).get(Feature.EXPIRE));
        assertEquals("none", rules.texts(List.of(ours.toBuilder().status(ExpirationStatus.DISABLED).build()))
                .get(Feature.EXPIRE));
    }

    @Test
    void old_versions_are_removed_by_a_rule_for_all_of_the_store_alone() {
        LifecycleRule old = LifecycleRule.builder().id("old").status(ExpirationStatus.ENABLED)
                .filter(f -> f.prefix("prod/shop/")).noncurrentVersionExpiration(gone -> gone.noncurrentDays(3))
                .build();
        assertFalse(rules.removesOldVersions(List.of(old)));
        assertTrue(rules.removesOldVersions(List.of(old.toBuilder().filter(f -> f.prefix("")).build())));
        assertTrue(rules.removesOldVersions(List.of(old.toBuilder().filter(f -> f.prefix("prod")).build())));
    }
}
