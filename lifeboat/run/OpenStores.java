package lifeboat.run;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import lifeboat.base.UserError;
import lifeboat.catalog.Catalog;
import lifeboat.config.JobConfig;
import lifeboat.config.StoreConfig;
import lifeboat.report.BackupReport.StoreOutcome;
import lifeboat.store.Store;

/** The stores of a run, each with what went wrong with it so far. A store that failed is not used again. */
final class OpenStores implements AutoCloseable {

    /** A store in use. */
    static final class Open {
        private final String name;
        private final Store store;
        private volatile Exception failure;

        private Open(String name, Store store) {
            this.name = name;
            this.store = store;
        }

        String name() {
            return name;
        }

        Store store() {
            return store;
        }

        /** Its first failure as a sentence, null if it had none. */
        String error() {
            return failure == null ? null
                    : failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        }

        /** Its failure as an error for people. */
        UserError unreadable() {
            String doctor = "`verify doctor --store " + name + "` tries it";
            return UserError.of(problem(), hint().map(hint -> hint + "; " + doctor).orElse(doctor));
        }

        /** What to do about its failure, empty if nobody knows. */
        Optional<String> hint() {
            return failure instanceof UserError known ? known.hint() : Optional.empty();
        }

        /** The same as a sentence. */
        String problem() {
            return "store [" + name + "] cannot be read: " + error();
        }

        boolean usable() {
            return failure == null;
        }

        /** Whether it can be asked for a job's folder; it is marked as failed if it cannot. */
        boolean answers(String job) {
            try {
                store.folders(job);
                return true;
            } catch (UserError | IOException e) {
                fail(e);
                return false;
            }
        }

        /** Remembers the first failure. */
        synchronized void fail(Exception e) {
            if (failure == null) {
                failure = e;
            }
        }
    }

    private final Context context;
    private final List<Open> all;

    private OpenStores(Context context, List<Open> all) {
        this.context = context;
        this.all = List.copyOf(all);
    }

    /** Those of a job. */
    static OpenStores ofJob(Context context, JobConfig job) {
        List<Open> opened = new ArrayList<>();
        for (String name : job.stores()) {
            StoreConfig config = context.config().stores().get(name);
            opened.add(new Open(name, Wiring.store(context, config)));
        }
        return new OpenStores(context, opened);
    }

    /** These, by their names. */
    static OpenStores of(Context context, Map<String, Store> stores) {
        List<Open> opened = new ArrayList<>();
        stores.forEach((name, store) -> opened.add(new Open(name, store)));
        return new OpenStores(context, opened);
    }

    /** One by its name or URL; without one those of a job that is configured, else all that are configured. */
    static OpenStores toRead(Context context, Optional<String> store, Optional<String> job) {
        if (store.isPresent()) {
            StoreConfig config = Wiring.storeNamed(context, store.get());
            return new OpenStores(context, List.of(new Open(store.get(), Wiring.store(context, config))));
        }
        JobConfig configured = job.map(context.config().jobs()::get).orElse(null);
        if (configured != null) {
            return ofJob(context, configured);
        }
        List<Open> opened = new ArrayList<>();
        context.config().stores().forEach((name, config) -> opened.add(new Open(name, Wiring.store(context, config))));
        if (opened.isEmpty()) {
            throw UserError.usage("no store is configured", "name one with --store, such as --store ./backups");
        }
        return new OpenStores(context, opened);
    }

    List<Open> all() {
        return all;
    }

    /** Those that did not fail so far. */
    List<Open> usable() {
        return all.stream().filter(Open::usable).toList();
    }

    /** The usable ones that a job is to be found in: its own if it is configured, else all. */
    List<Open> of(String job) {
        return allOf(job).stream().filter(Open::usable).toList();
    }

    /** The same with those that failed. */
    List<Open> allOf(String job) {
        JobConfig configured = context.config().jobs().get(job);
        return all.stream().filter(open -> configured == null || all.size() == 1
                || configured.stores().contains(open.name())).toList();
    }

    /** Whether a job may be worse off where this one fails: it is one of its own, or nobody says whose it is. */
    boolean concerns(String job, Open open) {
        return allOf(job).contains(open) || context.config().jobs().values().stream()
                .noneMatch(configured -> configured.stores().contains(open.name()));
    }

    /** Tells the person something about them. */
    void warn(String text) {
        context.out().warn(text);
    }

    /** How each fared. */
    List<StoreOutcome> outcomes() {
        return all.stream().map(open -> new StoreOutcome(open.name, open.usable(), open.error())).toList();
    }

    /** Their names, for messages. */
    String names() {
        return all.stream().map(Open::name).toList().toString();
    }

    /** What those say that could be asked for something, and which could not: they may hold it. */
    UserError orFailed(String job, UserError found) {
        List<Open> failed = allOf(job).stream().filter(open -> !open.usable()).toList();
        return failed.isEmpty() ? found : UserError.of(found.kind().orElse(null), found.getMessage() + ", and "
                + String.join("; ", failed.stream().map(Open::problem).toList()),
                failed.getFirst().unreadable().hint().orElse(null));
    }

    /** The error when none is left: that of the only one, or all of them. */
    UserError noneUsable() {
        return noneUsable(all);
    }

    /** The same of those that a job is to be found in. */
    UserError noneUsable(String job) {
        return noneUsable(allOf(job));
    }

    private static UserError noneUsable(List<Open> all) {
        if (all.size() == 1 && all.getFirst().failure instanceof UserError only) {
            return UserError.of(only.kind().orElse(null), "store [" + all.getFirst().name + "]: "
                    + only.getMessage(), only.hint().orElse(null)).because(only);
        }
        return UserError.of("every store failed: " + String.join("; ", all.stream()
                .map(open -> "[" + open.name + "] " + open.error()).toList()), null);
    }

    /** Those that failed so far. */
    List<Open> failed() {
        return all.stream().filter(open -> !open.usable()).toList();
    }

    /** Names of the jobs in any of them. */
    Set<String> jobs() {
        Set<String> jobs = new TreeSet<>();
        for (Open open : usable()) {
            try {
                jobs.addAll(new Catalog(open.store).jobs());
            } catch (UserError e) {
                open.fail(e);
            }
        }
        return jobs;
    }

    /** Notes a failed run in every journal that can be written; the run's own error is what the person must see. */
    void journalFailure(String job, Instant started, String message) {
        for (Open open : usable()) {
            try {
                Journals.failure(context, open.store, job, started, message);
            } catch (UserError e) {
                context.out().warn("could not note the failure in store [" + open.name + "]: " + e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        all.forEach(open -> open.store.close());
    }
}
