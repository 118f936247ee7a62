package lifeboat.testing;

import java.util.List;
import lifeboat.base.Output;

/** Output that keeps the warnings and nothing else. */
public record Warnings(List<String> texts) implements Output {
    @Override
    public void line(String text) {}

    @Override
    public void warn(String text) {
        texts.add(text);
    }

    @Override
    public Progress progress(String label, long totalBytes) {
        return SILENT.progress(label, totalBytes);
    }
}
