package lifeboat.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads what a store says of the settings of its bucket: a section that has the bucket's name too. */
final class BucketReader {
    static final List<String> KEYS = List.of("name", "versioning", "transition", "expire", "abort_uploads",
            "old_versions", "default_lock");
    static final List<String> TRANSITION_KEYS = List.of("days", "class");
    private static final List<String> DEFAULT_LOCK_KEYS = List.of("mode", "days");

    private BucketReader() {}

    /** @param locked whether the store locks backups: its bucket must have versions */
    static BucketConfig read(Value value, boolean locked) {
        Value.Section section = value.section(KEYS);
        Optional<Boolean> versioning = section.get("versioning").map(Value::truth);
        Optional<StoreLock> defaultLock = section.get("default_lock").map(BucketReader::defaultLock);
        if (versioning.filter(wanted -> !wanted).isPresent() && (locked || defaultLock.isPresent())) {
            throw section.require("versioning").error("must not be false where there is a lock",
                    "Object Lock needs versions: leave versioning out, or write true");
        }
        return new BucketConfig(versioning, section.get("transition").map(BucketReader::transitions).orElse(List.of()),
                section.get("expire").map(days -> OptionalInt.of(LockReader.days(days))).orElse(OptionalInt.empty()),
                daysOrNever(section, "abort_uploads"), daysOrNever(section, "old_versions"), defaultLock);
    }

    private static List<BucketConfig.Transition> transitions(Value value) {
        List<BucketConfig.Transition> transitions = new ArrayList<>();
        for (Value one : value.isSection() ? List.of(value) : value.items()) {
            Value.Section section = one.section(TRANSITION_KEYS);
            Value to = section.require("class");
            if (!to.text().matches("[A-Z][A-Z0-9_-]{0,63}")) {
                throw to.error(to.shown() + " cannot name a storage class", "write one such as STANDARD_IA");
            }
            if (List.of("GLACIER", "DEEP_ARCHIVE").contains(to.text())) {
                throw to.error("[" + to.text() + "] must be thawed before it can be read, also to list backups",
                        "take a class that can be read at once, such as GLACIER_IR or STANDARD_IA");
            }
            transitions.add(new BucketConfig.Transition(LockReader.days(section.require("days")), to.text()));
        }
        transitions.sort(Comparator.comparingInt(BucketConfig.Transition::days));
        return transitions;
    }

    private static StoreLock defaultLock(Value value) {
        value.section(DEFAULT_LOCK_KEYS).require("days");
        return LockReader.read(value);
    }

    private static OptionalInt daysOrNever(Value.Section section, String key) {
        return section.get(key).map(days -> OptionalInt.of(days.text().equals("0") ? 0 : LockReader.days(days)))
                .orElse(OptionalInt.empty());
    }
}
