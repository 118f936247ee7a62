package lifeboat.schedule;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Services and timers of systemd. */
public final class SystemdUnits {
    private static final String HARDENED = """
            ProtectSystem=full
            ProtectKernelTunables=yes
            ProtectKernelModules=yes
            ProtectKernelLogs=yes
            ProtectControlGroups=yes
            ProtectClock=yes
            ProtectHostname=yes
            RestrictSUIDSGID=yes
            """;

    private SystemdUnits() {}

    /**
     * The texts of the files by their names: a service and a timer for each task, of drills for each job.
     *
     * @param system whether they are the system's and run as the launch's user, else a user's own
     */
    public static Map<String, String> of(List<Task> tasks, Launch launch, boolean system) {
        Map<String, String> files = new LinkedHashMap<>();
        tasks.stream().flatMap(task -> task.kind() == Task.Kind.DRILL ? task.each() : Stream.of(task)).forEach(task -> {
            files.put(name(task) + ".service", service(task, launch, system));
            files.put(name(task) + ".timer", timer(task));
        });
        return files;
    }

    private static String name(Task task) {
        return "lifeboat-" + task.kind().word() + "-" + task.names().getFirst();
    }

    private static String service(Task task, Launch launch, boolean system) {
        return """
                [Unit]
                Description=Lifeboat: %s
                Wants=network-online.target
                After=network-online.target

                [Service]
                Type=oneshot
                %sWorkingDirectory=%s
                EnvironmentFile=%s
                Environment="PATH=%s" "JAVA_HOME=%s"
                ExecStart=/usr/bin/env %s
                UMask=0077
                NoNewPrivileges=yes
                LockPersonality=yes
                RestrictRealtime=yes
                %s""".formatted(escaped(task.title()), system ? "User=" + launch.user() + "\n" : "",
                escaped(launch.config().getParent().toString()), escaped(launch.environment().toString()), Launch.PATH,
                escaped(launch.javaHome()), words(launch.commands(task).getFirst()), system ? HARDENED : "");
    }

    private static String timer(Task task) {
        return """
                [Unit]
                Description=Lifeboat: when to run the %s

                [Timer]
                OnCalendar=%s
                Persistent=true
                RandomizedDelaySec=60

                [Install]
                WantedBy=timers.target
                """.formatted(escaped(task.title()), task.cron().calendar(task.zone()));
    }

    /** They follow {@code env}: systemd itself starts no program that has a quote in its path. */
    private static String words(List<String> words) {
        return words.stream().map(word -> "\"" + escaped(word) + "\"").collect(Collectors.joining(" "));
    }

    /** A percent sign begins a specifier. */
    private static String escaped(String text) {
        return text.replace("%", "%%");
    }
}
