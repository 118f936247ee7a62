package lifeboat.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lifeboat.base.UserError;
import lifeboat.config.StoreConfig;
import lifeboat.report.BucketReport;
import lifeboat.report.BucketReport.Setting;
import lifeboat.report.BucketReport.State;
import lifeboat.store.BucketState;
import lifeboat.store.GcsLifecycle;
import lifeboat.store.S3Bucket;
import lifeboat.store.S3Provider;
import lifeboat.store.S3Provider.Feature;

/** Compares the settings of buckets with what the configuration wants, and sets them. */
public final class BucketRun {
    private final Context context;
    private final BucketOrder order;
    private final boolean apply;

    private BucketRun(Context context, BucketOrder order, boolean apply) {
        this.context = context;
        this.order = order;
        this.apply = apply;
    }

    /**
     * Looks at the buckets of these stores; what is wrong with one is in its report.
     *
     * @param names names or URLs of stores; none means all that are in buckets
     * @param apply whether to set what differs
     * @throws UserError of kind USAGE if there is none, or one is wanted to be what its provider does not know
     */
    public static List<BucketReport> run(Context context, List<String> names, boolean apply) {
        List<BucketOrder> orders = new ArrayList<>();
        for (StoreConfig store : stores(context, names)) {
            if (store instanceof StoreConfig.S3 s3) {
                orders.add(BucketOrder.of(s3, Wiring.settings(context, s3)));
            } else if (!names.isEmpty()) {
                throw UserError.usage("store [" + store.name() + "] is no bucket", "name one of type s3");
            }
        }
        if (orders.isEmpty()) {
            throw UserError.usage("no store is a bucket", "name one, such as s3://BUCKET/PREFIX?region=…");
        }
        return orders.stream().map(order -> new BucketRun(context, order, apply).report()).toList();
    }

    private static List<StoreConfig> stores(Context context, List<String> names) {
        return names.isEmpty() ? List.copyOf(context.config().stores().values())
                : names.stream().distinct().map(name -> Wiring.storeNamed(context, name)).toList();
    }

    private BucketReport report() {
        if (order.settings().server().provider() == S3Provider.GCS) {
            return google();
        }
        try (S3Bucket bucket = Wiring.bucket(context, order.settings())) {
            Map<Feature, String> wanted = bucket.words(order.wishes());
            BucketState before = bucket.look();
            Set<Feature> differ = EnumSet.noneOf(Feature.class);
            wanted.forEach((feature, words) -> {
                if (before.settings().containsKey(feature) && !words.equals(before.settings().get(feature))) {
                    differ.add(feature);
                }
            });
            boolean set = apply && !differ.isEmpty();
            if (set) {
                bucket.apply(order.wishes(), differ);
            }
            return compared(wanted, before, set ? bucket.look() : before);
        } catch (UserError e) {
            return report(List.of(), List.of(), List.of(), e.getMessage(), e.hint().orElse(null));
        } catch (IOException e) {
            return report(List.of(), List.of(), List.of(), String.valueOf(e.getMessage()), null);
        }
    }

    private BucketReport compared(Map<Feature, String> wanted, BucketState before, BucketState now) {
        List<Setting> settings = new ArrayList<>();
        for (Feature feature : Feature.values()) {
            settings.add(setting(feature, wanted.get(feature), before.settings().get(feature),
                    now.settings().get(feature)));
        }
        List<Setting> differ = settings.stream().filter(setting -> setting.state() == State.DIFFERS).toList();
        List<String> unknown = differ.stream().filter(setting -> setting.is() == null).map(Setting::name).toList();
        String error = !unknown.isEmpty() ? "its server does not know " + unknown + ", which the configuration asks for"
                : apply && !differ.isEmpty() ? "the server took " + differ.stream().map(Setting::name).toList()
                        + ", but reading back shows something else" : null;
        List<String> warnings = new ArrayList<>(order.promises(context, now.removals()));
        if (now.hoards() && !order.mindsOldVersions()) {
            warnings.add("the bucket keeps replaced and deleted objects as old versions for ever, so that pruning frees"
                    + " nothing: add old_versions to the store's bucket, such as 30");
        }
        return report(settings, now.others(), warnings, error, error == null ? null
                : "remove it from the configuration, or correct provider");
    }

    private Setting setting(Feature feature, String wanted, String was, String is) {
        if (is == null) {
            return new Setting(feature.text(), null, null, wanted, order.asks(feature) ? State.DIFFERS : State.LACKING);
        }
        if (wanted == null) {
            return new Setting(feature.text(), is, null, null, State.LEFT);
        }
        return wanted.equals(is) ? wanted.equals(was) ? new Setting(feature.text(), is, null, wanted, State.SAME)
                : new Setting(feature.text(), is, was, wanted, State.SET)
                : new Setting(feature.text(), is, null, wanted, State.DIFFERS);
    }

    private BucketReport google() {
        List<String> warnings = new ArrayList<>(order.promises(context, List.of()));
        String sentence = "how [" + order.settings().describe()
                + "] is set can be neither seen nor changed by the S3 interface";
        String hint = "write the document to " + GcsLifecycle.FILE
                + " and run the commands; they replace all lifecycle rules";
        if (!apply) {
            warnings.add(sentence + ": " + hint);
        }
        return new BucketReport(order.store().name(), order.settings().describe(), List.of(), List.of(),
                GcsLifecycle.document(order.settings(), order.wishes()), GcsLifecycle.commands(order.settings(),
                        order.wishes()), warnings, apply ? sentence : null, apply ? hint : null);
    }

    private BucketReport report(List<Setting> settings, List<String> others, List<String> warnings, String error,
            String hint) {
        return new BucketReport(order.store().name(), order.settings().describe(), settings, others, null, List.of(),
                warnings, error, hint);
    }
}
