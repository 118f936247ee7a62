package lifeboat.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lifeboat.base.Cleanup;
import lifeboat.base.Output;
import lifeboat.report.Clean;
import lifeboat.report.Paint;
import lifeboat.report.Paint.Tone;

/**
 * What a command says: results on standard output, warnings, errors and progress on standard error. With
 * {@link #json} standard output holds one document and nothing else. Says nothing more once the process is being ended.
 */
final class Console implements Output {
    private static final String ERASE = "\r\u001b[K";

    private final BufferedReader in;
    private final PrintStream out;
    private final PrintStream err;
    private final Look look;
    private final GitHub github;
    private final Mask mask;
    private final Set<String> annotated = new HashSet<>();
    private boolean json;
    private boolean barShown;

    Console(InputStream in, PrintStream out, PrintStream err, Look look, GitHub github,
            Mask mask) {
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.out = out;
        this.err = err;
        this.look = look;
        this.github = github;
        this.mask = mask;
    }

    /** From now on these are hidden in everything that is said here, and on GitHub in the whole log. */
    synchronized void hide(List<String> secrets) {
        github.masks(mask.learn(secrets)).forEach(err::println);
    }

    /** The text without secrets. */
    String masked(String text) {
        return mask.secrets(text);
    }

    /** From now on standard output is for one document. */
    void json() {
        json = true;
    }

    boolean isJson() {
        return json;
    }

    boolean canAsk() {
        return look.canAsk() && !json;
    }

    int width() {
        return look.width();
    }

    /** How results are painted. */
    Paint paint() {
        return json ? look.err() : look.out();
    }

    /** A text of somebody else, made harmless. */
    @Override
    public void line(String text) {
        String indent = text.substring(0, text.length() - text.stripLeading().length());
        lines(List.of(indent.replaceAll("[^ ]", "") + Clean.paragraph(text)));
    }

    /** Rendered lines as they are. */
    synchronized void lines(List<String> lines) {
        lines.forEach(line -> print(json ? err : out, line));
    }

    @Override
    public synchronized void warn(String text) {
        print(err, look.err().apply(Tone.WARN, "warning:") + " " + Clean.paragraph(text));
        annotate("warning", null, text);
    }

    /** An error's sentence, and what to do about it if that is known. */
    void error(String message, String hint) {
        error(null, message, hint);
    }

    /** @param job the job that it is about, null if it is about none */
    synchronized void error(String job, String message, String hint) {
        print(err, look.err().apply(Tone.BAD, "error:") + " " + Clean.paragraph(message));
        if (hint != null) {
            print(err, look.err().apply(Tone.WARN, "hint:") + " " + Clean.paragraph(hint));
        }
        annotate("error", job, message + (hint == null ? "" : "\nhint: " + hint));
    }

    /** Lines on standard error that belong to no result: prompts, stack traces. */
    synchronized void aside(List<String> lines) {
        lines.forEach(line -> print(err, line));
    }

    /** The one document. */
    synchronized void document(String text) {
        if (!Cleanup.stopping()) {
            out.println(mask.secrets(text));
            out.flush();
        }
    }

    /** Asks and waits for a line; empty at the end of the input. */
    Optional<String> ask(String prompt) {
        err.print(mask.secrets(prompt));
        err.flush();
        try {
            return Optional.ofNullable(in.readLine()).map(String::strip);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Progress progress(String label, long totalBytes) {
        return look.bar() ? new BarProgress(this, Clean.line(mask.secrets(label)), totalBytes, System::nanoTime)
                : new LineProgress(this, label, totalBytes, System::nanoTime);
    }

    @Override
    public Output about(String label) {
        return new LabelledOutput(this, label);
    }

    /** Draws the bar over the one before. */
    synchronized void bar(String bar) {
        if (!Cleanup.stopping()) {
            barShown = true;
            err.print(ERASE + bar);
            err.flush();
        }
    }

    /** Takes the bar away. */
    synchronized void eraseBar() {
        if (barShown) {
            barShown = false;
            err.print(ERASE);
            err.flush();
        }
    }

    private void annotate(String level, String about, String text) {
        if (!Cleanup.stopping() && annotated.add(level + text)) {
            github.command(level, about, mask.secrets(text)).ifPresent(err::println);
        }
    }

    private void print(PrintStream stream, String line) {
        if (Cleanup.stopping()) {
            return;
        }
        eraseBar();
        stream.println(github.harmless(mask.secrets(line)));
        stream.flush();
    }
}
