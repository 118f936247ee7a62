package lifeboat.schedule;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import lifeboat.base.UserError;

/**
 * How this machine starts Lifeboat.
 *
 * @param launcher    its words; {@code {}} stands for the script's name, which comes last if it stands nowhere
 * @param config      the configuration, absolute
 * @param environment the file of variables, absolute
 * @param javaHome    the JDK that runs it
 * @param user        whose rights it has
 */
public record Launch(List<String> launcher, Path config, Path environment, String javaHome, String user) {
    static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /** @throws UserError if a path has characters that cron or systemd cannot be told */
    public Launch {
        launcher = List.copyOf(launcher);
        for (String text : List.of(config.toString(), environment.toString(), javaHome, String.join(" ", launcher))) {
            if (text.matches("(?s).*[\\p{Cntrl}\\\\\"$`].*")) {
                throw UserError.usage("[" + text.replaceAll("\\p{Cntrl}", "?")
                        + "] cannot be scheduled: it has a quote,"
                        + " a dollar sign, a backslash or a control character", "use another folder");
            }
        }
    }

    /** The words of each command of a task. */
    List<List<String>> commands(Task task) {
        return task.commands(config.toString()).stream().map(this::words).toList();
    }

    private List<String> words(List<String> command) {
        List<String> words = new ArrayList<>();
        boolean placed = launcher.stream().anyMatch(word -> word.contains("{}"));
        launcher.forEach(word -> words.add(word.replace("{}", command.getFirst())));
        words.addAll(placed ? command.subList(1, command.size()) : command);
        return words;
    }

    /** The words for a shell. */
    static String shell(List<String> words) {
        return words.stream().map(Launch::quoted).collect(Collectors.joining(" "));
    }

    static String quoted(String word) {
        return word.matches("[A-Za-z0-9._/:=@+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
