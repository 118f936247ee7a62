package lifeboat.cli;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import lifeboat.base.Human;
import lifeboat.base.Output;
import lifeboat.report.Clean;

/** Progress as a plain line every ten seconds; short work prints none. */
final class LineProgress implements Output.Progress {
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final Console console;
    private final String label;
    private final long total;
    private final LongSupplier nanos;
    private final long start;
    private long next;
    private long done;

    LineProgress(Console console, String label, long total, LongSupplier nanos) {
        this.console = console;
        this.label = Clean.line(label);
        this.total = total;
        this.nanos = nanos;
        this.start = nanos.getAsLong();
        this.next = start + EVERY.toNanos();
    }

    @Override
    public void add(long bytes) {
        done += bytes;
        long now = nanos.getAsLong();
        if (now - next >= 0) {
            next = now + EVERY.toNanos();
            console.aside(List.of(text(Duration.ofNanos(now - start))));
        }
    }

    private String text(Duration time) {
        String of = total > done ? " of about " + Human.bytes(total) + " (" + 100 * done / total + " %)" : "";
        return label + ": " + Human.bytes(done) + of + ", " + Human.rate(done, time);
    }

    @Override
    public void close() {}
}
