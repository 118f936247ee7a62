package lifeboat.cli;

import lifeboat.base.Output;

/** What one of several things says that are done at the same time: each line begins with what it is about. */
record LabelledOutput(Console console, String label) implements Output {
    @Override
    public void line(String text) {
        console.line(label + ": " + text.strip());
    }

    @Override
    public void warn(String text) {
        console.warn(label + ": " + text);
    }

    /** Lines, on a terminal too: there is room for one bar only. */
    @Override
    public Progress progress(String what, long totalBytes) {
        return new LineProgress(console, label.equals(what) ? label : label + ": " + what, totalBytes,
                System::nanoTime);
    }
}
