package lifeboat.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads how a store keeps backups from being removed. */
final class LockReader {
    static final List<String> KEYS = List.of("mode", "days", "from");
    private static final int MOST_DAYS = 36_500;

    private LockReader() {}

    static StoreLock read(Value value) {
        Value.Section section = value.section(KEYS);
        Optional<Value> from = section.get("from");
        from.filter(given -> !given.text().equals("keep")).ifPresent(given -> {
            throw given.wrong("must be keep", "write from: keep, or days: 30");
        });
        if (from.isPresent() == section.get("days").isPresent()) {
            throw value.error("must say for how long, in one way", "write { mode: governance, days: 30 }, or"
                    + " { mode: governance, from: keep } to lock each backup as long as keep will keep it");
        }
        return new StoreLock(mode(section), section.get("days").map(days -> OptionalInt.of(days(days)))
                .orElse(OptionalInt.empty()));
    }

    private static String mode(Value.Section section) {
        Value mode = section.require("mode");
        if (!List.of("governance", "compliance").contains(mode.text())) {
            throw mode.wrong("must be governance or compliance", "governance: who has a special permission can still"
                    + " remove what is locked; compliance: nobody can, not even the owner of the account");
        }
        return mode.text();
    }

    /** A number of days, at least one. */
    static int days(Value value) {
        int days = value.text().matches("\\d{1,5}") ? Integer.parseInt(value.text()) : 0;
        if (days < 1 || days > MOST_DAYS) {
            throw value.wrong("must be a number of days, 1 to " + MOST_DAYS, "write one such as 30");
        }
        return days;
    }
}
