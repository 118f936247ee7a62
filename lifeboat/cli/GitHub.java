package lifeboat.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import lifeboat.base.Environment;
import lifeboat.base.UserError;

/** What GitHub Actions understands: annotations, outputs and the summary page. Elsewhere nothing is done. */
final class GitHub {
    private final Environment env;

    GitHub(Environment env) {
        this.env = env;
    }

    /** The workflow command that annotates the run, such as {@code ::error title=Lifeboat::…}. */
    Optional<String> command(String level, String message) {
        return env.github() ? Optional.of("::" + level + " title=" + property("Lifeboat") + "::" + data(message))
                : Optional.empty();
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
        append("GITHUB_OUTPUT", name + "<<" + end + "\n" + Mask.secrets(value) + "\n" + end + "\n");
    }

    /** Adds Markdown to the step's summary. */
    void summary(String markdown) {
        append("GITHUB_STEP_SUMMARY", Mask.secrets(markdown));
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
