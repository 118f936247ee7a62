package lifeboat.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import lifeboat.base.UserError;
import lifeboat.catalog.Event;
import lifeboat.catalog.Journal;
import lifeboat.catalog.Manifest;
import lifeboat.report.CheckReport;
import lifeboat.report.DrillReport;
import lifeboat.store.Store;

/** Writes what runs did into the journals. */
final class Journals {
    /** Detail of a drill: the backup's id, also where the drill says nothing about it. */
    static final String BACKUP = "backup";
    /** Detail of a drill: the word of its {@link AgeClass}. */
    static final String AGE = "age";
    /** Phase of a drill: all that a recovery needs. */
    static final String RECOVERY = "recovery";

    /** Detail of a restore: the id of the backup that holds what the target held before. */
    static final String SAFETY = "safety";
    /** Detail of a restore: tells its target from others. */
    static final String TARGET_ID = "target_id";
    /** Detail of a restore: the set that it was part of. */
    static final String SET = "set";
    /** Detail of a restore: the same for all jobs that were restored together. */
    static final String SET_RUN = "set_run";

    private Journals() {}

    static void backup(Context context, Store store, Manifest manifest) {
        new Journal(store, manifest.job()).append(Event.of(Event.BACKUP, context.clock().instant(),
                        !manifest.isSuspect())
                .withId(manifest.id())
                .withMessage(manifest.isSuspect() ? "suspect: " + String.join("; ", manifest.suspect()) : null)
                .withMillis(Map.of("dump", manifest.dumpMillis()))
                .withDetail("kind", manifest.kind())
                .withDetail("rows", String.valueOf(manifest.fingerprint().rows()))
                .withDetail("size", String.valueOf(manifest.size())));
    }

    static void failure(Context context, Store store, String job, Instant started, String message) {
        Instant now = context.clock().instant();
        new Journal(store, job).append(Event.of(Event.FAILURE, now, false)
                .withMessage(message)
                .withMillis(Map.of("run", now.toEpochMilli() - started.toEpochMilli())));
    }

    static void check(Context context, Chosen chosen, CheckReport report) {
        String wrong = report.parts().stream().filter(part -> !part.passed())
                .map(part -> part.part() + ": " + part.detail()).findFirst().orElse(null);
        journal(chosen).append(Event.of(Event.CHECK, context.clock().instant(), report.passed())
                .withId(report.id())
                .withStore(report.store())
                .withMessage(wrong)
                .withMillis(Map.of("check", report.millis())));
    }

    /**
     * A drill that could not run says nothing about the backup: it is noted, but not as that backup's drill.
     *
     * @param age null if the drill did not come so far as to know it
     */
    static void drill(Context context, Chosen chosen, AgeClass age, DrillReport report) {
        boolean unable = report.verdict() == DrillReport.Verdict.UNABLE;
        String message = report.error() != null ? report.error()
                : report.verdict() == DrillReport.Verdict.FAILED ? report.comparison().differences().getFirst() : null;
        Event event = Event.of(Event.DRILL, context.clock().instant(), report.verdict() == DrillReport.Verdict.PASSED)
                .withStore(report.store())
                .withTarget(report.target())
                .withMessage(message)
                .withMillis(times(report))
                .withDetail(BACKUP, report.id())
                .withDetail("verdict", report.verdict().name().toLowerCase(Locale.ROOT));
        if (report.instance() != null) {
            event = event.withDetail("instance", report.instance());
        }
        if (report.control() != null) {
            event = event.withDetail("control", report.control());
        }
        if (age != null) {
            event = event.withDetail(AGE, age.word());
        }
        journal(chosen).append(unable ? event : event.withId(report.id()));
    }

    private static Map<String, Long> times(DrillReport report) {
        Map<String, Long> times = new LinkedHashMap<>(report.phases());
        if (report.recovery() != null && report.recovery().millis() != null) {
            times.put(RECOVERY, report.recovery().millis());
        }
        return times;
    }

    /**
     * Notes a restore that was carried out, or that failed with an error.
     *
     * @param safety id of the backup that holds what the target held before, if the target was changed; else null
     * @param more   further details
     */
    static void restore(Context context, Chosen chosen, RestoreTarget target, Map<String, Long> phases, String safety,
            String error, Map<String, String> more) {
        Event event = Event.of(Event.RESTORE, context.clock().instant(), error == null)
                .withId(chosen.manifest().id())
                .withStore(chosen.open().name())
                .withTarget(target.type())
                .withMillis(phases)
                .withMessage(error)
                .withDetail(TARGET_ID, target.identity());
        for (Map.Entry<String, String> detail : more.entrySet()) {
            event = event.withDetail(detail.getKey(), detail.getValue());
        }
        try {
            journal(chosen).append(safety == null ? event : event.withDetail(SAFETY, safety));
        } catch (UserError e) {
            context.out().warn("the restore could not be noted in store [" + chosen.open().name() + "]: "
                    + e.getMessage());
        }
    }

    /**
     * The safety backup that the newest restore into a target took.
     *
     * @param identity see {@link RestoreTarget#identity}
     */
    static String lastSafety(OpenStores stores, String job, String identity) {
        return restores(stores, job)
                .filter(event -> identity.equals(event.details().get(TARGET_ID)))
                .filter(event -> event.details().containsKey(SAFETY))
                .max(Comparator.comparing(Event::time))
                .map(event -> event.details().get(SAFETY))
                .orElseThrow(() -> UserError.of("no safety backup was taken by a last restore of job [" + job
                                + "] into this target",
                        "name the target of that restore with --to, or restore an older backup: `backup list " + job
                        + "`"));
    }

    /**
     * What the stores say of a job's restores.
     *
     * @throws UserError if one of them cannot be read: it may know of the last one
     */
    static Stream<Event> restores(OpenStores stores, String job) {
        List<Event> all = new ArrayList<>();
        for (OpenStores.Open open : stores.usable()) {
            try {
                all.addAll(new Journal(open.store(), job).read(Event.RESTORE));
            } catch (UserError e) {
                open.fail(e);
                throw stores.all().size() == 1 ? stores.noneUsable() : UserError.of(open.problem()
                        + "; it may know of a later restore than the others", "repair it, or take the word of another"
                        + " one of " + stores.names() + " with --store");
            }
        }
        return all.stream();
    }

    private static Journal journal(Chosen chosen) {
        return new Journal(chosen.open().store(), chosen.manifest().job());
    }
}
