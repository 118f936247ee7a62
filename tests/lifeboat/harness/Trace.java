package lifeboat.harness;

import java.util.List;
import java.util.Set;

/** A failure's message and stack, without the frames of JUnit and reflection that carry the test. */
final class Trace {
    private static final int MOST = 15;
    private static final Set<String> CARRIERS = Set.of("org.junit.", "jdk.internal.", "java.lang.reflect.",
            "java.util.concurrent.", "java.lang.Thread");

    private Trace() {}

    /** The text, several lines. */
    static String of(Throwable failure) {
        StringBuilder text = new StringBuilder();
        String prefix = "";
        for (Throwable e = failure; e != null; e = e.getCause()) {
            text.append(prefix).append(e).append('\n');
            frames(e).forEach(frame -> text.append("    at ").append(frame).append('\n'));
            for (Throwable other : e.getSuppressed()) {
                text.append("also: ").append(other).append('\n');
            }
            prefix = "caused by: ";
        }
        return text.toString();
    }

    private static List<StackTraceElement> frames(Throwable e) {
        return List.of(e.getStackTrace()).stream()
                .filter(frame -> CARRIERS.stream().noneMatch(frame.getClassName()::startsWith)).limit(MOST).toList();
    }
}
