package lifeboat.cli;

import lifeboat.base.Output;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress as a bar that disappears when the work is done. */
final class BarProgress implements Output.Progress {
    private static final long MIB = 1 << 20;
    private static final int INTERVAL_MILLIS = 200;

    private final ProgressBar bar;

    BarProgress(Console console, String label, long totalBytes) {
        bar = new ProgressBarBuilder()
                .setTaskName(label)
                .setInitialMax(totalBytes > 0 ? totalBytes : -1)
                .setUnit(" MiB", MIB)
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .showSpeed()
                .setUpdateIntervalMillis(INTERVAL_MILLIS)
                .setConsumer(new Line(console))
                .build();
    }

    @Override
    public void add(long bytes) {
        bar.stepBy(bytes);
    }

    @Override
    public void close() {
        bar.close();
    }

    /** Our own line: the library's would load a terminal library. */
    private record Line(Console console) implements ProgressBarConsumer {
        @Override
        public int getMaxRenderedLength() {
            return console.width() - 1;
        }

        @Override
        public void accept(String text) {
            console.bar(text);
        }

        @Override
        public void close() {
            console.eraseBar();
        }
    }
}
