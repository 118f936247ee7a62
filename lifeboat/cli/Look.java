package lifeboat.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.io.IOException;
import lifeboat.base.Environment;
import lifeboat.report.Paint;

/**
 * How output looks and whether a person can be asked.
 *
 * @param canAsk  whether somebody sits at a terminal
 * @param out     color of standard output
 * @param err     color of standard error
 * @param bar     whether progress is a bar on standard error, else a line now and then
 * @param width   columns
 */
record Look(boolean canAsk, Paint out, Paint err, boolean bar, int width) {
    private static final int WIDTH = 100;
    private static final int NARROWEST = 60;

    /** From the environment and which of the streams are terminals. */
    static Look of(Environment env, boolean in, boolean out, boolean err) {
        boolean plain = env.noColor() || env.ci() || "dumb".equals(env.get("TERM").orElse(""));
        return new Look(in && err && !env.ci(), paint(out && !plain), paint(err && !plain),
                err && !env.ci() && !"dumb".equals(env.get("TERM").orElse("")), width(env));
    }

    /** Whether standard input (0), output (1) or error (2) of this process is a terminal. */
    static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        if (!Files.isSymbolicLink(link)) {
            return System.console() != null && System.console().isTerminal();
        }
        try {
            String device = Files.readSymbolicLink(link).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
        } catch (IOException e) {
            return System.console() != null && System.console().isTerminal();
        }
    }

    private static Paint paint(boolean colored) {
        return colored ? Paint.ANSI : Paint.PLAIN;
    }

    private static int width(Environment env) {
        return env.get("COLUMNS").filter(c -> c.matches("\\d{1,4}")).map(Integer::valueOf)
                .filter(c -> c >= NARROWEST).orElse(WIDTH);
    }
}
