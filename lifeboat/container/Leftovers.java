package lifeboat.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lifeboat.base.Tool;

/** Containers whose process was killed before it could remove them. */
public final class Leftovers {
    private static final String KIND = "lifeboat=drill";
    private static final String OWNER = "lifeboat.owner";
    private static final String CREATED = "lifeboat.created";
    private static final Duration FOREIGN = Duration.ofDays(7);

    private Leftovers() {}

    /** The arguments that mark a new container as ours. */
    static List<String> labels() {
        ProcessHandle self = ProcessHandle.current();
        return List.of("--label", KIND,
                "--label", OWNER + "=" + machine() + " " + self.pid() + " " + start(self).orElse(0L),
                "--label", CREATED + "=" + Instant.now().getEpochSecond());
    }

    /**
     * Removes the containers of processes that are no more. Those of other machines, whose processes cannot be seen
     * from here, count as left behind after a week.
     *
     * @return how many were removed
     */
    public static int sweep(Engine engine) {
        int removed = 0;
        String format = "{{index .Config.Labels \"" + CREATED + "\"}} {{index .Config.Labels \"" + OWNER + "\"}}";
        for (String id : engine.must("the engine does not list its containers", "ps", "-a", "-q", "--filter",
                "label=" + KIND).lines().toList()) {
            Tool.Result labels = engine.tool("inspect", "--format", format, id).run(Engine.SOON);
            if (labels.ok() && abandoned(labels.out().strip().split(" "))) {
                Container.remove(engine, id);
                removed++;
            }
        }
        return removed;
    }

    private static boolean abandoned(String[] words) {
        if (words.length != 4 || !words[0].matches("\\d{1,15}") || !words[2].matches("\\d{1,18}")) {
            return false;
        }
        if (!words[1].equals(machine())) {
            return Instant.ofEpochSecond(Long.parseLong(words[0])).isBefore(Instant.now().minus(FOREIGN));
        }
        return ProcessHandle.of(Long.parseLong(words[2])).flatMap(Leftovers::start)
                .filter(ms -> words[3].equals(ms.toString())).isEmpty();
    }

    private static Optional<Long> start(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli);
    }

    /** Where process ids mean what they mean here: this machine since it was started, and this container of it. */
    private static String machine() {
        return text(Path.of("/proc/sys/kernel/random/boot_id")) + link(Path.of("/proc/self/ns/pid"));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException _) {
            return "unknown"; // not Linux: engines there are used by one machine alone
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
