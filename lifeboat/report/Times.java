package lifeboat.report;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import lifeboat.base.Human;

/** Phases as {@code fetch 1.2 s, restore 8.4 s}. */
final class Times {
    private Times() {}

    static String of(Map<String, Long> phases) {
        return phases.entrySet().stream()
                .map(phase -> phase.getKey() + " " + Human.duration(Duration.ofMillis(phase.getValue())))
                .collect(Collectors.joining(", "));
    }
}
