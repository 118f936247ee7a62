package lifeboat.cli;

import java.time.Duration;
import java.util.function.LongSupplier;
import lifeboat.base.Output;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress as a bar that appears where work takes more than a moment and disappears when it is done. */
final class BarProgress implements Output.Progress {
    private static final long MIB = 1 << 20;
    private static final int INTERVAL_MILLIS = 200;
    private static final int NARROW = 80;
    private static final Duration MOMENT = Duration.ofMillis(500);

    private final String label;
    private final long totalBytes;
    private final LongSupplier nanos;
    private final long start;
    private long done;
    private final Line line;
    private ProgressBar bar;

    BarProgress(Console console, String label, long totalBytes, LongSupplier nanos) {
        this.line = new Line(console);
        this.label = label;
        this.totalBytes = totalBytes;
        this.nanos = nanos;
        this.start = nanos.getAsLong();
    }

    @Override
    public void add(long bytes) {
        done += bytes;
        if (bar != null) {
            bar.stepBy(bytes);
        } else {
            Duration elapsed = Duration.ofNanos(nanos.getAsLong() - start);
            if (elapsed.compareTo(MOMENT) >= 0) {
                bar = appear(elapsed);
            }
        }
    }

    private ProgressBar appear(Duration elapsed) {
        return new ProgressBarBuilder()
                .setTaskName(label)
                .setInitialMax(totalBytes > 0 ? Math.max(totalBytes, done) : -1)
                .startsFrom(done, elapsed)
                .setUnit(" MiB", MIB)
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .showSpeed()
                .setUpdateIntervalMillis(INTERVAL_MILLIS)
                .setConsumer(line)
                .build();
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            line.close();
        }
    }

    /** Our own line: the library's would load a terminal library. It draws no more once it is closed. */
    private static final class Line implements ProgressBarConsumer {
        private final Console console;
        private boolean closed;

        Line(Console console) {
            this.console = console;
        }

        @Override
        public int getMaxRenderedLength() {
            return Math.min(console.width(), NARROW) - 1;
        }

        @Override
        public synchronized void accept(String text) {
            if (!closed) {
                console.bar(text);
            }
        }

        @Override
        public synchronized void close() {
            closed = true;
            console.eraseBar();
        }
    }
}
