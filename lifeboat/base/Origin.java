package lifeboat.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Which process made something that may outlive it, and when.
 *
 * @param machine where process ids mean what they mean here: a machine since it was started, and a container of it
 * @param pid     the process
 * @param started when the process was started, in milliseconds: ids are used again
 * @param made    when the thing was made, to the second
 */
public record Origin(String machine, long pid, long started, Instant made) {

    /** This process, now. */
    public static Origin here() {
        ProcessHandle self = ProcessHandle.current();
        return new Origin(machineHere(), self.pid(), start(self).orElse(0L),
                Instant.ofEpochSecond(Instant.now().getEpochSecond()));
    }

    /** What {@link #text} wrote; empty if it is something else. */
    public static Optional<Origin> parse(String text) {
        String[] words = text.strip().split(" ");
        return words.length == 4 && words[1].matches("\\d{1,18}") && words[2].matches("\\d{1,18}")
                && words[3].matches("\\d{1,15}")
                ? Optional.of(new Origin(words[0], Long.parseLong(words[1]), Long.parseLong(words[2]),
                        Instant.ofEpochSecond(Long.parseLong(words[3]))))
                : Optional.empty();
    }

    /** One line without secrets. */
    public String text() {
        return machine + " " + pid + " " + started + " " + made.getEpochSecond();
    }

    /**
     * Whether nobody uses the thing any more: its process is no more. Processes of other machines cannot be seen from
     * here: what they made counts as left behind after {@code grace}.
     */
    public boolean abandoned(Duration grace) {
        if (!machine.equals(machineHere())) {
            return made.isBefore(Instant.now().minus(grace));
        }
        return ProcessHandle.of(pid).flatMap(Origin::start).filter(start -> start == started).isEmpty();
    }

    private static Optional<Long> start(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli);
    }

    private static String machineHere() {
        return text(Path.of("/proc/sys/kernel/random/boot_id")) + link(Path.of("/proc/self/ns/pid"));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException _) {
            return "unknown"; // not Linux: engines and servers there are used by one machine alone
        }
    }

    private static String link(Path file) {
        try {
            return Files.readSymbolicLink(file).toString().replaceAll("\\D", "-");
        } catch (IOException _) {
            return "";
        }
    }
}
