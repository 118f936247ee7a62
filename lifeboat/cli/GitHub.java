package lifeboat.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lifeboat.base.Environment;
import lifeboat.base.UserError;
import lifeboat.report.StepSummary;

/** What GitHub Actions understands: annotations, outputs and the summary page. Elsewhere nothing is done. */
final class GitHub {
    private static final Pattern PLACE = Pattern.compile("\\[([^\\[\\]\\p{Cntrl}]+):(\\d{1,9})\\]");
    /** What GitHub shows of a step's summary: a larger one is dropped as a whole. */
    private static final long SUMMARY = 1 << 20;

    private final Environment env;
    private final Mask mask;

    GitHub(Environment env, Mask mask) {
        this.env = env;
        this.mask = mask;
    }

    /**
     * The workflow command that annotates the run, such as {@code ::error title=Lifeboat: orders::…}. Where the message
     * names a file and a line, as errors of a configuration do, the annotation is there.
     *
     * @param about the job it is about, null if it is about none
     */
    Optional<String> command(String level, String about, String message) {
        return env.github() ? Optional.of("::" + level + " " + place(message) + "title="
                + property(about == null ? "Lifeboat" : "Lifeboat: " + about) + "::" + data(message))
                : Optional.empty();
    }

    /** The workflow commands that make the runner hide these in the log of this step and later ones. */
    List<String> masks(List<String> secrets) {
        return env.github() ? secrets.stream().map(secret -> "::add-mask::" + data(secret)).toList() : List.of();
    }

    private String place(String message) {
        Matcher matcher = PLACE.matcher(message);
        while (matcher.find()) {
            Path file = Path.of(matcher.group(1));
            if (Files.isRegularFile(file)) {
                return "file=" + property(inRepository(file)) + ",line=" + matcher.group(2) + ",";
            }
        }
        return "";
    }

    private String inRepository(Path file) {
        Path whole = file.toAbsolutePath().normalize();
        return env.get("GITHUB_WORKSPACE").map(folder -> Path.of(folder).toAbsolutePath().normalize())
                .filter(whole::startsWith).map(folder -> folder.relativize(whole)).orElse(whole).toString();
    }

    /** The line, changed so that no workflow command can hide in text that comes from elsewhere. */
    String harmless(String line) {
        if (!env.github()) {
            return line;
        }
        return line.replaceAll("(?m)^(\\s*):(?=:)", "$1: ").replace("##[", "# #[");
    }

    /** Sets an output of the step; the value may have several lines. */
    void output(String name, String value) {
        String end = "end-" + UUID.randomUUID();
        append("GITHUB_OUTPUT", name + "<<" + end + "\n" + mask.secrets(value) + "\n" + end + "\n");
    }

    /** Adds Markdown to the step's summary. */
    void summary(String markdown) {
        long room = SUMMARY - env.get("GITHUB_STEP_SUMMARY").map(Path::of).map(GitHub::size).orElse(0L);
        append("GITHUB_STEP_SUMMARY", StepSummary.cut(mask.secrets(markdown), room));
    }

    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw UserError.usage("cannot read [" + file + "] of GITHUB_STEP_SUMMARY: " + e.getMessage(),
                    "the command itself is through; see its result above").because(e);
        }
    }

    private void append(String variable, String text) {
        Optional<String> file = env.github() ? env.get(variable) : Optional.empty();
        if (file.isEmpty()) {
            return;
        }
        try {
            Files.writeString(Path.of(file.get()), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw UserError.usage("cannot write to [" + file.get() + "] of " + variable + ": " + e.getMessage(),
                    "the command itself is through; see its result above").because(e);
        }
    }

    /** A message as workflow commands need it. */
    static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    /** A property's value as workflow commands need it. */
    static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
