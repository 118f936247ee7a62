package lifeboat.config;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import lifeboat.retention.Period;
import lifeboat.retention.Policy;

/** Reads what a job says about keeping backups and about backups that shrink. */
final class RetentionReader {
    static final List<String> KEEP_KEYS =
            List.of("last", "within", "days", "hourly", "daily", "weekly", "monthly", "yearly");
    static final List<String> PRUNE_KEYS = List.of("require_proof");
    static final List<String> FLOORS_KEYS = List.of("tables", "rows", "bytes");
    private static final int MOST = 100_000;

    private RetentionReader() {}

    /**
     * Of a job.
     *
     * @param stores policies of stores that have one of their own, by name
     * @param usual  the time zone of jobs that name none
     */
    static Retention retention(Value.Section job, Map<String, Policy> stores, ZoneId usual) {
        return new Retention(job.get("keep").map(RetentionReader::policy).orElse(Policy.NONE), stores,
                job.get("prune").flatMap(prune -> prune.section(PRUNE_KEYS).get("require_proof")).map(Value::truth)
                        .orElse(false),
                job.get("timezone").map(RetentionReader::zone).orElse(usual));
    }

    static Policy policy(Value value) {
        Value.Section keep = value.section(KEEP_KEYS);
        Map<Period, Integer> periods = new EnumMap<>(Period.class);
        for (Period period : Period.values()) {
            periods.put(period, count(keep, period.word()));
        }
        Policy policy = new Policy(count(keep, "last"), keep.get("within").map(JobReader::duration),
                count(keep, "days"), periods);
        if (policy.isEmpty() && !keep.values().isEmpty()) {
            throw value.error("keeps nothing", "say how many to keep, or leave it out: then nothing is removed");
        }
        return policy;
    }

    static FloorsConfig floors(Value.Section job) {
        boolean allowEmpty = job.get("allow_empty").map(Value::truth).orElse(FloorsConfig.DEFAULT.allowEmpty());
        FloorsConfig usual = FloorsConfig.DEFAULT;
        return job.get("floors").map(value -> value.section(FLOORS_KEYS)).map(floors -> new FloorsConfig(
                share(floors, "tables", usual.tables()), share(floors, "rows", usual.rows()),
                share(floors, "bytes", usual.bytes()), allowEmpty))
                .orElse(new FloorsConfig(usual.tables(), usual.rows(), usual.bytes(), allowEmpty));
    }

    private static int count(Value.Section keep, String key) {
        return keep.get(key).map(value -> number(value, "\\d{1,6}", MOST, "must be a whole number up to " + MOST))
                .orElse(0);
    }

    private static int share(Value.Section floors, String key, int usual) {
        return floors.get(key).map(value -> number(value, "\\d{1,3}%", 100, "must be a percentage, such as 50%"))
                .orElse(usual);
    }

    private static int number(Value value, String form, int most, String rule) {
        String text = value.text();
        int number = text.matches(form) ? Integer.parseInt(text.replace("%", "")) : Integer.MAX_VALUE;
        if (number > most) {
            throw value.wrong(rule, null);
        }
        return number;
    }

    static ZoneId zone(Value value) {
        String text = value.text();
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw value.error("unknown time zone [" + text + "]", "write one such as Europe/Berlin, or UTC").because(e);
        }
    }
}
