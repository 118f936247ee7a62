package lifeboat.report;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * How to bring everything back, and what is known of how long that takes.
 *
 * @param made       when the plan was made
 * @param config     the configuration it was made from, null if there is none
 * @param key        where the secret key comes from: one sentence, null if no backup is encrypted
 * @param components what to restore, in this order
 * @param problems   stores and backups that could not be read, one sentence each
 */
public record PlanReport(
        Instant made, String config, String key, List<Component> components, List<String> problems) {

    /** Copies. */
    public PlanReport {
        components = List.copyOf(components);
        problems = List.copyOf(problems);
    }

    /**
     * One job.
     *
     * @param source    what it is a backup of, or why that is not known here
     * @param notes     what happens around its restore, one sentence each
     * @param commands  to run, in this order
     * @param stores    each place that holds or should hold its backups
     * @param rtoMillis how long recovery may take, null if the job does not say
     * @param rpoMillis how old the newest backup may be, null if the job does not say
     */
    public record Component(String job, String source, List<String> notes, List<Command> commands, List<Holder> stores,
            Long rtoMillis, Long rpoMillis) {

        /** Copies. */
        public Component {
            notes = List.copyOf(notes);
            commands = List.copyOf(commands);
            stores = List.copyOf(stores);
        }

        /** The slowest of its stores' last recoveries, null if none was ever measured. */
        public Long slowestMillis() {
            return stores.stream().map(Holder::recoveryMillis).filter(Objects::nonNull).max(Long::compare).orElse(null);
        }

        /** When its newest backup in any store was made, null if there is none. */
        public Instant newest() {
            return stores.stream().map(Holder::latestTime).filter(Objects::nonNull).max(Instant::compareTo)
                    .orElse(null);
        }

        /** Both against the objectives; null without any backup. */
        Recovery recovery(Instant now) {
            return newest() == null ? null : new Recovery(slowestMillis(), rtoMillis,
                    Math.max(0, now.toEpochMilli() - newest().toEpochMilli()), rpoMillis, false);
        }
    }

    /** A command, and what for: {@code check}, {@code restore}, {@code elsewhere} or {@code afterwards}. */
    public record Command(String purpose, String line) {}

    /**
     * A store.
     *
     * @param where          what it is
     * @param latest         id of its newest backup, null if it holds none
     * @param proven         when a backup from it last passed a drill, null if never
     * @param recoveryMillis how long recovery took then, null if it was never measured
     * @param prove          the command that would prove it
     */
    public record Holder(String store, String where, int backups, String latest, Instant latestTime, long latestBytes,
            Instant proven, Long recoveryMillis, String prove) {}

    /** The slowest recoveries of all components together, one after the other; null if none was measured. */
    public Long totalMillis() {
        List<Long> known = components.stream().map(Component::slowestMillis).filter(Objects::nonNull).toList();
        return known.isEmpty() ? null : Long.valueOf(known.stream().mapToLong(Long::longValue).sum());
    }

    /** Each job and store that was never proven, as {@code orders in offsite}. */
    public List<String> neverProven() {
        return components.stream().flatMap(c -> c.stores().stream().filter(s -> s.proven() == null)
                .map(s -> c.job() + " in " + s.store())).toList();
    }
}
