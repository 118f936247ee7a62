package lifeboat.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** How long each step of a run took. */
final class Phases {
    private final Map<String, Long> millis = new LinkedHashMap<>();

    /** Runs a step and remembers its time, also if it throws; a started millisecond counts. */
    <T> T time(String phase, Supplier<T> step) {
        long start = System.nanoTime();
        try {
            return step.get();
        } finally {
            millis.merge(phase, Math.ceilDiv(System.nanoTime() - start, 1_000_000L), Long::sum);
        }
    }

    /** The same for a step without a result. */
    void time(String phase, Runnable step) {
        time(phase, () -> {
            step.run();
            return null;
        });
    }

    /** Milliseconds of these phases together. */
    long sum(String... phases) {
        return Stream.of(phases).mapToLong(phase -> millis.getOrDefault(phase, 0L)).sum();
    }

    /** Milliseconds by phase, in the order they were first run. */
    Map<String, Long> millis() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(millis));
    }
}
